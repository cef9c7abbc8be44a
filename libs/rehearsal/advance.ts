import { MoreThan } from 'typeorm';
import { exchangeWorkflowId, clockMovedSignal, type EditionClock } from '../contracts/dossier/index.js';
import { EditionEntity, OutboxEntity } from '../platform/db/entities/index.js';
import { ringForMails } from '../mail/outbox/bell.js';
import type { UpkeepTools } from '../office/office.js';
import { nextRunDueAt, runDue } from '../office/due/run-due.js';
import { clockNow, editionClock } from '../platform/clock/edition-clock.js';
import { openExchanges, waitUntilSettled, type Settled, type Unsettled, type WakeUp } from './settled.js';

/** Where a rehearsal's clock was and is now, and what it moved for. */
export interface Advanced {
  /** ISO 8601 UTC, by the edition's clock. */
  from: string;
  to: string;
  why: AdvanceReason;
}

/** What a clock moves to: the earliest thing that would happen by itself, or the instant that was asked for. */
export type AdvanceReason =
  | { kind: 'exchange'; ref: string }
  | { kind: 'mail'; mail: string }
  | { kind: 'upkeep'; what: string }
  /** Nothing happens by itself before the instant that was asked for. */
  | { kind: 'until' }
  /** Nothing would ever happen by itself: the clock stands where it stood. */
  | { kind: 'nothing' };

/** Why a clock was not moved. */
export type AdvanceRefusal =
  /** There is no such edition. */
  | { code: 'edition-unknown' }
  /** Only a rehearsal's clock can be moved. */
  | { code: 'no-rehearsal' }
  /** A clock never goes back. */
  | { code: 'not-back' }
  /** Something is still under way. */
  | { code: 'not-settled'; unsettled: Unsettled }
  /** Somebody else moved it at the same time. */
  | { code: 'moved-meanwhile' };

/** The clock moved, or why not. */
export type AdvanceResult = { ok: true; advanced: Advanced } | { ok: false; refusal: AdvanceRefusal };

/** How long to wait for answers, steps and mails to settle, in milliseconds. */
const settleMs = 30_000;
/** Upkeep may give exchanges something to do, and they upkeep; more rounds than this at one instant are a fault. */
const mostRounds = 10;

/**
 * Moves a rehearsal's clock to the next thing that happens by itself (or to `until`, when that comes first), once
 * everything under way is settled, and waits until what then fell due is done.
 */
export async function advanceTo(tools: UpkeepTools, edition: string, until?: string): Promise<AdvanceResult> {
  const { db } = tools;
  const row = await db.findOneBy(EditionEntity, { id: edition });
  if (!row) return refused({ code: 'edition-unknown' });
  if (!row.rehearsal) return refused({ code: 'no-rehearsal' });
  if (until !== undefined && until < clockNow(await editionClock(db, edition))) return refused({ code: 'not-back' });
  const before = await settle(tools, edition);
  if (!before.settled) return refused({ code: 'not-settled', unsettled: before.unsettled });

  const clock = await editionClock(db, edition);
  const from = clockNow(clock);
  const next = await nextHappening(tools, edition, from, before.wakeUps, until);
  if (!next || next.at <= from) return { ok: true, advanced: { from, to: from, why: next?.why ?? { kind: 'nothing' } } };
  const moved = await moveClock(tools, edition, clock, next.at);
  if (!moved) return refused({ code: 'moved-meanwhile' });
  await ringForMails(db); // mails whose hour came only by this move
  await tellExchanges(tools, edition, moved);
  const after = await settle(tools, edition);
  if (!after.settled) return refused({ code: 'not-settled', unsettled: after.unsettled });
  return { ok: true, advanced: { from, to: next.at, why: next.why } };
}

function refused(refusal: AdvanceRefusal): AdvanceResult {
  return { ok: false, refusal };
}

interface Happening {
  at: string;
  why: AdvanceReason;
}

/** The earliest thing that happens by itself. */
async function nextHappening(
  { db, config }: UpkeepTools,
  edition: string,
  now: string,
  wakeUps: WakeUp[],
  until: string | undefined,
): Promise<Happening | undefined> {
  const mail = await db.findOne(OutboxEntity, {
    where: { edition, status: 'planned', notBefore: MoreThan(now) },
    order: { notBefore: 'ASC' },
  });
  const upkeep = await nextRunDueAt({ db, config }, edition);
  const all: Happening[] = [
    ...wakeUps.map(({ ref, at }): Happening => ({ at, why: { kind: 'exchange', ref } })),
    ...(mail ? [{ at: mail.notBefore, why: { kind: 'mail' as const, mail: mail.kind } }] : []),
    ...(upkeep ? [{ at: upkeep.at, why: { kind: 'upkeep' as const, what: upkeep.what } }] : []),
    ...(until !== undefined ? [{ at: until, why: { kind: 'until' as const } }] : []),
  ];
  return all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))[0];
}

/** One conditional statement: of two who move the clock at once, one wins, and it never goes back. */
async function moveClock({ db }: UpkeepTools, edition: string, clock: EditionClock, to: string): Promise<EditionClock | undefined> {
  // An instant that has come by itself meanwhile needs no move, and never one back.
  const offsetMs = Math.max(Date.parse(to) - Date.now(), clock.offsetMs);
  const { affected } = await db.update(
    EditionEntity,
    { id: edition, clockVersion: clock.version, rehearsal: true },
    { clockOffsetMs: offsetMs, clockVersion: clock.version + 1 },
  );
  return affected ? { offsetMs, version: clock.version + 1 } : undefined;
}

async function tellExchanges({ db, client }: UpkeepTools, edition: string, clock: EditionClock): Promise<void> {
  const started = (await openExchanges(db, edition)).filter((row) => row.startStatus === 'started');
  await Promise.allSettled(
    started.map(({ ref }) => client.workflow.getHandle(exchangeWorkflowId(ref)).signal(clockMovedSignal, clock)),
  );
}

/** Waits for quiet and does the edition's upkeep, in turns, until neither has anything left to do at this instant. */
async function settle(tools: UpkeepTools, edition: string): Promise<Settled> {
  const { db, client } = tools;
  for (let round = 1; ; round += 1) {
    const state = await waitUntilSettled(db, client, edition, settleMs);
    if (!state.settled || round === mostRounds) return state;
    const due = await nextRunDueAt(tools, edition);
    if (!due || due.at > clockNow(await editionClock(db, edition))) return state;
    await runDue(tools, edition);
  }
}
