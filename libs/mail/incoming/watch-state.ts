import type { EntityManager } from 'typeorm';
import { ActivityLogEntity, IncomingWatchEntity } from '../../platform/db/entities/index.js';

/** What another process heard within this time is proof that mail comes in, in milliseconds. */
const freshMs = 100_000;

/** Notes that the place of incoming mail was looked at and is in order. Whoever sees a trouble ended finds that on record. */
export async function noteHeard(db: EntityManager): Promise<void> {
  const now = new Date().toISOString();
  await db.update(IncomingWatchEntity, { id: 1 }, { heardAt: now });
  await db.transaction(async (tx) => {
    const { affected } = await tx
      .createQueryBuilder()
      .update(IncomingWatchEntity)
      .set({ troubleSince: null, code: null })
      .where('id = 1 and trouble_since is not null')
      .execute();
    if (affected) await log(tx, 'incoming-mail-back', {}, now);
  });
}

/**
 * Notes that incoming mail cannot be got at, unless another process can. The first to say so raises the one alarm,
 * however often it is tried again; a trouble that turns into another one keeps its beginning.
 */
export async function noteTrouble(db: EntityManager, code: string): Promise<void> {
  const now = new Date();
  await db.transaction(async (tx) => {
    const { affected } = await tx
      .createQueryBuilder()
      .update(IncomingWatchEntity)
      .set({ troubleSince: now.toISOString(), code })
      .where('id = 1 and trouble_since is null and (heard_at is null or heard_at < :fresh)', { fresh: new Date(now.getTime() - freshMs) })
      .execute();
    if (affected) return log(tx, 'incoming-mail-stopped', { code }, now.toISOString());
    await tx.createQueryBuilder().update(IncomingWatchEntity).set({ code }).where('id = 1 and trouble_since is not null').execute();
  });
}

/** Notes that nobody is meant to look for incoming mail (any more). */
export async function noteNoSource(db: EntityManager): Promise<void> {
  await db.update(IncomingWatchEntity, { id: 1 }, { heardAt: null, troubleSince: null, code: null });
}

async function log(db: EntityManager, kind: string, detail: object, at: string): Promise<void> {
  await db.insert(ActivityLogEntity, { ref: null, kind, who: 'system', detail, at });
}
