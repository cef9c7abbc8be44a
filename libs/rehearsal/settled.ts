import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { In, IsNull, LessThanOrEqual, type EntityManager } from 'typeorm';
import { exchangeWorkflowId, stateQuery, type EditionClock, type ExchangeState } from '../contracts/dossier/index.js';
import { ActEntity, DossierEntity, InboxEntity, OutboxEntity } from '../platform/db/entities/index.js';
import { gateIsShut } from '../mail/outbox/mail-gate.js';
import { clockNow, editionClock } from '../platform/clock/edition-clock.js';

/** What an edition still has to do before its clock may be moved. */
export type Unsettled =
  /** Exchanges whose workflow has not begun. */
  | { kind: 'starting'; refs: string[] }
  /** Answers that no exchange has taken up. */
  | { kind: 'answers'; refs: string[] }
  /** Acts of parties or staff that no exchange has taken up. */
  | { kind: 'acts'; refs: string[] }
  /** Mails that may go now and have not gone. */
  | { kind: 'mails'; outbox: string[] }
  /** Exchanges that are busy, or that cannot be asked. */
  | { kind: 'busy'; refs: string[] };

/** How long an exchange may take to say whether it is quiet, in milliseconds. */
const queryMs = 5_000;
/** How long it is waited at most before the next look, in milliseconds: most things take a step and a mail. */
const mostPauseMs = 80;
/** How many exchanges are asked at once. */
const askedAtOnce = 20;

/** An edition at rest, with the instants at which its exchanges act by themselves; or what is still under way. */
export type Settled = { settled: true; wakeUps: WakeUp[] } | { settled: false; unsettled: Unsettled };

/** When an exchange acts by itself next: ISO 8601 UTC, by the edition's clock. */
export interface WakeUp {
  ref: string;
  at: string;
}

/** Waits until nothing is under way in an edition, or until time is up. */
export async function waitUntilSettled(db: EntityManager, client: Client, edition: string, waitMs: number): Promise<Settled> {
  const deadline = Date.now() + waitMs;
  for (let pauseMs = 10; ; pauseMs = Math.min(2 * pauseMs, mostPauseMs)) {
    const state = await lookAt(db, client, edition);
    if (state.settled || Date.now() > deadline) return state;
    await pause(pauseMs);
  }
}

/** What is under way is looked up in Postgres first, because asking a workflow costs more. */
async function lookAt(db: EntityManager, client: Client, edition: string): Promise<Settled> {
  const before = await inPostgres(db, edition);
  if (before) return { settled: false, unsettled: before };
  const { busy, wakeUps } = await askExchanges(db, client, edition);
  if (busy.length > 0) return { settled: false, unsettled: { kind: 'busy', refs: busy } };
  const after = await inPostgres(db, edition); // what one exchange did last may have given another something to do
  return after ? { settled: false, unsettled: after } : { settled: true, wakeUps };
}

/** Exchanges of an edition that have not ended. */
export async function openExchanges(db: EntityManager, edition: string): Promise<DossierEntity[]> {
  return db.find(DossierEntity, { where: { edition, endedAt: IsNull() }, order: { ref: 'ASC' } });
}

async function inPostgres(db: EntityManager, edition: string): Promise<Unsettled | undefined> {
  const planned = await db.findBy(DossierEntity, { edition, startStatus: 'planned' });
  if (planned.length > 0) return { kind: 'starting', refs: refsOf(planned) };
  const answers = await db
    .createQueryBuilder(InboxEntity, 'inbox')
    .innerJoin(DossierEntity, 'exchange', 'exchange.ref = inbox.ref and exchange.edition = :edition', { edition })
    .where(`inbox.status = 'received'`)
    .getMany();
  if (answers.length > 0) return { kind: 'answers', refs: refsOf(answers) };
  const acts = await db
    .createQueryBuilder(ActEntity, 'act')
    .innerJoin(DossierEntity, 'exchange', 'exchange.ref = act.ref and exchange.edition = :edition', { edition })
    .where(`act.status = 'received'`)
    .getMany();
  if (acts.length > 0) return { kind: 'acts', refs: refsOf(acts) };
  const mails = (await gateIsShut(db)) ? [] : await dueMails(db, edition); // behind a shut gate mails wait; the clock need not
  return mails.length > 0 ? { kind: 'mails', outbox: mails.map((mail) => mail.id) } : undefined;
}

async function dueMails(db: EntityManager, edition: string): Promise<OutboxEntity[]> {
  const now = clockNow(await editionClock(db, edition));
  return db.findBy(OutboxEntity, { edition, status: In(['planned', 'sending']), notBefore: LessThanOrEqual(now) });
}

async function askExchanges(db: EntityManager, client: Client, edition: string): Promise<{ busy: string[]; wakeUps: WakeUp[] }> {
  const clock = await editionClock(db, edition);
  const refs = refsOf(await openExchanges(db, edition));
  const busy: string[] = [];
  const wakeUps: WakeUp[] = [];
  for (let from = 0; from < refs.length; from += askedAtOnce) {
    const some = refs.slice(from, from + askedAtOnce);
    const states = await Promise.all(some.map((ref) => stateOf(client, ref)));
    some.forEach((ref, index) => {
      const state = states[index];
      if (!state || !isQuiet(state, clock)) busy.push(ref);
      else if (state.wakeAt) wakeUps.push({ ref, at: state.wakeAt });
    });
  }
  return { busy, wakeUps };
}

/** What an exchange says of itself, or undefined: no worker, or the server is away. */
async function stateOf(client: Client, ref: string): Promise<ExchangeState | undefined> {
  const handle = client.workflow.getHandle(exchangeWorkflowId(ref));
  return client.withDeadline(Date.now() + queryMs, () => handle.query(stateQuery)).catch(() => undefined);
}

/** Whether an exchange waits for people or dates only, and knows the edition's clock. */
function isQuiet(state: ExchangeState, clock: EditionClock): boolean {
  const isDue = state.wakeAt !== undefined && state.wakeAt <= clockNow(clock);
  // One that has written nothing yet is still on its way to its first question.
  return state.quiet && !isDue && state.seq > 0 && state.clock.version >= clock.version;
}

function refsOf(rows: readonly { ref: string }[]): string[] {
  return [...new Set(rows.map((row) => row.ref))];
}
