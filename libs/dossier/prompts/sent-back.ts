import type { EntityManager } from 'typeorm';
import { PromptEntity } from '../../platform/db/entities/index.js';
import { canonicalJson, type JsonValue } from '../../domain/forms/canonical-json.js';
import type { FieldError } from '../../domain/forms/field-errors.js';
import { readForm, type FormValue } from '../../domain/forms/read-form.js';
import { parsePromptId } from '../../domain/dossier/reference.js';
import type { Field, Form } from '../../domain/programme/form-schema.js';
import { promptChoices } from '../../domain/programme/vocabulary.js';
import type { Programme } from '../../programmes/definition-store.js';
import type { StandingAnswer } from '../record/dossier-record.js';
import { answerAbout } from './answer-about.js';

/** The choice that sends a form back to whoever filled it in. */
export const sendBackChoice = 'request-changes';
/** The most that may be said about one field, in characters. */
export const longestComment = 500;

/** What staff say about fields of a form that they send back, by the field's key. Free text: it never leaves Postgres. */
export type Comments = Readonly<Record<string, string>>;

/** A form that somebody filled in and that is decided on now. */
export interface FormUnderReview {
  answer: StandingAnswer;
  form: Form;
  formName: string;
}

/** The form that a question can send back: that of the answer it is about. Undefined where nothing can go back. */
export async function formUnderReview(db: EntityManager, { definition }: Pick<Programme, 'definition'>, prompt: PromptEntity): Promise<FormUnderReview | undefined> {
  if (!promptChoices[prompt.kind].includes(sendBackChoice)) return undefined;
  const answer = await answerAbout(db, prompt);
  const formName = answer && definition.prompts[parsePromptId(answer.promptId).kind].form;
  const form = formName === undefined ? undefined : definition.forms[formName];
  return answer && formName !== undefined && form ? { answer, form, formName } : undefined;
}

/** Name of the input for the comment on a field. */
export function commentName(key: string): string {
  return `comments.${key}`;
}

/** Reads the comments on a form's fields from what was posted; errors name their inputs. */
export function readComments({ fields }: Form, raw: Readonly<Record<string, unknown>>): { comments: Comments; errors: readonly FieldError[] } {
  const inputs = fields.map(({ key }) => ({ key: commentName(key), type: 'short-text', max: longestComment, required: false, personal: true, fact: false }) as const);
  const read = readForm({ long: false, fields: inputs }, raw);
  const comments = fields.flatMap(({ key }) => {
    const typed = read.value[commentName(key)];
    return typeof typed === 'string' && typed !== '' ? [[key, typed]] : [];
  });
  return { comments: Object.fromEntries(comments) as Comments, errors: read.ok ? [] : read.errors };
}

/** A form's value together with the comments on another form. */
export function withComments(value: FormValue, comments: Comments): FormValue {
  return Object.keys(comments).length === 0 ? value : { ...value, comments };
}

/** The comments that an answer holds. */
export function commentsIn(payload: FormValue | undefined): Comments {
  const held: JsonValue = payload?.['comments'] ?? null;
  if (held === null || typeof held !== 'object' || Array.isArray(held)) return {};
  return Object.fromEntries(Object.entries(held).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Why a form came in once more. */
export interface AskedChanges {
  /** The answer that asked for changes. */
  request: StandingAnswer;
  /** What had been sent in before. */
  before: StandingAnswer | undefined;
}

/** What an answer was asked for again; undefined where it came in for the first time. */
export async function askedChanges(db: EntityManager, answer: StandingAnswer): Promise<AskedChanges | undefined> {
  const request = await aboutOf(db, answer.promptId);
  if (request?.choice !== sendBackChoice) return undefined;
  return { request, before: await aboutOf(db, request.promptId) };
}

async function aboutOf(db: EntityManager, promptId: string): Promise<StandingAnswer | undefined> {
  const prompt = await db.findOneBy(PromptEntity, { id: promptId });
  return prompt ? answerAbout(db, prompt) : undefined;
}

/** The fields that were answered in another way than before. */
export function changedFields({ fields }: Form, before: FormValue, after: FormValue): Field[] {
  return fields.filter(({ key }) => canonicalJson(before[key] ?? null) !== canonicalJson(after[key] ?? null));
}
