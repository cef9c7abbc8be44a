import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
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
 * them: anybody can name anybody.
 */
export function peopleOnFile(db: EntityManager, organisationId: string): Promise<ContactEntity[]> {
  return db.find(ContactEntity, { where: { organisationId, origin: 'directory' }, order: { createdAt: 'ASC', id: 'ASC' } });
}

/** Whom a hub is asked by: the people on file for the hub, else for its organisation; whoever manages stands in for the rest. */
export function standingContacts(people: readonly ContactEntity[], hubId: string): Record<'manager' | 'signatory' | 'accountant', ContactEntity> | undefined {
  const ofHub = people.filter((one) => one.hubId === hubId);
  const inRole = (role: Slot): ContactEntity | undefined =>
    ofHub.find((one) => one.roles.includes(role)) ?? people.find((one) => one.roles.includes(role));
  const manager = inRole('manager') ?? ofHub[0] ?? people[0];
  return manager && { manager, signatory: inRole('signatory') ?? manager, accountant: inRole('accountant') ?? manager };
}

/** The contact with this address at the organisation; made when it is not there yet. Safe to repeat. */
export async function ensureContact(db: EntityManager, person: NamedPerson): Promise<ContactEntity> {
  const { origin = 'named' } = person;
  const email = person.email.toLowerCase();
  const id = contactId(person.organisationId, email);
  const known =
    (await db.findOneBy(ContactEntity, { organisationId: person.organisationId, email })) ??
    (await db.findOneBy(ContactEntity, { id }));
  if (known?.origin === origin) {
    if (known.roles.includes(person.role)) return known;
    return db.save(ContactEntity, { ...known, roles: [...known.roles, person.role] });
  }
  // What somebody on file is asked as does not change because an enquiry says so.
  if (known?.origin === 'directory') return known;
  const createdAt = new Date().toISOString();
  // From here on staff vouch for the person: for the name and the role that they gave, and for nothing said before.
  if (known) return db.save(ContactEntity, { ...known, name: person.name, roles: [person.role], origin, createdAt });
  return db.save(ContactEntity, {
    id,
    organisationId: person.organisationId,
    hubId: person.hubId,
    name: person.name,
    email,
    phone: person.phone ?? null,
    position: person.position ?? null,
    language: person.language,
    zone: person.zone,
    roles: [person.role],
    origin,
    createdAt,
  });
}

function contactId(organisationId: string, email: string): string {
  return `c-${createHash('sha256').update(`${organisationId}|${email}`).digest('hex').slice(0, 24)}`;
}
