import type { EntityManager } from 'typeorm';
import { JournalEntity } from '../../../../libs/platform/db/entities/index.js';

/** Since when a postponed exchange is. */
export async function pausedSince(db: EntityManager, ref: string): Promise<string | undefined> {
  const paused = await db.findOne(JournalEntity, { where: { ref, kind: 'paused' }, order: { seq: 'DESC', n: 'DESC' } });
  return paused?.at;
}
