import type { EntityManager } from 'typeorm';
import { EditionEntity, PlaceHoldEntity } from '../../platform/db/entities/index.js';
import type { Cents } from '../../domain/money/cents.js';
import { allocatePlaces, lockEdition } from './allocate-places.js';

/**
 * What an edition has left to hold; nothing, where a new version of the rules lowered its budget below what is held. In a
 * transaction nobody else can take it before its end.
 */
export async function budgetLeft(db: EntityManager, edition: string): Promise<Cents> {
  const { budgetCents, reservedCents } = db.queryRunner?.isTransactionActive ? await lockEdition(db, edition) : await db.findOneByOrFail(EditionEntity, { id: edition });
  return Math.max(0, budgetCents - reservedCents);
}

/**
 * Changes what is held for an exchange, in the caller's transaction. Less is free at once and goes to the next in the
 * queue; more is taken as far as the edition's budget has it. Returns what is held then; undefined where nothing is
 * held. Whoever still waits for a place waits for the new amount.
 */
export async function priceHold(tx: EntityManager, ref: string, cents: Cents): Promise<Cents | undefined> {
  const found = await tx.findOneBy(PlaceHoldEntity, { ref });
  if (!found || found.status === 'released') return undefined;
  const left = await budgetLeft(tx, found.edition);
  const hold = await tx.findOneByOrFail(PlaceHoldEntity, { ref }); // nobody changes it as long as the edition's row is ours
  if (hold.status !== 'held') {
    await tx.update(PlaceHoldEntity, { ref }, { cents });
    return undefined;
  }
  const more = Math.min(cents - hold.cents, left);
  if (more === 0) return hold.cents;
  await tx.update(PlaceHoldEntity, { ref }, { cents: hold.cents + more });
  await tx.increment(EditionEntity, { id: hold.edition }, 'reservedCents', more);
  if (more < 0) await allocatePlaces(tx, hold.edition, ref);
  return hold.cents + more;
}

/** Holds more for an exchange where its plan needs more, by the rules of {@link priceHold}; never less. */
export async function holdAtLeast(tx: EntityManager, ref: string, cents: Cents): Promise<void> {
  const hold = await tx.findOneBy(PlaceHoldEntity, { ref, status: 'held' });
  if (hold && hold.cents < cents) await priceHold(tx, ref, cents);
}

/**
 * Adds to what an exchange takes of its edition's budget, or (below zero) gives it back, beyond what its plan reserves.
 * The caller has looked at {@link budgetLeft} in the same transaction.
 */
export async function addToHold(tx: EntityManager, edition: string, ref: string, cents: Cents): Promise<void> {
  await lockEdition(tx, edition);
  await tx.increment(PlaceHoldEntity, { ref, status: 'held' }, 'cents', cents);
  await tx.increment(EditionEntity, { id: edition }, 'reservedCents', cents);
  if (cents < 0) await allocatePlaces(tx, edition, ref);
}
