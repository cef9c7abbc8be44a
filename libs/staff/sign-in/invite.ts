import type { EntityManager } from 'typeorm';
import type { ServiceConfig } from '../../platform/config/config.js';
import type { StaffMemberEntity } from '../../platform/db/entities/index.js';
import { catalogueFor, say } from '../../domain/texts/catalogue.js';
import { createLink } from '../../links/links.js';
import { planMail } from '../../mail/outbox/plan-mail.js';
import { anyProgramme } from '../../programmes/definition-store.js';
import { audit } from '../audit/audit.js';
import { secretHash } from './secret.js';
import { admitStaff, type NewStaffMember } from './staff-members.js';
import { issueToken } from './tokens.js';

/** Somebody who was let into the office. */
export interface Invited {
  staff: StaffMemberEntity;
  /** For the API; kept nowhere, so it is shown once. */
  token: string;
  /** The invitation's mail. */
  outboxId: string;
}

/** Lets somebody into the office, with a token for the API and an invitation whose link opens the desk. */
export async function inviteStaff(tx: EntityManager, config: ServiceConfig, member: NewStaffMember): Promise<Invited> {
  const { definition, texts } = await anyProgramme(tx);
  const staff = await admitStaff(tx, member);
  const token = await issueToken(tx, staff.id);
  const at = new Date().toISOString();
  const link = await createLink(tx, config.linkKeys, { purpose: 'sign-in', subjectId: '/staff', holderId: staff.id, at });
  const catalogue = catalogueFor(texts, definition.languages[0] ?? 'en');
  const outboxId = await planMail(tx, config, {
    businessKey: `staff-invitation/${staff.id}/${secretHash(token).slice(0, 16)}`,
    kind: 'staff-invitation',
    recipientId: staff.id,
    audience: 'staff',
    data: { params: { role: staff.roles.map((role) => say(catalogue, `roles.${role}`)).join(', ') } },
    linkId: link.id,
    plannedAt: at,
  });
  await audit(tx, 'system', { kind: 'staff-invited', invited: staff.id, roles: staff.roles.join(',') });
  return { staff, token, outboxId };
}
