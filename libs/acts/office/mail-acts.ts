import type { DataSource } from 'typeorm';
import type { StaffMemberEntity } from '../../platform/db/entities/index.js';
import { loadParties } from '../../dossier/people/parties.js';
import { correctionFamily } from '../../dossier/record/correction-family.js';
import { endAddressProblem } from '../../mail/conversation/address-problems.js';
import { markSeen } from '../../mail/conversation/conversation.js';
import { audit } from '../../staff/audit/audit.js';

/**
 * Notes that mails about an exchange and its corrections were read, as far as an instant: only what stood on the page,
 * not what arrived while somebody was reading it. Returns how many.
 */
export async function readConversation(db: DataSource, staff: StaffMemberEntity, ref: string, until: string): Promise<number> {
  return db.transaction(async (tx) => {
    let count = 0;
    for (const each of await correctionFamily(tx, ref)) {
      const messages = await markSeen(tx, each, until);
      if (messages > 0) await audit(tx, staff.id, { kind: 'conversation-seen', messages }, each);
      count += messages;
    }
    return count;
  });
}

/** Notes that a contact's address works again; safe to repeat. False where the contact is none of the exchange's. */
export async function addressWorks(db: DataSource, staff: StaffMemberEntity, ref: string, contact: string): Promise<boolean> {
  const people = Object.values(await loadParties(db.manager, ref)).flatMap(({ contacts }) => Object.values(contacts));
  if (!people.some(({ id }) => id === contact)) return false;
  await db.transaction(async (tx) => {
    if (await endAddressProblem(tx, contact)) await audit(tx, staff.id, { kind: 'address-works', contact }, ref);
  });
  return true;
}
