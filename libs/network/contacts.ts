import { createHash } from 'node:crypto';
import { IsNull, type EntityManager } from 'typeorm';
import { ContactEntity } from '../platform/db/entities/index.js';
import type { ContactOrigin } from '../platform/db/entities/network.entities.js';
import type { Slot } from '../domain/programme/vocabulary.js';

/** Somebody who was named in an enquiry, an answer or a hand-over, or whom staff put on file. */
export interface NamedPerson {
  organisationId: string;
  hubId: string | null;
  name: string;
  email: string;
  phone?: string | null;
  position?: string | null;
  language: string;
  /** IANA zone. */
  zone: string;
  role: Slot;
  /** Who says so: staff of a real edition put people on file, everybody else only names them. */
  origin?: ContactOrigin;
}

/**
 * The people on file for an organisation, the longest known first. Whoever was only named in some exchange is not among
 * them: anybody can name anybody. Nor is whoever has left.
 */
export function peopleOnFile(db: EntityManager, organisationId: string): Promise<ContactEntity[]> {
  return db.find(ContactEntity, { where: { organisationId, origin: 'directory', retiredAt: IsNull() }, order: { createdAt: 'ASC', id: 'ASC' } });
}

/** Whom a hub is asked by: the people on file for the hub, else for its organisation; whoever manages stands in for the rest. */
export function standingContacts(people: readonly ContactEntity[], hubId: string): Record<'manager' | 'signatory' | 'accountant', ContactEntity> | undefined {
  const ofHub = people.filter((one) => one.hubId === hubId);
  const inRole = (role: Slot): ContactEntity | undefined =>
    ofHub.find((one) => one.roles.includes(role)) ?? people.find((one) => one.roles.includes(role));
  const manager = inRole('manager') ?? ofHub[0] ?? people[0];
  return manager && { manager, signatory: inRole('signatory') ?? manager, accountant: inRole('accountant') ?? manager };
}

/** The contact with this address at the organisation; made when it is not there yet. Safe to repeat, and by two at once. */
export async function ensureContact(db: EntityManager, person: NamedPerson): Promise<ContactEntity> {
  const { origin = 'named' } = person;
  const fresh = newContact(person);
  const known = await knownAs(db, fresh);
  // Of two that name the same person at the same moment one makes the row; the other waits for it and finds it there.
  if (!known) return (await insertOnce(db, fresh)) ? fresh : ensureContact(db, person);
  if (known.origin === origin) {
    // Whom staff put on file again has come back.
    if (known.roles.includes(person.role) && known.retiredAt === null) return known;
    return db.save(ContactEntity, { ...known, roles: [...new Set([...known.roles, person.role])], retiredAt: null });
  }
  // What somebody on file is asked as does not change because an enquiry says so.
  if (known.origin === 'directory') return known;
  // From here on staff vouch for the person: for the name and the role that they gave, and for nothing said before.
  return db.save(ContactEntity, { ...known, name: person.name, roles: [person.role], origin, createdAt: new Date().toISOString() });
}

async function knownAs(db: EntityManager, { id, organisationId, email }: ContactEntity): Promise<ContactEntity | null> {
  const withAddress = await db
    .createQueryBuilder(ContactEntity, 'contact')
    .where('contact.organisationId = :organisationId and lower(contact.email) = :email and not contact.duplicate', { organisationId, email })
    .getOne();
  return withAddress ?? db.findOneBy(ContactEntity, { id });
}

async function insertOnce(db: EntityManager, contact: ContactEntity): Promise<boolean> {
  const { raw } = await db.createQueryBuilder().insert().into(ContactEntity).values(contact).orIgnore().returning('id').execute();
  return (raw as unknown[]).length > 0;
}

function newContact({ organisationId, hubId, name, email, phone = null, position = null, language, zone, role, origin = 'named' }: NamedPerson): ContactEntity {
  const address = email.toLowerCase();
  return {
    id: contactId(organisationId, address),
    organisationId,
    hubId,
    name,
    email: address,
    phone,
    position,
    language,
    zone,
    roles: [role],
    origin,
    createdAt: new Date().toISOString(),
    duplicate: false,
    retiredAt: null,
  };
}

function contactId(organisationId: string, email: string): string {
  return `c-${createHash('sha256').update(`${organisationId}|${email}`).digest('hex').slice(0, 24)}`;
}
