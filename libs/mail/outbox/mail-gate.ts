import type { EntityManager } from 'typeorm';
import { ActivityLogEntity, MailGateEntity } from '../../platform/db/entities/index.js';

/** How long the gate stays shut before one mail is let through to see whether the server takes mail again. */
const probeAfterMs = 20_000;

/** Whether the mail server refuses us as a whole (a changed password, say), so that mails wait. */
export async function gateIsShut(db: EntityManager): Promise<boolean> {
  const gate = await db.findOneByOrFail(MailGateEntity, { id: 1 });
  return gate.closedSince !== null;
}

/**
 * Whether nobody may send. Once in a while one sender is let through a shut gate as a probe, so that the queue drains by
 * itself after the fix and without a burst.
 */
export async function gateIsClosed(db: EntityManager): Promise<boolean> {
  return (await gateIsShut(db)) && !(await takeProbe(db));
}

/** Shuts the gate; the first to do so raises the one alarm. */
export async function closeGate(db: EntityManager, code: string): Promise<void> {
  const now = new Date();
  const probeAt = new Date(now.getTime() + probeAfterMs).toISOString();
  const { affected } = await db
    .createQueryBuilder()
    .update(MailGateEntity)
    .set({ closedSince: now.toISOString(), code, probeAt })
    .where('id = 1 and closed_since is null')
    .execute();
  if (!affected) return;
  await db.insert(ActivityLogEntity, { ref: null, kind: 'mail-gate-closed', who: 'system', detail: { code }, at: now.toISOString() });
}

/** Opens the gate, because a mail went through. */
export async function openGate(db: EntityManager): Promise<void> {
  const { affected } = await db
    .createQueryBuilder()
    .update(MailGateEntity)
    .set({ closedSince: null, code: null, probeAt: null })
    .where('id = 1 and closed_since is not null')
    .execute();
  if (!affected) return;
  await db.insert(ActivityLogEntity, { ref: null, kind: 'mail-gate-opened', who: 'system', detail: {}, at: new Date().toISOString() });
}

/** Lets the caller through a shut gate with one mail, unless somebody was let through a moment ago. */
export async function takeProbe(db: EntityManager): Promise<boolean> {
  const now = new Date();
  const { affected } = await db
    .createQueryBuilder()
    .update(MailGateEntity)
    .set({ probeAt: new Date(now.getTime() + probeAfterMs).toISOString() })
    .where('id = 1 and probe_at <= :now', { now })
    .execute();
  return Boolean(affected);
}
