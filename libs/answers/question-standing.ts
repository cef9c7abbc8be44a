import { In, type EntityManager } from 'typeorm';
import { InboxEntity, type PromptEntity, type StaffMemberEntity } from '../platform/db/entities/index.js';
import type { FieldError } from '../domain/forms/field-errors.js';
import type { FormValue } from '../domain/forms/read-form.js';
import { catalogueFor, say } from '../domain/texts/catalogue.js';
import { formatInstant } from '../domain/texts/say-values.js';
import { peopleByIds } from '../dossier/record/dossier-file.js';
import { loadDossier, type StandingAnswer } from '../dossier/record/dossier-record.js';
import { nameOfParty, spokenPrompt } from '../dossier/record/say-dossier.js';
import type { FactDifference } from '../dossier/seen/facts-seen.js';
import { amountOfQuestion } from '../kinds/exchange/basis/payment-basis.js';
import { startingValue } from '../kinds/exchange/judging/starting-value.js';
import { sayObjection } from '../staff/objections/objections.js';
import { mayDecide, moneyPromptKinds } from '../staff/permissions/may-decide.js';
import type { Given } from './give-answer.js';

/** How a question to staff stands for one of them. */
export type QuestionStanding =
  /** It can be answered here. `difference`: facts that changed since they were shown, for which nothing was recorded. */
  | { kind: 'open'; value: FormValue; errors: readonly FieldError[]; objections: readonly string[]; difference?: readonly FactDifference[] }
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
  return { kind: 'open', value: await startingValue(db, record, prompt), errors: [], objections: [] };
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

function officeTexts({ programme: { definition, texts } }: Awaited<ReturnType<typeof loadDossier>>) {
  return catalogueFor(texts, definition.languages[0] ?? 'en');
}
