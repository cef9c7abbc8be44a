import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { EditionEntity } from '../platform/db/entities/index.js';

/** How a rehearsal begins. */
export interface RehearsalOptions {
  /** What its clock shows at first, ISO 8601 UTC; absent: real time. */
  startsAt?: string;
}

/**
 * Makes an edition to rehearse in: the programme's newest edition with its budget and places, nothing reserved yet, and
 * a clock of its own that may be advanced. Returns its id. Throws when the programme has no edition.
 */
export async function createRehearsalEdition(db: EntityManager, definitionId: string, { startsAt }: RehearsalOptions = {}): Promise<string> {
  const original = await db.findOneOrFail(EditionEntity, {
    where: { definitionId, rehearsal: false },
    order: { definitionVersion: 'DESC', createdAt: 'DESC' },
  });
  const now = Date.now();
  const id = `${original.id}-r${randomBytes(3).toString('hex')}`;
  await db.insert(EditionEntity, {
    id,
    definitionId,
    definitionVersion: original.definitionVersion,
    name: `${original.name}, rehearsal`,
    budgetCents: original.budgetCents,
    places: original.places,
    // Editions of one year share their references: counting on from the highest passes over few that are taken.
    lastReference: Number(await db.maximum(EditionEntity, 'lastReference', { definitionId })),
    rehearsal: true,
    clockOffsetMs: startsAt === undefined ? 0 : Date.parse(startsAt) - now,
    createdAt: new Date(now).toISOString(),
  });
  return id;
}
