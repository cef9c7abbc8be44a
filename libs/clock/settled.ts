import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { In, LessThanOrEqual, Not, type EntityManager } from 'typeorm';
import { exchangeWorkflowId, stateQuery, type EditionClock } from '../contracts/exchange/index.js';
import { ExchangeEntity, InboxEntity, MailGateEntity, OutboxEntity } from '../db/entities/index.js';
import { endings } from '../domain/exchange/lifecycle.js';
import { requestDelivery } from '../mail/outbox/request-delivery.js';
import { clockNow, editionClock } from './edition-clock.js';

/** What an edition still has to do before its clock may be moved. */
export type Unsettled =
  /** Exchanges whose workflow has not begun. */
  | { kind: 'starting'; refs: string[] }
  /** Answers that no exchange has taken up. */
  | { kind: 'answers'; refs: string[] }
  /** Mails that may go now and have not gone. */
  | { kind: 'mails'; outbox: string[] }
  /** Exchanges that are busy, or that cannot be asked. */
  | { kind: 'busy'; refs: string[] };

/** How long an exchange may take to say whether it is quiet, in milliseconds. */
const queryMs = 5_000;
/** How many exchanges are asked at once. */
const askedAtOnce = 20;

/** Waits until nothing is under way in an edition. Returns undefined then, or what was still going on when time was up. */
export async function waitUntilSettled(db: EntityManager, client: Client, edition: string, waitMs: number): Promise<Unsettled | undefined> {
  const deadline = Date.now() + waitMs;
  const asked = new Set<string>();
  for (;;) {
    const unsettled = await whatIsUnderWay(db, client, edition);
    if (!unsettled || Date.now() > deadline) return unsettled;
    if (unsettled.kind === 'mails') await askForMails(client, unsettled.outbox, asked);
    await pause(20);
  }
}

/** What is under way in an edition: looked up in Postgres first, because asking a workflow costs more. */
export async function whatIsUnderWay(db: EntityManager, client: Client, edition: string): Promise<Unsettled | undefined> {
  const before = await inPostgres(db, edition);
  if (before) return before;
  const busy = await busyExchanges(db, client, edition);
  if (busy.length > 0) return { kind: 'busy', refs: busy };
  return inPostgres(db, edition); // what one exchange did last may have given another something to do
}

/** Exchanges of an edition that have not ended. */
export async function openExchanges(db: EntityManager, edition: string): Promise<ExchangeEntity[]> {
  return db.find(ExchangeEntity, { where: { edition, stage: Not(In([...endings])) }, order: { ref: 'ASC' } });
}

async function inPostgres(db: EntityManager, edition: string): Promise<Unsettled | undefined> {
  const planned = await db.findBy(ExchangeEntity, { edition, startStatus: 'planned' });
  if (planned.length > 0) return { kind: 'starting', refs: refsOf(planned) };
  const answers = await db
    .createQueryBuilder(InboxEntity, 'inbox')
    .innerJoin(ExchangeEntity, 'exchange', 'exchange.ref = inbox.ref and exchange.edition = :edition', { edition })
    .where(`inbox.status = 'received'`)
    .getMany();
  if (answers.length > 0) return { kind: 'answers', refs: refsOf(answers) };
  const mails = (await gateIsShut(db)) ? [] : await dueMails(db, edition);
  return mails.length > 0 ? { kind: 'mails', outbox: mails.map((mail) => mail.id) } : undefined;
}

async function dueMails(db: EntityManager, edition: string): Promise<OutboxEntity[]> {
  const now = clockNow(await editionClock(db, edition));
  return db.findBy(OutboxEntity, { edition, status: In(['planned', 'sending']), notBefore: LessThanOrEqual(now) });
}

/** While the mail server refuses us as a whole, mails wait; the clock need not. */
async function gateIsShut(db: EntityManager): Promise<boolean> {
  const gate = await db.findOneBy(MailGateEntity, { id: 1 });
  return Boolean(gate?.closedSince);
}

/** Mails whose hour came only by the moved clock are asked for here: nobody in the real world would wake up for them. */
async function askForMails(client: Client, outbox: string[], asked: Set<string>): Promise<void> {
  const fresh = outbox.filter((id) => !asked.has(id));
  for (const id of fresh) asked.add(id);
  await Promise.all(fresh.map((id) => requestDelivery(client, id)));
}

async function busyExchanges(db: EntityManager, client: Client, edition: string): Promise<string[]> {
  const clock = await editionClock(db, edition);
  const refs = refsOf(await openExchanges(db, edition));
  const busy: string[] = [];
  for (let at = 0; at < refs.length; at += askedAtOnce) {
    const some = refs.slice(at, at + askedAtOnce);
    const quiet = await Promise.all(some.map((ref) => isQuiet(client, ref, clock)));
    busy.push(...some.filter((_, index) => !quiet[index]));
  }
  return busy;
}

/** Whether an exchange waits for people or dates only, and knows the edition's clock. */
async function isQuiet(client: Client, ref: string, clock: EditionClock): Promise<boolean> {
  try {
    const handle = client.workflow.getHandle(exchangeWorkflowId(ref));
    const state = await client.withDeadline(Date.now() + queryMs, () => handle.query(stateQuery));
    const isDue = state.wakeAt !== undefined && state.wakeAt <= clockNow(clock);
    // One that has written nothing yet is still on its way to its first question.
    return state.quiet && !isDue && state.seq > 0 && state.clock.version >= clock.version;
  } catch {
    return false; // no worker, or the server is away
  }
}

function refsOf(rows: readonly { ref: string }[]): string[] {
  return [...new Set(rows.map((row) => row.ref))];
}
