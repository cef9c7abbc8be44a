import type { DomainEvent } from '../../libs/contracts/dossier/index.js';
import { ActivityLogEntity, InboxEntity, JournalEntity, PaymentEntity, PlaceHoldEntity, RecoveryEntity } from '../../libs/platform/db/entities/index.js';
import { partyMaximum, planMaximum } from '../../libs/domain/entitlement/plan-maximum.js';
import { allocatePlaces, releaseHold } from '../../libs/money/budget/allocate-places.js';
import { priceHold } from '../../libs/money/budget/hold-money.js';
import { latestPlan, type StepContext } from './step-context.js';

type Event<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

/**
 * Takes a number in the queue, in the order in which applications were received, and holds a place with both sides' caps
 * when one is free. A second submission after "request changes" keeps its number and its place, at the price of its new
 * plan: the page that took it has held that already.
 */
export async function askForPlace(context: StepContext, { answer }: Event<'place-asked'>): Promise<void> {
  const { tx, exchange, programme, now, result } = context;
  const { order } = await tx.findOneByOrFail(InboxEntity, { id: answer });
  const cents = planMaximum(programme.definition, await planOf(context));
  const hold = {
    ref: exchange.ref,
    edition: exchange.edition,
    queueOrder: order,
    cents,
    status: 'waiting' as const,
    askedAt: now,
    heldAt: null,
    releasedAt: null,
  };
  await tx.createQueryBuilder().insert().into(PlaceHoldEntity).values(hold).orIgnore().execute();
  await price(context, cents);
  await allocatePlaces(tx, exchange.edition, exchange.ref);
  const { status } = await tx.findOneByOrFail(PlaceHoldEntity, { ref: exchange.ref });
  result.place = status === 'held' ? 'held' : 'waiting';
}

/** Gives the place and what was reserved back, once, and offers it to the next in the queue. */
export async function releasePlace({ tx, exchange, now }: StepContext): Promise<void> {
  await releaseHold(tx, exchange, now);
}

/**
 * Holds what the exchange can still cost, and nothing more: after a change of plan, when a party claims nothing, when a
 * payment was booked below what was reserved, when money came back. The place itself stays used.
 */
export async function holdWhatItCanCost(context: StepContext): Promise<void> {
  const { programme } = context;
  let cents = 0;
  for (const party of Object.keys(programme.definition.entitlements)) cents += await canCost(context, party);
  await price(context, cents);
}

/** The most that a party can get by the plan, in cents. */
export async function partyReservation(context: StepContext, party: string): Promise<number> {
  return partyMaximum(context.programme.definition, party, await planOf(context, party));
}

/** What one party has got and may keep; as long as it may get a payment, the most that the plan gives it. */
async function canCost(context: StepContext, party: string): Promise<number> {
  const { tx, exchange } = context;
  const booked = await tx.findBy(PaymentEntity, { ref: exchange.ref, party, status: 'booked' });
  if (booked.length === 0 && !(await getsNothing(context, party))) return partyReservation(context, party);
  const back = await tx.findBy(RecoveryEntity, { ref: exchange.ref, party, status: 'received' });
  const sum = (rows: { cents: number }[]): number => rows.reduce((total, { cents }) => total + cents, 0);
  return Math.max(0, sum(booked) - sum(back));
}

async function getsNothing({ tx, exchange, writes }: StepContext, party: string): Promise<boolean> {
  const ended = [...(await tx.findBy(JournalEntity, { ref: exchange.ref, kind: 'nothing-claimed' })), ...writes.journal];
  return ended.map(({ event }) => event as DomainEvent).some((event) => event.kind === 'nothing-claimed' && event.party === party);
}

/** Where the budget does not have it all, what is there is held, and the office finds it on the record. */
async function price({ tx, exchange }: StepContext, cents: number): Promise<void> {
  const held = await priceHold(tx, exchange.ref, cents);
  if (held === undefined || held >= cents) return;
  const detail = { heldCents: held, wantedCents: cents };
  await tx.insert(ActivityLogEntity, { ref: exchange.ref, kind: 'hold-short', who: 'system', detail, at: new Date().toISOString() });
}

function planOf({ tx, exchange, parties }: StepContext, party?: string) {
  const leg = (party !== undefined && parties[party]?.leg) || Object.values(parties)[0]?.leg;
  return latestPlan(tx, exchange.ref, leg ?? '1');
}
