import { randomUUID } from 'node:crypto';
import { IsNull, type EntityManager } from 'typeorm';
import { StaffMemberEntity } from '../../platform/db/entities/index.js';
import type { StaffRole } from '../../domain/programme/vocabulary.js';

/** Everybody who works in the office now. */
export async function activeStaff(db: EntityManager): Promise<StaffMemberEntity[]> {
  return db.find(StaffMemberEntity, { where: { leftAt: IsNull() }, order: { id: 'ASC' } });
}

/** A member of staff who has not left. */
export async function staffById(db: EntityManager, id: string): Promise<StaffMemberEntity | undefined> {
  return (await db.findOneBy(StaffMemberEntity, { id, leftAt: IsNull() })) ?? undefined;
}

/** The member of staff behind an address, written in any case, who has not left. */
export async function staffByEmail(db: EntityManager, email: string): Promise<StaffMemberEntity | undefined> {
  return (await db.findOneBy(StaffMemberEntity, { email: tidyEmail(email), leftAt: IsNull() })) ?? undefined;
}

/** Who is let into the office, and as what. */
export interface NewStaffMember {
  email: string;
  roles: readonly StaffRole[];
  name?: string;
  zone: string;
}

/** Adds a member of staff; somebody with this address gets the roles anew, also after having left. */
export async function admitStaff(db: EntityManager, { email, roles, name, zone }: NewStaffMember): Promise<StaffMemberEntity> {
  const known = await db.findOneBy(StaffMemberEntity, { email: tidyEmail(email) });
  const row = {
    id: known?.id ?? `staff-${randomUUID()}`,
    email: tidyEmail(email),
    name: name ?? known?.name ?? nameFromAddress(email),
    roles: [...roles],
    zone: known?.zone ?? zone,
    conflicts: known?.conflicts ?? [],
    leftAt: null,
  };
  await db.save(StaffMemberEntity, row);
  return row;
}

/** Addresses are kept and looked up in small letters. */
export function tidyEmail(email: string): string {
  return email.trim().toLowerCase();
}

function nameFromAddress(email: string): string {
  const [mailbox = ''] = tidyEmail(email).split('@');
  return mailbox.charAt(0).toUpperCase() + mailbox.slice(1).replace(/[._-]+/g, ' ');
}
