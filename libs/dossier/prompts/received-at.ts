import type { EntityManager } from 'typeorm';
import { clockNow, editionClock } from '../../platform/clock/edition-clock.js';

/**
 * The instant of receipt on an edition's clock, told by the database: one clock decides for every process, also in a
 * transaction that had to wait.
 */
export async function receivedAt(db: EntityManager, edition: string): Promise<string> {
  const rows: { ms: string }[] = await db.query('select floor(extract(epoch from clock_timestamp()) * 1000) as ms');
  return clockNow(await editionClock(db, edition), Number(rows[0]?.ms));
}
