import type { EntityManager } from 'typeorm';
import type { Facts } from '../contracts/dossier/index.js';
import { PromptEntity, StaffMemberEntity } from '../platform/db/entities/index.js';
import type { FieldError } from '../domain/forms/field-errors.js';
import { readForm, type FormValue } from '../domain/forms/read-form.js';
import type { Form } from '../domain/programme/form-schema.js';
import { fileIdsIn, filesOfQuestion } from '../files/uploaded-files.js';
import { mayDecide } from '../staff/permissions/may-decide.js';
import type { Programme } from '../programmes/definition-store.js';
import { loadDossier, type DossierRecord } from '../dossier/record/dossier-record.js';
import { judgeAnswer } from '../kinds/exchange/judging/judge-answer.js';
import type { Objection } from '../staff/objections/objections.js';
import { formUnderReview, readComments, sendBackChoice, withComments } from '../dossier/prompts/sent-back.js';

/** An answer as it was posted to a question. */
export interface PostedAnswer {
  db: EntityManager;
  programme: Pick<Programme, 'definition'>;
  prompt: PromptEntity;
  /** Contact or staff id. */
  by: string;
  /** What was posted, flat or nested. */
  raw: Readonly<Record<string, unknown>>;
}

/** An answer that may go to the inbox, or everything that speaks against it. */
export type Prepared =
  | { ok: true; choice: string; payload: FormValue; facts: Facts }
  | { ok: false; errors: readonly FieldError[]; refusals: readonly Objection[]; value: FormValue };

/** The form of a question, with its key in the definition; undefined where the system answers. */
export function formOf({ definition }: Pick<Programme, 'definition'>, kind: PromptEntity['kind']): { form: Form; formName: string } | undefined {
  const formName = definition.prompts[kind].form;
  const form = formName === undefined ? undefined : definition.forms[formName];
  return formName === undefined || form === undefined ? undefined : { form, formName };
}

/**
 * Reads an answer by its form and judges it: eligibility, conflicts of interest, and whatever the kind of question asks
 * for. The facts are what the exchange's story decides on: numbers, choices, dates and ids, never names or free text.
 */
export async function prepareAnswer(posted: PostedAnswer): Promise<Prepared> {
  const prepared = await prepareForm(posted);
  const { db, programme, prompt, raw } = posted;
  const sent = await formUnderReview(db, programme, prompt);
  return sent ? withCommentsOn(sent.form, prepared, raw) : prepared;
}

/** Staff who send a form back may say something about each of its fields; with any other choice that does not count. */
function withCommentsOn(form: Form, prepared: Prepared, raw: PostedAnswer['raw']): Prepared {
  const { comments, errors } = readComments(form, raw);
  if (!prepared.ok) return { ...prepared, errors: [...prepared.errors, ...errors], value: withComments(prepared.value, comments) };
  if (prepared.choice !== sendBackChoice) return prepared;
  const payload = withComments(prepared.payload, comments);
  return errors.length > 0 ? { ok: false, errors, refusals: [], value: payload } : { ...prepared, payload };
}

async function prepareForm({ db, programme, prompt, by, raw }: PostedAnswer): Promise<Prepared> {
  const found = formOf(programme, prompt.kind);
  if (!found) throw new Error(`nobody can answer a ${prompt.kind} question`);
  const read = readForm(found.form, raw);
  if (!read.ok) return { ok: false, errors: read.errors, refusals: [], value: read.value };
  const choice = read.choice;
  if (choice === undefined) throw new Error(`the form of ${prompt.kind} holds no choice`);
  const unknown = await unknownFiles(db, found.form, read.value, prompt, by);
  if (unknown.length > 0) return { ok: false, errors: unknown, refusals: [], value: read.value };
  const record = await loadDossier(db, prompt.ref);
  const refusals = await staffRefusals(db, prompt, by);
  if (refusals.length > 0) return { ok: false, errors: [], refusals, value: read.value };
  return judge(db, record, { prompt, by, raw, choice, value: read.value });
}

async function judge(
  db: EntityManager,
  record: DossierRecord,
  answer: { prompt: PromptEntity; by: string; raw: Readonly<Record<string, unknown>>; choice: string; value: FormValue },
): Promise<Prepared> {
  const judged = await judgeAnswer(db, record, answer);
  const { errors = [], refusals = [], facts = {}, adds = {} } = judged;
  if (errors.length > 0 || refusals.length > 0) return { ok: false, errors, refusals, value: answer.value };
  return { ok: true, choice: answer.choice, payload: { ...answer.value, ...adds }, facts };
}

/** Files are named by their ids, and only those count that the same party uploaded to the same question. */
async function unknownFiles(db: EntityManager, form: Form, value: FormValue, prompt: PromptEntity, by: string): Promise<FieldError[]> {
  if (fileIdsIn(form, value).length === 0) return [];
  const own = new Set((await filesOfQuestion(db, prompt, by)).map(({ id }) => id));
  return form.fields
    .filter((field) => field.type === 'files' && fileIdsIn({ ...form, fields: [field] }, value).some((id) => !own.has(id)))
    .map(({ key }) => ({ field: key, code: 'unknown-file', params: {} }));
}

async function staffRefusals(db: EntityManager, prompt: PromptEntity, by: string): Promise<Objection[]> {
  if (prompt.role === null) return [];
  const staff = await db.findOneBy(StaffMemberEntity, { id: by });
  if (!staff || staff.leftAt) return [{ code: 'role' }];
  const refusal = await mayDecide(db, staff, prompt);
  return refusal === undefined ? [] : [{ code: refusal }];
}
