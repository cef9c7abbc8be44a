import { LessThan, MoreThan, type EntityManager } from 'typeorm';
import { HeldFormEntity } from '../../platform/db/entities/index.js';

/** How long a form is kept that was filled in before its writer signed in, in milliseconds: a working day. */
const keptMs = 8 * 3_600_000;

/** What was posted: texts by the names of their fields. */
type Raw = Readonly<Record<string, unknown>>;

/**
 * Keeps what was typed behind a mailed link until the link's holder has signed in. It counts for nothing: whoever has the
 * link may have typed it, and the last one is kept.
 */
export async function holdForm(db: EntityManager, staffId: string, promptId: string, raw: Raw, now = new Date()): Promise<void> {
  await db.upsert(HeldFormEntity, { staffId, promptId, raw, heldAt: now.toISOString() }, ['staffId', 'promptId']);
}

/** What was typed for somebody within the time that it is kept. */
export async function heldForm(db: EntityManager, staffId: string, promptId: string, now = new Date()): Promise<{ raw: Raw; heldAt: string } | undefined> {
  const row = await db.findOneBy(HeldFormEntity, { staffId, promptId, heldAt: MoreThan(before(now)) });
  return row ? { raw: row.raw as Raw, heldAt: row.heldAt } : undefined;
}

/** Forgets what was typed: it was sent. */
export async function dropHeldForm(db: EntityManager, staffId: string, promptId: string): Promise<void> {
  await db.delete(HeldFormEntity, { staffId, promptId });
}

/** Forgets what nobody came back for. */
export async function deleteOldHeldForms(db: EntityManager, now = new Date()): Promise<void> {
  await db.delete(HeldFormEntity, { heldAt: LessThan(before(now)) });
}

function before(now: Date): string {
  return new Date(now.getTime() - keptMs).toISOString();
}
