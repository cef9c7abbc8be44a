/**
 * A programme's rules as one versioned, validated file: the schema and the types that follow from it. Unknown keys are
 * refused. An exchange keeps the version that it started under; texts have their own revision and stand in catalogues.
 */
import { z } from 'zod';
import {
  colourScalar,
  dayScalar,
  durationScalar,
  euroScalar,
  keyScalar,
  languageScalar,
  lineScalar,
  localDateTimeScalar,
  monthDayScalar,
  offsetScalar,
  pictureScalar,
  timeScalar,
  zoneScalar,
} from './definition-scalars.js';
import { formSchema } from './form-schema.js';
import {
  detours,
  lapseOutcomes,
  mailKinds,
  memberships,
  moments,
  organisationTypes,
  partyParts,
  slots,
  payTimes,
  promptKinds,
  roads,
  roles,
  settlementRules,
  staffRoles,
  stopReasons,
} from './vocabulary.js';

/** The word in a prompt's `to` that stands for every party in turn. */
export const eachParty = 'each';

const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

const brandSchema = z.strictObject({
  programmeName: lineScalar,
  logoText: lineScalar.describe('The logo in words, for who sees no picture'),
  logo: pictureScalar.optional().describe('The logo of mails, shown at most 200 pixels wide; it stands on white'),
  accentColour: colourScalar,
  officeName: lineScalar,
  officePhone: lineScalar,
  officeAddressLine: lineScalar,
  byLanguage: z
    .record(languageScalar, z.strictObject({ programmeName: lineScalar, officeName: lineScalar, officeAddressLine: lineScalar }).partial())
    .optional()
    .describe('Names that are others in a language; what is not named stays as it is'),
});

const extensionSchema = z
  .strictObject({
    announced: dayScalar,
    closedBefore: localDateTimeScalar,
    deadlineTextBefore: lineScalar,
    reason: lineScalar,
  })
  .describe('A deadline that was moved: what it was, and why');

const editionSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'an edition id holds small letters, digits and hyphens'),
  name: lineScalar,
  zone: zoneScalar,
  opens: localDateTimeScalar.describe('On the clock of `zone`'),
  closes: localDateTimeScalar.describe('On the clock of `zone`; the end of that minute'),
  deadlineText: lineScalar.describe('The literal wording of the deadline as it was published'),
  extensions: z.array(extensionSchema),
  visits: z.strictObject({ from: dayScalar, until: dayScalar }).describe('Days within which a visit may lie'),
  budget: euroScalar,
  places: z.int().positive('an edition has at least one place'),
});

const calendarSchema = z.strictObject({
  workingDays: z.array(weekday).min(1, 'a week has at least one working day'),
  mailHours: z.strictObject({ from: timeScalar, to: timeScalar }).describe('On the clock of the person who gets the mail'),
  quietPeriods: z.array(z.strictObject({ from: monthDayScalar, to: monthDayScalar })).describe('Both days included; may run over new year'),
  holidays: z.array(monthDayScalar),
  dueAt: timeScalar,
  remindAt: timeScalar,
  digestAt: timeScalar,
  mondayMailAt: timeScalar,
  paymentRun: z.strictObject({ day: weekday, at: timeScalar }),
  atOnce: z.array(z.enum(mailKinds)).describe('Mails that a person is waiting for: sent at any hour'),
});

const partySchema = z.strictObject({
  part: z.enum(partyParts),
  organisationTypes: z.array(z.enum(organisationTypes)).min(1),
  membership: z.array(z.enum(memberships)).min(1),
  participants: z.strictObject({ min: z.int().min(0), max: z.int().min(0) }),
});

const eligibilitySchema = z.strictObject({
  positions: z.array(keyScalar).min(1).describe('Positions that a participant may hold, by their option key in the forms'),
  differentOrganisations: z.boolean(),
  differentCountries: z.boolean(),
  stay: z.strictObject({ minDays: z.int().positive(), maxDays: z.int().positive() }),
  visitWithinEdition: z.boolean(),
  noDoubleFunding: z.boolean().describe('Each application declares that no other public money pays for the same costs'),
});

const conditionSchema = z
  .strictObject({
    fact: keyScalar,
    is: z.union([z.string(), z.number(), z.boolean()]).optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
  })
  .describe('Holds when every test that is given holds for the fact');

const lineBase = {
  key: keyScalar,
  per: z.enum(['participant', 'party']),
  when: conditionSchema.optional(),
};
const unitLine = z
  .strictObject({ ...lineBase, rule: z.literal('unit'), amount: euroScalar, unit: z.literal('day'), maxUnits: z.int().positive() })
  .describe('A rate for each day present; no receipts');
const ceilingLine = z
  .strictObject({ ...lineBase, rule: z.literal('ceiling'), amount: euroScalar })
  .describe('Real costs with receipts, up to the amount');
const lumpSumLine = z
  .strictObject({ ...lineBase, rule: z.literal('lump-sum'), amount: euroScalar })
  .describe('A fixed amount');
const entitlementLine = z.discriminatedUnion('rule', [unitLine, ceilingLine, lumpSumLine]);

const entitlementSchema = z.strictObject({
  cap: euroScalar.describe('The most that a party gets, top-ups aside'),
  lines: z.array(entitlementLine).min(1, 'an entitlement has at least one line'),
  topUps: z.array(entitlementLine).default([]).describe('Granted by condition, on top of the cap'),
  paid: z.enum(payTimes),
});

const addressee = z.union([
  z.strictObject({ party: keyScalar.describe('A party id, or "each"'), slot: z.enum(slots) }),
  z.strictObject({ role: z.enum(roles) }),
]);
const deadline = z.union([durationScalar, z.literal('edition-closes')]);

const promptPolicySchema = z.strictObject({
  to: addressee,
  form: keyScalar.optional().describe('Absent where the system answers'),
  due: deadline.describe('Please answer by: at this date staff take over'),
  closes: deadline.optional().describe('After this no answer counts; absent: the end of the due day'),
  reminders: z.array(durationScalar).default([]),
  onLapse: z.enum(lapseOutcomes),
  escalateTo: z.enum(staffRoles).optional().describe('Who takes over at the due date'),
  noticeBefore: durationScalar.optional().describe('With onLapse settle-without: a notice this long before closing'),
  code: z.boolean().default(false).describe('Answering needs the e-mailed code'),
});

const momentSchema = z.strictObject({
  from: z.enum(['first-day', 'last-day', 'settled', 'edition-closes']),
  offset: offsetScalar,
  at: timeScalar.optional().describe('Local time of that day; absent only for edition-closes'),
});

const agreementSchema = z.strictObject({
  bindingLanguage: languageScalar,
  clauses: z.array(keyScalar).min(1),
  annexes: z.array(z.enum(['plan', 'dates', 'event', 'amounts'])).min(1),
});

const settlementSchema = z
  .strictObject(each(stopReasons, z.enum(settlementRules)))
  .describe('What a party gets when an exchange is stopped after the signatures, by the reason');

const count = z.int().min(0);
const messageBudget = {
  parties: z.record(keyScalar, z.strictObject({ mails: count, questions: count })),
  staff: z.partialRecord(z.enum(staffRoles), z.strictObject({ acts: count })),
};
const messagesSchema = z
  .strictObject({
    ...messageBudget,
    roads: z
      .strictObject(each(roads, z.strictObject(messageBudget)))
      .describe('The most of each other road, in all from the enquiry to its end, instead of the happy one'),
    detours: z
      .strictObject(each(detours, z.strictObject(messageBudget)))
      .describe('What each detour adds to any road, each time it happens; a party counts only where it concerns it'),
  })
  .describe('The most mails and questions of one happy exchange, and of every other road');

/** The whole definition as it is written in YAML. */
export const definitionSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'a programme id holds small letters, digits and hyphens'),
  version: z.int().positive('the first version is 1'),
  name: lineScalar,
  referencePrefix: z.string().regex(/^[A-Z][A-Z0-9]{1,7}$/, 'a reference prefix holds 2 to 8 capitals and digits, such as P2P'),
  zone: zoneScalar.describe('The office’s clock'),
  languages: z.array(languageScalar).min(1),
  brand: brandSchema,
  edition: editionSchema,
  calendar: calendarSchema,
  parties: z.record(keyScalar, partySchema),
  eligibility: eligibilitySchema,
  entitlements: z.record(keyScalar, entitlementSchema),
  hosts: z.strictObject({
    offered: z.int().min(1).describe('Other hosts offered to a candidate whose host said no'),
    maxRounds: z.int().min(1).describe('Hosts asked in all for one exchange'),
  }),
  draft: z.strictObject({ keptFor: durationScalar }),
  links: z.strictObject({ readableFor: durationScalar.describe('After the end of the exchange') }),
  code: z.strictObject({ validFor: durationScalar, windowFor: durationScalar, tries: z.int().min(3) }),
  prompts: z.strictObject(each(promptKinds, promptPolicySchema)),
  settlement: settlementSchema,
  moments: z.strictObject(each(moments, momentSchema)),
  agreement: agreementSchema,
  messages: messagesSchema,
  forms: z.record(keyScalar, formSchema),
});

/** A programme's rules, validated. Amounts are integer cents; durations and local times stay text. */
export type Definition = z.output<typeof definitionSchema>;
/** Days and hours of a programme. */
export type ProgrammeCalendar = Definition['calendar'];
/** The deadlines and consequences of one kind of question. */
export type PromptPolicy = Definition['prompts'][keyof Definition['prompts']];
/** What one party may get, as rules. */
export type EntitlementRules = Definition['entitlements'][string];
/** One line of an entitlement. */
export type EntitlementLine = EntitlementRules['lines'][number];
/** A test on a fact of the exchange. */
export type Condition = NonNullable<EntitlementLine['when']>;
/** What one party must be. */
export type PartyRules = Definition['parties'][string];
/** An edition: when it runs, its money and its places. */
export type EditionRules = Definition['edition'];

/** How many mails and questions each party gets at most, and how often staff act. */
export type MessageBudget = Pick<Definition['messages'], 'parties' | 'staff'>;

/** The JSON Schema for editors, kept fresh beside each definition by a test. */
export function definitionJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(definitionSchema, { io: 'input', target: 'draft-7', unrepresentable: 'any' }) as Record<string, unknown>;
}

/** One entry of the same shape for each word. */
function each<const K extends string, S extends z.ZodType>(words: readonly K[], schema: S): Record<K, S> {
  return Object.fromEntries(words.map((word) => [word, schema])) as Record<K, S>;
}
