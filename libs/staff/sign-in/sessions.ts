import { IsNull, type EntityManager } from 'typeorm';
import { StaffSessionEntity, type StaffMemberEntity } from '../../platform/db/entities/index.js';
import { randomSecret, sameText, sealed, secretHash, unsealed } from './secret.js';
import { staffById } from './staff-members.js';

/** How long a session lasts, in milliseconds: a working day. */
export const sessionLength = 8 * 3_600_000;

/** A session as a request carries it. */
export interface StaffSession {
  staff: StaffMemberEntity;
  /** Comes back with every form of the session. */
  csrfToken: string;
  endsAt: string;
}

/** Begins a session. Returns the cookie's value, which is stored nowhere; sessions run on the real clock. */
export async function beginSession(db: EntityManager, key: Buffer, staffId: string, now = new Date()): Promise<string> {
  const secret = randomSecret();
  await db.insert(StaffSessionEntity, {
    tokenHash: secretHash(secret),
    staffId,
    csrfToken: randomSecret(),
    createdAt: now.toISOString(),
    endsAt: new Date(now.getTime() + sessionLength).toISOString(),
    endedAt: null,
  });
  return sealed(key, secret);
}

/** The session of a cookie, or why there is none. */
export type FoundSession = { ok: true; session: StaffSession } | { ok: false; code: 'no-session' | 'session-expired'; staffId?: string };

/** Finds the session of a cookie's value: one that we never gave out, or that ended, opens nothing. */
export async function findSession(db: EntityManager, key: Buffer, cookie: string | undefined, now = new Date()): Promise<FoundSession> {
  const secret = cookie === undefined ? undefined : unsealed(key, cookie);
  const row = secret ? await db.findOneBy(StaffSessionEntity, { tokenHash: secretHash(secret) }) : null;
  if (!row) return { ok: false, code: 'no-session' };
  const staff = row.endedAt || row.endsAt <= now.toISOString() ? undefined : await staffById(db, row.staffId);
  if (!staff) return { ok: false, code: 'session-expired', staffId: row.staffId };
  return { ok: true, session: { staff, csrfToken: row.csrfToken, endsAt: row.endsAt } };
}

/** Ends the session of a cookie, if it is one of ours. */
export async function endSession(db: EntityManager, key: Buffer, cookie: string | undefined): Promise<void> {
  const secret = cookie === undefined ? undefined : unsealed(key, cookie);
  if (!secret) return;
  await db.update(StaffSessionEntity, { tokenHash: secretHash(secret), endedAt: IsNull() }, { endedAt: new Date().toISOString() });
}

/** Ends every session of a member of staff. */
export async function endAllSessions(db: EntityManager, staffId: string): Promise<void> {
  await db.update(StaffSessionEntity, { staffId, endedAt: IsNull() }, { endedAt: new Date().toISOString() });
}

/** Whether a form came back with its session's token. */
export function csrfMatches(session: StaffSession, posted: unknown): boolean {
  return typeof posted === 'string' && sameText(posted, session.csrfToken);
}
