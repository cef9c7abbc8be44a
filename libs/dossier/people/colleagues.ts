import { IsNull, type EntityManager } from 'typeorm';
import { ContactEntity } from '../../platform/db/entities/index.js';
import { sameMailbox } from '../../domain/network/mailbox.js';
import { peopleOnFile } from '../../network/contacts.js';
import type { Parties, Party } from './parties.js';

/** Why somebody cannot take a slot over. */
export type ColleagueRefusal =
  /** The person acts for the other side of the same exchange. */
  | 'contact-of-other-party'
  /** The slot is this person's already. */
  | 'same-contact';

/** Mailboxes that anybody can have: the same one says nothing about where somebody works. */
const publicMailboxes = new Set([
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'yahoo.com',
  'icloud.com',
  'me.com',
  'proton.me',
  'protonmail.com',
  'gmx.net',
  'gmx.de',
  'gmx.at',
  'web.de',
  'aol.com',
  'mail.ru',
  'yandex.ru',
  'zoho.com',
]);

/** Why the person with this address cannot take a party's slot over, or undefined when the person can. */
export async function colleagueRefusal(
  db: EntityManager,
  parties: Parties,
  { party, slot, email }: { party: string; slot: string; email: string },
): Promise<ColleagueRefusal | undefined> {
  const own = parties[party];
  const holder = own?.contacts[slot] ?? own?.contacts['manager'];
  if (holder && sameMailbox(holder.email, email)) return 'same-contact';
  for (const other of Object.values(parties)) {
    if (other.id === party || !other.organisation || other.organisation.id === own?.organisation?.id) continue;
    const acting = Object.values(other.contacts).some((contact) => sameMailbox(contact.email, email));
    const people = await db.findBy(ContactEntity, { organisationId: other.organisation.id, retiredAt: IsNull() });
    if (acting || people.some((contact) => sameMailbox(contact.email, email))) return 'contact-of-other-party';
  }
  return undefined;
}

/** Whether an address is one of the organisation's own, judged by the people on file there. */
export async function isOfOrganisation(db: EntityManager, organisationId: string, email: string): Promise<boolean> {
  const domain = domainOf(email);
  if (publicMailboxes.has(domain)) return false;
  const people = await peopleOnFile(db, organisationId);
  return people.some((person) => domainOf(person.email) === domain);
}

/** Whether an address may be taken to speak for an organisation: it is on file there, or one of the organisation's own. */
export async function speaksFor(db: EntityManager, organisationId: string, email: string): Promise<boolean> {
  const people = await peopleOnFile(db, organisationId);
  return people.some((person) => sameMailbox(person.email, email)) || isOfOrganisation(db, organisationId, email);
}

/** Who manages a party of an exchange from an address that may not be taken to speak for its organisation, if so. */
export async function unknownManager(db: EntityManager, { organisation, contacts }: Pick<Party, 'organisation' | 'contacts'>): Promise<ContactEntity | undefined> {
  const manager = contacts['manager'];
  if (!manager || !organisation || (await speaksFor(db, organisation.id, manager.email))) return undefined;
  return manager;
}

function domainOf(email: string): string {
  return email.trim().toLowerCase().split('@')[1] ?? '';
}
