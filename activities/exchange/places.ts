import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { DomainEvent } from '../../libs/contracts/exchange/index.js';
import { clockNow } from '../../libs/clock/edition-clock.js';
import { EditionEntity, InboxEntity, PartyEntity, PlaceHoldEntity } from '../../libs/db/entities/index.js';
import { maximumEntitlement } from '../../libs/domain/entitlement/entitlement.js';
import { promptId } from '../../libs/domain/exchange/reference.js';
import { payloadHash } from '../../libs/inbox/receive-answer.js';
import { daysOfPlan } from './change-exchange.js';
import { clockOf, latestPlan, type StepContext } from './step-context.js';

type Event<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

/**
 * Takes a place in the queue, in the order in which applications were received, and holds a place with both sides'
 * caps when one is free. A second submission after "request changes" keeps its number.
 */
export async function askForPlace(context: StepContext, { answer }: Event<'place-asked'>): Promise<void> {
  const { tx, exchange, now, result } = context;
  const order = (await tx.findOneBy(InboxEntity, { id: answer }))?.order ?? 0;
  const hold = { ref: exchange.ref, edition: exchange.edition, queueOrder: order, cents: await reservation(context), askedAt: now };
  await tx
    .createQueryBuilder()
    .insert()
    .into(PlaceHoldEntity)
    .values({ ...hold, status: 'waiting', heldAt: null, releasedAt: null })
    .orIgnore()
    .execute();
  await allocatePlaces(tx, exchange.edition, exchange.ref);
  const { status } = await tx.findOneByOrFail(PlaceHoldEntity, { ref: exchange.ref });
  result.place = status === 'held' ? 'held' : 'waiting';
}

/** Gives the place and what was reserved back, once, and offers it to the next in the queue. */
export async function releasePlace({ tx, exchange, now }: StepContext): Promise<void> {
  const hold = await tx.findOneBy(PlaceHoldEntity, { ref: exchange.ref });
  if (!hold || hold.status === 'released') return;
  await tx.update(PlaceHoldEntity, { ref: exchange.ref }, { status: 'released', releasedAt: now });
  if (hold.status === 'held') await giveBack(tx, exchange.edition, hold.cents, 1);
  await allocatePlaces(tx, exchange.edition, exchange.ref);
}

/** Gives back what was reserved for one party that claims nothing; the place itself is used. */
export async function releaseReservation(context: StepContext, party: string): Promise<void> {
  const { tx, exchange } = context;
  const hold = await tx.findOneBy(PlaceHoldEntity, { ref: exchange.ref, status: 'held' });
  if (!hold) return;
  const cents = Math.min(hold.cents, await partyReservation(context, party));
  await tx.update(PlaceHoldEntity, { ref: exchange.ref }, { cents: hold.cents - cents });
  await giveBack(tx, exchange.edition, cents, 0);
  await allocatePlaces(tx, exchange.edition, exchange.ref);
}

/** Holds places for those who wait, first come first served, as long as places and budget last. */
async function allocatePlaces(tx: EntityManager, edition: string, ownRef: string): Promise<void> {
  const waiting = await tx.find(PlaceHoldEntity, { where: { edition, status: 'waiting' }, order: { queueOrder: 'ASC' } });
  for (const hold of waiting) {
    if (!(await takePlace(tx, edition, hold.cents))) return; // nobody overtakes the first in the queue
    await tx.update(PlaceHoldEntity, { ref: hold.ref }, { status: 'held', heldAt: await now(tx, edition) });
    if (hold.ref !== ownRef) await offerPlace(tx, hold);
  }
}

/** One conditional statement decides: places and budget are never exceeded, whoever else asks at the same moment. */
async function takePlace(tx: EntityManager, edition: string, cents: number): Promise<boolean> {
  const { affected } = await tx
    .createQueryBuilder()
    .update(EditionEntity)
    .set({ placesHeld: () => 'places_held + 1', reservedCents: () => `reserved_cents + ${cents}` })
    .where('id = :edition and places_held < places and reserved_cents + :cents <= budget_cents', { edition, cents })
    .execute();
  return affected === 1;
}

async function giveBack(tx: EntityManager, edition: string, cents: number, places: number): Promise<void> {
  await tx
    .createQueryBuilder()
    .update(EditionEntity)
    .set({ placesHeld: () => `places_held - ${places}`, reservedCents: () => `reserved_cents - ${cents}` })
    .where('id = :edition', { edition })
    .execute();
}

/** Answers the waiting exchange's question for a place; the relay carries the answer to its workflow. */
async function offerPlace(tx: EntityManager, hold: PlaceHoldEntity): Promise<void> {
  const at = await now(tx, hold.edition);
  const { leg } = await tx.findOneByOrFail(PartyEntity, { ref: hold.ref });
  const prompt = promptId({ ref: hold.ref, leg, party: '-', kind: 'place', slot: 'programme', round: 1 });
  const answer = { promptId: prompt, by: 'system', choice: 'held', payload: {}, facts: {}, receivedAt: at };
  const row = {
    id: randomUUID(),
    ref: hold.ref,
    ...answer,
    payloadHash: payloadHash(answer),
    receivedRealAt: new Date().toISOString(),
    status: 'received' as const,
    code: null,
    attempts: 0,
    nextAttemptAt: new Date().toISOString(),
  };
  await tx.createQueryBuilder().insert().into(InboxEntity).values(row).orIgnore().execute();
}

async function reservation(context: StepContext): Promise<number> {
  const parties = Object.keys(context.programme.definition.entitlements);
  let cents = 0;
  for (const party of parties) cents += await partyReservation(context, party);
  return cents;
}

/** The most that a party can get by the plan. */
export async function partyReservation({ tx, exchange, parties, programme }: StepContext, party: string): Promise<number> {
  const rules = programme.definition.entitlements[party];
  if (!rules) return 0;
  const plan = await latestPlan(tx, exchange.ref, parties[party]?.leg ?? '1');
  return maximumEntitlement(rules, { participants: plan.participants, days: daysOfPlan(plan) });
}

async function now(tx: EntityManager, edition: string): Promise<string> {
  return clockNow(clockOf(await tx.findOneByOrFail(EditionEntity, { id: edition })));
}
