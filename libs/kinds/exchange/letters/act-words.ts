import { In, MoreThanOrEqual } from 'typeorm';
import type { ActKind } from '../../../contracts/dossier/index.js';
import { ActEntity, ContactEntity, InboxEntity, JournalEntity } from '../../../platform/db/entities/index.js';
import { parsePromptId } from '../../../domain/dossier/reference.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import { brandIn } from '../../../domain/programme/brand.js';
import type { ChangeKind } from '../../../domain/programme/vocabulary.js';
import { catalogueFor } from '../../../domain/texts/catalogue.js';
import { sayChange } from '../../../dossier/record/plan-change.js';
import type { LetterContext } from './letter-context.js';

/** What parties and staff did beside answering, in the words in which a mail tells of it. */

/** What whoever acted wrote for others to read: the row is an act or an answer. */
export async function wordsOf({ tx }: LetterContext, id: string | undefined): Promise<string> {
  if (!id || !isUuid(id)) return '';
  const act = await tx.findOneBy(ActEntity, { id });
  return textIn(act?.payload ?? (await tx.findOneBy(InboxEntity, { id }))?.payload);
}

/** What was written when the exchange was stopped, whoever did it. */
export async function wordsOfStop(context: LetterContext): Promise<string> {
  const { tx, exchange } = context;
  const stop = await tx.findOne(ActEntity, {
    where: { ref: exchange.ref, kind: 'stop', status: In(['received', 'done']) },
    order: { realAt: 'ASC' },
  });
  return textIn(stop?.payload);
}

/** What was written when the exchange was postponed or went on; nothing where the lead only said so when asked. */
export async function wordsOfPause(context: LetterContext, kind: 'pause' | 'resume'): Promise<string> {
  const { tx, exchange } = context;
  const paused = await tx.findOne(JournalEntity, { where: { ref: exchange.ref, kind: 'paused' }, order: { seq: 'DESC', n: 'DESC' } });
  const act = await latestAct(context, kind, kind === 'resume' ? paused?.at : undefined);
  return textIn(act?.payload);
}

/** Why staff moved a question's deadline. */
export async function wordsOfExtension(context: LetterContext, prompt: string): Promise<string> {
  const { tx, exchange } = context;
  const acts = await tx.find(ActEntity, {
    where: { ref: exchange.ref, kind: 'extend', status: In(['received', 'done']) },
    order: { realAt: 'DESC' },
  });
  return textIn(acts.find(({ input }) => (input as { prompt?: string }).prompt === prompt)?.payload);
}

/** What somebody wrote to the colleague who takes a question over, with the writer's name. */
export async function noteToColleague({ tx, exchange }: LetterContext, contact: string): Promise<string> {
  const acts = await tx.find(ActEntity, { where: { ref: exchange.ref, kind: 'replace-contact' }, order: { realAt: 'DESC' } });
  const act = acts.find(({ input }) => (input as { contact?: string }).contact === contact);
  const message = (act?.payload as { message?: unknown } | undefined)?.message;
  const writer = act && (await tx.findOneBy(ContactEntity, { id: act.by }));
  return typeof message === 'string' && message !== '' && writer ? `${writer.name}: ${message}` : '';
}

/** A change of the plan as one sentence for its reader. */
export async function changeInWords(context: LetterContext, change: string | undefined, language: string): Promise<string> {
  const act = await changeAct(context, change);
  if (!act) return '';
  const { what } = act.input as { what: ChangeKind };
  const texts = catalogueFor(context.programme.texts, language);
  return sayChange(texts, context.plan, what, act.payload as FormValue);
}

/** Who asked for a change, as people know them: the hub, or the office. */
export async function askerOf(context: LetterContext, change: string | undefined, language: string): Promise<string> {
  const act = await changeAct(context, change);
  return act ? nameOfActor(context, act.by, language) : '';
}

/** Who stepped back: the hub whose person withdrew, or did not sign. */
export async function whoStepped(
  context: LetterContext,
  { notice, answer }: { notice?: string | undefined; answer?: string | undefined },
  language: string,
): Promise<string> {
  const { tx, parties } = context;
  const act = notice && isUuid(notice) ? await tx.findOneBy(ActEntity, { id: notice }) : null;
  const row = answer && isUuid(answer) ? await tx.findOneBy(InboxEntity, { id: answer }) : null;
  const party = (act?.input as { party?: string } | undefined)?.party ?? (row ? parsePromptId(row.promptId).party : undefined);
  if (party) return parties[party]?.hub?.name ?? '';
  return act ? nameOfActor(context, act.by, language) : '';
}

async function changeAct({ tx }: LetterContext, change: string | undefined): Promise<ActEntity | null> {
  return change && isUuid(change) ? tx.findOneBy(ActEntity, { id: change }) : null;
}

async function nameOfActor({ tx, parties, programme }: LetterContext, by: string, language: string): Promise<string> {
  const contact = await tx.findOneBy(ContactEntity, { id: by });
  const party = contact && Object.values(parties).find(({ organisation }) => organisation?.id === contact.organisationId);
  return party?.hub?.name ?? brandIn(programme.definition, language).officeName;
}

async function latestAct({ tx, exchange }: LetterContext, kind: ActKind, since?: string): Promise<ActEntity | null> {
  return tx.findOne(ActEntity, {
    where: { ref: exchange.ref, kind, status: In(['received', 'done']), ...(since && { at: MoreThanOrEqual(since) }) },
    order: { realAt: 'DESC' },
  });
}

/** The words for people, where a form has them apart from a code or a note; else the reason as it was written. */
function textIn(payload: object | undefined): string {
  const { words, reason } = (payload ?? {}) as { words?: unknown; reason?: unknown };
  const written = typeof words === 'string' ? words : reason;
  return typeof written === 'string' ? written : '';
}

/** Rows of ours have such ids; anything else names none, and must not stop a step. */
function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
