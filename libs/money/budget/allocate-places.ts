import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { clockNow } from '../../platform/clock/edition-clock.js';
import { EditionEntity, InboxEntity, PartyEntity, PlaceHoldEntity, PromptEntity } from '../../platform/db/entities/index.js';
import { promptId } from '../../domain/dossier/reference.js';
import { payloadHash } from '../../dossier/prompts/receive-answer.js';
import { programmeVersion } from '../../programmes/definition-store.js';

/**
 * Holds places for those who wait, first come first served, as long as places and budget last. The order is the one in
 * which applications were received, not the one in which they are worked through: whoever is received earlier and not
 * yet worked through is left what it may need. Whoever gets a place by this, other than `ownRef`, is told by an answer
 * to its question for a place.
 */
export async function allocatePlaces(tx: EntityManager, edition: string, ownRef?: string): Promise<void> {
  const locked = await lockEdition(tx, edition);
  const waiting = await tx.find(PlaceHoldEntity, { where: { edition, status: 'waiting' }, order: { queueOrder: 'ASC' } });
  for (const hold of waiting) {
    const earlier = await receivedEarlier(tx, edition, hold.queueOrder);
    const spare = { places: earlier, cents: earlier > 0 ? earlier * (await largestReservation(tx, locked)) : 0 };
    if (!(await takePlace(tx, edition, hold.cents, spare))) return; // nobody overtakes the first in the queue
    await tx.update(PlaceHoldEntity, { ref: hold.ref, status: 'waiting' }, { status: 'held', heldAt: nowOf(locked) });
    if (hold.ref !== ownRef) await offerPlace(tx, hold, nowOf(locked));
  }
}

/**
 * The edition's row, ours until the transaction ends: whoever moves places or money of an edition takes it first and reads
 * the holds after it, so that nobody decides by what another is just changing.
 */
export function lockEdition(tx: EntityManager, edition: string): Promise<EditionEntity> {
  return tx.findOneOrFail(EditionEntity, { where: { id: edition }, lock: { mode: 'for_no_key_update' } });
}

/** Gives an exchange's place and what was reserved with it back, once, and offers them to the next in the queue. */
export async function releaseHold(tx: EntityManager, { ref, edition }: { ref: string; edition: string }, at: string): Promise<void> {
  await lockEdition(tx, edition);
  const hold = await tx.findOneBy(PlaceHoldEntity, { ref });
  if (!hold || hold.status === 'released') return;
  await tx.update(PlaceHoldEntity, { ref }, { status: 'released', releasedAt: at });
  if (hold.status === 'held') {
    await tx.decrement(EditionEntity, { id: edition }, 'reservedCents', hold.cents);
    await tx.decrement(EditionEntity, { id: edition }, 'placesHeld', 1);
  }
  await allocatePlaces(tx, edition, ref);
}

/** One conditional statement decides: places and budget are never exceeded, whoever else asks at the same moment. */
async function takePlace(tx: EntityManager, edition: string, cents: number, spare: { places: number; cents: number }): Promise<boolean> {
  const { affected } = await tx
    .createQueryBuilder()
    .update(EditionEntity)
    .set({ placesHeld: () => 'places_held + 1', reservedCents: () => 'reserved_cents + :cents' })
    .where('id = :edition', { edition })
    .andWhere('places_held + :sparePlaces < places', { sparePlaces: spare.places })
    .andWhere('reserved_cents + :cents + :spareCents <= budget_cents', { cents, spareCents: spare.cents })
    .execute();
  return affected === 1;
}

/** How many applications of the edition were received earlier and are not worked through yet. */
function receivedEarlier(tx: EntityManager, edition: string, order: number): Promise<number> {
  return tx
    .createQueryBuilder(InboxEntity, 'inbox')
    .innerJoin(PromptEntity, 'prompt', 'prompt.id = inbox.promptId')
    .where(`prompt.edition = :edition and prompt.kind = 'application' and inbox.status = 'received'`, { edition })
    .andWhere('inbox.order < :order', { order })
    .getCount();
}

/** The most that one exchange can reserve: the caps of all its parties. */
async function largestReservation(tx: EntityManager, edition: EditionEntity): Promise<number> {
  const { definition } = await programmeVersion(tx, edition.definitionId, edition.definitionVersion);
  return Object.values(definition.entitlements).reduce((sum, { cap }) => sum + cap, 0);
}

/** Answers the waiting exchange's question for a place; the relay carries the answer to its workflow. */
async function offerPlace(tx: EntityManager, hold: PlaceHoldEntity, at: string): Promise<void> {
  const { leg } = await tx.findOneByOrFail(PartyEntity, { ref: hold.ref });
  const answer = { by: 'system', choice: 'held', payload: {}, facts: {} };
  const row = {
    id: randomUUID(),
    promptId: promptId({ ref: hold.ref, leg, party: '-', kind: 'place', slot: 'programme', round: 1 }),
    ref: hold.ref,
    ...answer,
    payloadHash: payloadHash(answer),
    receivedAt: at,
    receivedRealAt: new Date().toISOString(),
    status: 'received' as const,
    code: null,
    attempts: 0,
    nextAttemptAt: new Date().toISOString(),
  };
  await tx.createQueryBuilder().insert().into(InboxEntity).values(row).orIgnore().execute();
}

function nowOf({ clockOffsetMs, clockVersion }: EditionEntity): string {
  return clockNow({ offsetMs: clockOffsetMs, version: clockVersion });
}
