import type { EntityManager } from 'typeorm';
import { DataFindingEntity } from '../../platform/db/entities/index.js';
import { unprovenKeys } from './unproven-keys.js';
import { looks, type Look } from './looks.js';

/** How many cases of a finding are named. */
const named = 5;

/**
 * Once a night (02:00 UTC), whoever asks first: whether what stands in the database fits together. What does not is kept as
 * findings, each since when it was first found, until a later night finds it no more.
 */
export async function lookAtData(db: EntityManager): Promise<void> {
  const [taken] = (await db.query(
    `update data_check set looked_at = now() where id = 1 and looked_at < date_trunc('day', now() - interval '2 hours', 'UTC') + interval '2 hours' returning id`,
  )) as [unknown[], number];
  if (taken.length === 0) return;
  for (const look of [...looks, ...(await unprovenKeys(db))]) await note(db, look);
}

/** Long statements are expected here: they read whole tables, and nobody waits for them. */
async function note(db: EntityManager, { what, sql }: Look): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(`set local statement_timeout = '20min'`);
    const cases: { text: string; n: string }[] = await tx.query(`select text, count(*) over () as n from (${sql}) found (text) limit ${named}`);
    if (cases.length === 0) {
      await tx.delete(DataFindingEntity, { what });
      return;
    }
    const finding = { what, count: Number(cases[0]!.n), examples: cases.map(({ text }) => text) };
    const known = await tx.findOneBy(DataFindingEntity, { what });
    await tx.save(DataFindingEntity, { ...finding, since: known?.since ?? new Date().toISOString() });
  });
}
