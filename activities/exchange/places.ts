import type { DomainEvent } from '../../libs/contracts/exchange/index.js';
import { InboxEntity, PlaceHoldEntity } from '../../libs/db/entities/index.js';
import { lengthInDays } from '../../libs/domain/calendar/days.js';
import { maximumEntitlement } from '../../libs/domain/entitlement/entitlement.js';
import { allocatePlaces, giveBack } from '../../libs/places/allocate-places.js';
import { latestPlan, type StepContext } from './step-context.js';

type Event<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

/**
 * Takes a number in the queue, in the order in which applications were received, and holds a place with both sides' caps
 * when one is free. A second submission after "request changes" keeps its number.
 */
export async function askForPlace(context: StepContext, { answer }: Event<'place-asked'>): Promise<void> {
  const { tx, exchange, now, result } = context;
  const { order } = await tx.findOneByOrFail(InboxEntity, { id: answer });
  const hold = {
    ref: exchange.ref,
    edition: exchange.edition,
    queueOrder: order,
    cents: await reservation(context),
    status: 'waiting' as const,
    askedAt: now,
    heldAt: null,
    releasedAt: null,
  };
  await tx.createQueryBuilder().insert().into(PlaceHoldEntity).values(hold).orIgnore().execute();
  await allocatePlaces(tx, exchange.edition, exchange.ref);
  const { status } = await tx.findOneByOrFail(PlaceHoldEntity, { ref: exchange.ref });
  result.place = status === 'held' ? 'held' : 'waiting';
}

/** Gives the place and what was reserved back, once, and offers it to the next in the queue. */
export async function releasePlace({ tx, exchange, now }: StepContext): Promise<void> {
  const hold = await tx.findOneBy(PlaceHoldEntity, { ref: exchange.ref });
  if (!hold || hold.status === 'released') return;
  await tx.update(PlaceHoldEntity, { ref: exchange.ref }, { status: 'released', releasedAt: now });
  if (hold.status === 'held') await giveBack(tx, exchange.edition, { places: 1, cents: hold.cents });
  await allocatePlaces(tx, exchange.edition, exchange.ref);
}

/** Gives back what was reserved for one party that claims nothing; the place itself is used. */
export async function releaseReservation(context: StepContext, party: string): Promise<void> {
  const { tx, exchange } = context;
  const hold = await tx.findOneBy(PlaceHoldEntity, { ref: exchange.ref, status: 'held' });
  if (!hold) return;
  const cents = Math.min(hold.cents, await partyReservation(context, party));
  await tx.update(PlaceHoldEntity, { ref: exchange.ref }, { cents: hold.cents - cents });
  await giveBack(tx, exchange.edition, { places: 0, cents });
  await allocatePlaces(tx, exchange.edition, exchange.ref);
}

/** The most that a party can get by the plan, in cents. */
export async function partyReservation({ tx, exchange, parties, programme }: StepContext, party: string): Promise<number> {
  const rules = programme.definition.entitlements[party];
  if (!rules) return 0;
  const plan = await latestPlan(tx, exchange.ref, parties[party]?.leg ?? '1');
  return maximumEntitlement(rules, { participants: plan.participants, days: lengthInDays(plan.firstDay, plan.lastDay) });
}

async function reservation(context: StepContext): Promise<number> {
  let cents = 0;
  for (const party of Object.keys(context.programme.definition.entitlements)) cents += await partyReservation(context, party);
  return cents;
}
