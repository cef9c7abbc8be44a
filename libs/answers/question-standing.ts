import { In, type EntityManager } from 'typeorm';
import { InboxEntity, type PromptEntity, type StaffMemberEntity } from '../platform/db/entities/index.js';
import type { FieldError } from '../domain/forms/field-errors.js';
import { readForm, type FormValue } from '../domain/forms/read-form.js';
import { catalogueFor, say } from '../domain/texts/catalogue.js';
import { formatInstant } from '../domain/texts/say-values.js';
import { peopleByIds } from '../dossier/record/dossier-file.js';
import { formUnderReview, readComments, withComments } from '../dossier/prompts/sent-back.js';
import { loadDossier, type DossierRecord, type StandingAnswer } from '../dossier/record/dossier-record.js';
import { nameOfParty, spokenPrompt } from '../dossier/record/say-dossier.js';
import type { FactDifference } from '../dossier/seen/facts-seen.js';
import { amountOfQuestion } from '../kinds/exchange/basis/payment-basis.js';
import { startingValue } from '../kinds/exchange/judging/starting-value.js';
import { sayObjection } from '../staff/objections/objections.js';
import { mayDecide, moneyPromptKinds } from '../staff/permissions/may-decide.js';
import { heldForm } from '../staff/sign-in/held-forms.js';
import type { Given } from './give-answer.js';
import { formOf } from './prepare-answer.js';

/** How a question to staff stands for one of them. */
export type QuestionStanding =
  /**
   * It can be answered here. `heldAt`: since when what stands in the form is kept, where somebody typed it behind the mailed
   * link. `difference`: facts that changed since they were shown, for which nothing was recorded.
   */
  | { kind: 'open'; value: FormValue; heldAt?: string; errors: readonly FieldError[]; objections: readonly string[]; difference?: readonly FactDifference[] }
  /** It moves money, so a session is needed. */
  | { kind: 'sign-in-first' }
  /** The reader may not answer it. */
  | { kind: 'not-yours'; sentence: string }
  /** It was answered. `arrived` is false while the exchange is out of reach; `other`: something else was just sent. */
  | { kind: 'answered'; sentence: string; by: string; at: string; value: FormValue; arrived: boolean; other: boolean }
  /** It closed without an answer, or its answer does not matter any more. */
  | { kind: 'closed' };

/** How a question stands for whoever opens it. */
export async function questionStanding(db: EntityManager, prompt: PromptEntity, staff: StaffMemberEntity, signedIn: boolean): Promise<QuestionStanding> {
  const standing = await db.findOneBy(InboxEntity, { promptId: prompt.id, status: In(['received', 'accepted']) });
  if (standing) return answered(db, prompt, standing.id, { arrived: standing.status === 'accepted', other: false });
  if (prompt.status !== 'open' || prompt.decided) return { kind: 'closed' };
  const record = await loadDossier(db, prompt.ref);
  const refusal = await mayDecide(db, staff, prompt);
  if (refusal) return { kind: 'not-yours', sentence: sayObjection(officeTexts(record), { code: refusal }, () => '') };
  if (moneyPromptKinds.includes(prompt.kind) && !signedIn) return { kind: 'sign-in-first' };
  const value = await startingValue(db, record, prompt);
  const held = signedIn ? await heldForm(db, staff.id, prompt.id) : undefined;
  if (!held) return { kind: 'open', value, errors: [], objections: [] };
  const typed = await valueOf(db, prompt, record, held.raw);
  return { kind: 'open', value: { ...value, ...typed }, heldAt: formatInstant(held.heldAt, record.programme.definition.zone, 'en'), errors: [], objections: [] };
}

/** What was typed, comments on another form included, however much of it is in order. */
async function valueOf(db: EntityManager, prompt: PromptEntity, { programme }: DossierRecord, raw: Readonly<Record<string, unknown>>): Promise<FormValue> {
  const found = formOf(programme, prompt.kind);
  const under = await formUnderReview(db, programme, prompt);
  const value = found ? readForm(found.form, raw, { draft: true }).value : {};
  return under ? withComments(value, readComments(under.form, raw).comments) : value;
}

/** How a question stands after somebody has sent an answer, and the HTTP status that says so. */
export async function standingAfter(db: EntityManager, prompt: PromptEntity, staff: StaffMemberEntity, given: Given): Promise<{ status: number; standing: QuestionStanding }> {
  switch (given.kind) {
    case 'recorded':
      return { status: 200, standing: await answered(db, prompt, given.answer, { arrived: given.arrived, other: false }) };
    case 'other':
      return { status: 409, standing: await answered(db, prompt, given.recorded.answer, { arrived: true, other: true }) };
    case 'closed':
      return { status: 409, standing: { kind: 'closed' } };
    case 'changed':
      return { status: 409, standing: { kind: 'open', value: given.value, errors: [], objections: [], difference: given.difference } };
    case 'refused': {
      const record = await loadDossier(db, prompt.ref);
      const objections = given.refusals.map((each) => sayObjection(officeTexts(record), each, (party) => nameOfParty(record, party)));
      if (await mayDecide(db, staff, prompt)) return { status: 403, standing: { kind: 'not-yours', sentence: objections.join(' ') } };
      return { status: 422, standing: { kind: 'open', value: given.value, errors: given.errors, objections } };
    }
  }
}

async function answered(db: EntityManager, prompt: PromptEntity, answerId: string, how: { arrived: boolean; other: boolean }): Promise<QuestionStanding> {
  const answer = (await db.findOneByOrFail(InboxEntity, { id: answerId })) as StandingAnswer;
  const record = await loadDossier(db, prompt.ref);
  const texts = officeTexts(record);
  const { zone } = record.programme.definition;
  const by = (await peopleByIds(db, [answer.by])).get(answer.by) ?? answer.by;
  const params = { ...spokenPrompt(record, prompt, texts.language, zone, await amountOfQuestion(db, prompt)), by };
  const sentence = say(texts, `prompts.${prompt.kind}.history.${answer.choice}`, params);
  return { kind: 'answered', sentence, by, at: formatInstant(answer.receivedAt, zone, texts.language), value: answer.payload, ...how };
}

function officeTexts({ programme: { definition, texts } }: DossierRecord) {
  return catalogueFor(texts, definition.languages[0] ?? 'en');
}
