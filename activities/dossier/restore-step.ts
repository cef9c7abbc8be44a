import { In, MoreThanOrEqual, type EntityManager } from 'typeorm';
import type { DomainEvent, DomainEventKind, WrittenStep } from '../../libs/contracts/dossier/index.js';
import { parsePromptId } from '../../libs/domain/dossier/reference.js';
import type { PromptKind } from '../../libs/domain/programme/vocabulary.js';
import type { LetterSettings } from '../../libs/kinds/exchange/letters/letter-context.js';
import { clockNow } from '../../libs/platform/clock/edition-clock.js';
import { DossierEntity, DueReminderEntity, EditionEntity, InboxEntity, PromptEntity } from '../../libs/platform/db/entities/index.js';
import { CodedError } from '../../libs/platform/temporal/failure-interceptor.js';
import { actUpon } from './act-upon.js';
import { writeDown, writeEvents } from './publish-step.js';
import { stepContext, type StepContext } from './step-context.js';

type Answered = Extract<DomainEvent, { kind: 'answered' }>;

/** An event of a step of which something cannot come back: what people typed stands in no history. */
export interface LostEvent {
  ref: string;
  seq: number;
  event: DomainEvent;
}

/** What is lost with these is a mail, and it went out then. */
const mailsOnly: readonly DomainEventKind[] = ['asked', 'informed', 'warned', 'extended', 'reminded'];
/** Answers whose words are needed later; of others the choice is all. */
const wordsMatter: readonly PromptKind[] = ['pick-host', 'choose-host', 'dates', 'application', 'review', 'sign', 'bank-details', 'visitor-wrap-up', 'host-wrap-up'];

/**
 * Writes a step again that the engine's history has and the database lost: at its own instant, with the result that it
 * had then, so that the exchange goes on from it. Its mails count as sent, as they were; one that is not due yet waits.
 * Returns what cannot come back; the rest is written all the same.
 * @throws CodedError `exchange-unknown`, or `step-mismatch` when it is not the next step.
 */
export async function restoreStep(tx: EntityManager, settings: LetterSettings, { step, result, writtenAt }: WrittenStep): Promise<LostEvent[]> {
  const exchange = await tx.findOne(DossierEntity, { where: { ref: step.ref }, lock: { mode: 'for_no_key_update' } });
  if (!exchange) throw new CodedError('exchange-unknown');
  if (exchange.seq !== step.seq - 1) throw new CodedError('step-mismatch');
  await followClock(tx, exchange.edition, result);
  const context: StepContext = { ...(await stepContext(tx, settings, step, exchange)), now: step.at };
  const lost: LostEvent[] = [];
  await writeEvents(context, async (event) => {
    if (!(await carryOut(context, event))) lost.push({ ref: step.ref, seq: step.seq, event });
  });
  await forgetReminders(context);
  countAsSent(context, writtenAt);
  for (const row of context.writes.journal) row.realAt = writtenAt;
  await takeDates(context, result);
  await writeDown(context, result);
  return lost;
}

/** The clock of a rehearsal never goes back: exchanges have heard of the later one. */
async function followClock(tx: EntityManager, edition: string, { clock }: WrittenStep['result']): Promise<void> {
  await tx
    .createQueryBuilder()
    .update(EditionEntity)
    .set({ clockOffsetMs: clock.offsetMs, clockVersion: clock.version })
    .where('id = :edition and clock_version < :version', { edition, version: clock.version })
    .execute();
}

/** Does what an event brings about, as far as what it refers to is on file. Returns whether nothing is lost with it. */
async function carryOut(context: StepContext, event: DomainEvent): Promise<boolean> {
  const isWhole = event.kind !== 'answered' || (await answerIsOnFile(context, event));
  const { tx } = context;
  try {
    await tx.transaction(async (savepoint) => {
      context.tx = savepoint;
      await actUpon(context, event);
    });
    return isWhole;
  } catch {
    return isWhole && mailsOnly.includes(event.kind);
  } finally {
    context.tx = tx;
  }
}

/** An answer that was lost stands again by its choice and its facts, in the order of receipt; false where its words are needed too. */
async function answerIsOnFile({ tx }: StepContext, { prompt, answer, choice, by, at, facts = {} }: Answered): Promise<boolean> {
  if (await tx.existsBy(InboxEntity, { id: answer })) return true;
  await tx.update(InboxEntity, { promptId: prompt, status: In(['received', 'accepted']) }, { status: 'superseded' });
  const { ref, kind } = parsePromptId(prompt);
  const received = { receivedAt: at, receivedRealAt: new Date().toISOString(), nextAttemptAt: at, status: 'received' as const, code: null, attempts: 0 };
  await tx.insert(InboxEntity, { id: answer, promptId: prompt, ref, choice, payload: {}, payloadHash: '', facts, by, ...received });
  return !wordsMatter.includes(kind);
}

function countAsSent({ writes, edition }: StepContext, writtenAt: string): void {
  const now = clockNow({ offsetMs: edition.clockOffsetMs, version: edition.clockVersion });
  for (const mail of writes.mails) if (mail.notBefore <= now) Object.assign(mail, { status: 'sent', sentAt: writtenAt, lastCode: 'restored' });
}

/** A reminder that fell due then went by a mail that is not on file any more. */
async function forgetReminders({ tx, step, now }: StepContext): Promise<void> {
  const reminded = step.events.flatMap((event) => (event.kind === 'reminded' ? [event.prompt] : []));
  if (reminded.length > 0) await tx.delete(DueReminderEntity, { promptId: In(reminded), dueAt: MoreThanOrEqual(now) });
}

/** The dates that people were told, and not those that would be computed today. */
async function takeDates({ tx }: StepContext, { prompts, frozen }: WrittenStep['result']): Promise<void> {
  for (const [id, { remindAt, dueAt, closesAt, noticeAt }] of Object.entries({ ...prompts, ...frozen })) {
    await tx.update(PromptEntity, { id }, { remindAt, dueAt, closesAt, noticeAt: noticeAt ?? null });
  }
}
