import type { EntityManager } from 'typeorm';
import type { EditionClock } from '../../contracts/dossier/index.js';
import { EditionEntity } from '../db/entities/index.js';

/** The clock of an edition: real time, plus the offset of a rehearsal. The edition's row is the authority. */
export async function editionClock(db: EntityManager, edition: string): Promise<EditionClock> {
  const row = await db.findOneOrFail(EditionEntity, {
    where: { id: edition },
    select: { clockOffsetMs: true, clockVersion: true },
  });
  return { offsetMs: row.clockOffsetMs, version: row.clockVersion };
}

/** What an edition's clock shows at a real instant (by default now), ISO 8601 UTC. */
export function clockNow(clock: EditionClock, realNow: number = Date.now()): string {
  return new Date(realNow + clock.offsetMs).toISOString();
}

/** What an edition's clock shows now. */
export async function editionNow(db: EntityManager, edition: string): Promise<string> {
  return clockNow(await editionClock(db, edition));
}
