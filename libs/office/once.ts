import type { EntityManager } from 'typeorm';
import { UpkeepDoneEntity } from '../platform/db/entities/index.js';

/**
 * Takes a piece of work for the caller's transaction: true for the first only. A second process waits here until the
 * first has committed, and finds it done.
 */
export async function takeOnce(tx: EntityManager, key: string, edition: string, at: string): Promise<boolean> {
  const taken: unknown[] = await tx.query(
    'insert into upkeep_done (key, edition, at) values ($1, $2, $3) on conflict do nothing returning key',
    [key, edition, at],
  );
  return taken.length > 0;
}

/** Whether a piece of work was done. */
export async function wasDone(db: EntityManager, key: string): Promise<boolean> {
  return db.existsBy(UpkeepDoneEntity, { key });
}
