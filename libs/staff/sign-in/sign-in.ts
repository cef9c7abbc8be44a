import { IsNull, MoreThan, type EntityManager } from 'typeorm';
import type { ServiceConfig } from '../../platform/config/config.js';
import { SignedLinkEntity, StaffMemberEntity } from '../../platform/db/entities/index.js';
import { createLink } from '../../links/links.js';
import { planMail } from '../../mail/outbox/plan-mail.js';
import { audit } from '../audit/audit.js';
import { beginSession } from './sessions.js';
import { staffById } from './staff-members.js';

/** How long a mailed sign-in link works, in minutes of the real clock. */
export const signInMinutes = 15;
/** More unused links than this are not mailed within {@link signInMinutes}: nobody's mailbox is flooded by a stranger. */
const mostLinks = 5;

/**
 * Plans the mail with a sign-in link. `goTo` is the staff page that it opens. Returns the outbox id, or undefined when
 * the person was mailed enough links already and used none of them.
 */
export async function planSignIn(
  db: EntityManager,
  config: ServiceConfig,
  staff: StaffMemberEntity,
  goTo: string,
): Promise<string | undefined> {
  const now = new Date();
  const since = new Date(now.getTime() - signInMinutes * 60_000).toISOString();
  return db.transaction(async (tx) => {
    await tx.findOne(StaffMemberEntity, { where: { id: staff.id }, lock: { mode: 'for_no_key_update' } }); // counted one by one
    const recent = await tx.countBy(SignedLinkEntity, { purpose: 'sign-in', holderId: staff.id, createdAt: MoreThan(since), revokedAt: IsNull() });
    if (recent >= mostLinks) return undefined;
    const link = await createLink(tx, config.linkKeys, {
      purpose: 'sign-in',
      subjectId: staffPath(goTo),
      holderId: staff.id,
      at: now.toISOString(),
    });
    return planMail(tx, config, {
      businessKey: `sign-in/${link.id}`,
      kind: 'sign-in',
      recipientId: staff.id,
      audience: 'staff',
      data: { params: { minutes: signInMinutes } },
      linkId: link.id,
      plannedAt: now.toISOString(),
    });
  });
}

/** Whether a sign-in link still opens a session. */
export function signInIsFresh(link: SignedLinkEntity, now = new Date()): boolean {
  return !link.revokedAt && Date.parse(link.createdAt) + signInMinutes * 60_000 > now.getTime();
}

/** A session that a link opened, and the page that was wanted. */
export interface SignedIn {
  cookie: string;
  goTo: string;
}

/**
 * Uses a sign-in link: once, within its time. The session is always a new one with a new cookie, so a cookie that
 * somebody planted before opens nothing afterwards.
 */
export async function redeemSignIn(db: EntityManager, config: ServiceConfig, link: SignedLinkEntity): Promise<SignedIn | undefined> {
  if (!signInIsFresh(link)) return undefined;
  const staff = await staffById(db, link.holderId);
  if (!staff) return undefined;
  return db.transaction(async (tx) => {
    const { affected } = await tx.update(SignedLinkEntity, { id: link.id, revokedAt: IsNull() }, { revokedAt: new Date().toISOString() });
    if (!affected) return undefined;
    await audit(tx, staff.id, { kind: 'staff-signed-in' });
    return { cookie: await beginSession(tx, config.sessionKey, staff.id), goTo: staffPath(link.subjectId) };
  });
}

/** A path within the staff pages; anything else becomes their first page. */
export function staffPath(path: string): string {
  return /^\/staff(\/[A-Za-z0-9._~-]+)*$/.test(path) && !path.includes('..') ? path : '/staff';
}
