/**
 * A form as a definition describes it, once: the page, the check of what was posted, the programming interface and the
 * staff's view all come from this description. Labels and hints stand in the text catalogues under the same keys.
 */
import { z } from 'zod';
import { keyScalar } from './definition-scalars.js';
import { slots, staffRoles } from './vocabulary.js';

/** What a field can hold. `days` is a range of days, `money` is euro read to cents, `files` are ids of uploaded files. */
export const plainFieldTypes = [
  'short-text',
  'long-text',
  'name',
  'email',
  'phone',
  'choice',
  'choices',
  'tick',
  'date',
  'days',
  'integer',
  'money',
  'iban',
  'bic',
  'country',
  'language',
  'hub',
  'files',
] as const;
/** What can be uploaded: a PDF document, or a photo as JPEG, PNG or WebP. */
export const fileKinds = ['pdf', 'image'] as const;
/** One kind of file. */
export type FileKind = (typeof fileKinds)[number];

/** One type of a field that is no list. */
export type PlainFieldType = (typeof plainFieldTypes)[number];

/** The only types that may go to the workflow: nothing that names a person or is free text. */
export const factTypes = ['choice', 'choices', 'tick', 'date', 'days', 'integer', 'money', 'hub'] as const satisfies readonly PlainFieldType[];

const fieldCondition = z
  .strictObject({ field: keyScalar, is: z.union([z.string(), z.boolean(), z.array(z.string()).min(1)]) })
  .describe('Holds when an earlier field of the same form has this value, or one of these; yes or no: a tick, or a list or files that are there');

const fieldBase = {
  key: keyScalar,
  section: keyScalar.optional(),
  required: z.boolean().default(false),
  requiredWhen: fieldCondition.optional(),
  onlyWhen: fieldCondition.optional().describe('Otherwise what was typed is dropped'),
  personal: z.boolean().default(false).describe('Personal data: never leaves Postgres'),
  fact: z.boolean().default(false).describe('Goes to the workflow'),
  confidential: z.array(z.enum([...slots, ...staffRoles])).min(1).optional().describe('The only ones who may see it'),
  forVisitOnly: z
    .string()
    .regex(/^\d{1,3}d$/, 'write days such as 30d')
    .optional()
    .describe('Needed for the visit: the other party reads it once all have signed, and it is deleted this long after the last day'),
};

const plainField = z.strictObject({
  ...fieldBase,
  type: z.enum(plainFieldTypes),
  options: z.array(keyScalar).min(1).optional().describe('For choice and choices'),
  default: z.string().min(1).max(40).optional().describe('Taken when nothing was typed; never for the choice of an answer'),
  min: z.int().optional().describe('Shortest text, smallest number, fewest choices or files; cents for money'),
  max: z.int().optional().describe('Longest text, largest number, most choices or files; cents for money'),
  accept: z.array(z.enum(fileKinds)).min(1).optional().describe('For files: what may be uploaded'),
});

const listField = z.strictObject({
  ...fieldBase,
  type: z.literal('list'),
  min: z.int().min(0).default(0),
  max: z.int().positive(),
  fields: z.array(plainField).min(1),
});

/** One form: its fields in order, and where the answer's choice comes from. */
export const formSchema = z.strictObject({
  choice: z
    .union([z.strictObject({ field: keyScalar }), z.strictObject({ always: keyScalar })])
    .optional()
    .describe('The field that holds the answer’s choice, or the one choice there is; absent: no answer to a question'),
  long: z.boolean().default(false).describe('Can be saved and continued later, and is saved as it is typed; submitting shows a preview first'),
  fields: z.array(z.discriminatedUnion('type', [plainField, listField])).min(1),
});

/** A form of a definition. */
export type Form = z.output<typeof formSchema>;
/** Any field of a form. */
export type Field = Form['fields'][number];
/** A field that holds rows of other fields. */
export type ListField = Extract<Field, { type: 'list' }>;
/** A field that holds one value. */
export type PlainField = Exclude<Field, { type: 'list' }>;
/** A condition on another field. */
export type FieldCondition = NonNullable<Field['onlyWhen']>;
