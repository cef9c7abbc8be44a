import { IsNull, type EntityManager } from 'typeorm';
import { SignedLinkEntity, StaffMemberEntity } from '../../platform/db/entities/index.js';
import { audit } from '../audit/audit.js';
import { endAllSessions } from './sessions.js';
import { staffByEmail } from './staff-members.js';
import { revokeTokens } from './tokens.js';

/** Takes somebody out of the office: tokens, sessions and links open nothing any more. Undefined when nobody has the address. */
export async function revokeStaff(tx: EntityManager, email: string): Promise<StaffMemberEntity | undefined> {
  const staff = await staffByEmail(tx, email);
  if (!staff) return undefined;
  const at = new Date().toISOString();
  await tx.update(StaffMemberEntity, { id: staff.id }, { leftAt: at });
  await tx.update(SignedLinkEntity, { holderId: staff.id, revokedAt: IsNull() }, { revokedAt: at });
  await revokeTokens(tx, staff.id);
  await endAllSessions(tx, staff.id);
  await audit(tx, 'system', { kind: 'staff-revoked', revoked: staff.id });
  return staff;
}
