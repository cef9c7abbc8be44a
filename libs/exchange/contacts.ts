import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { ContactEntity } from '../db/entities/index.js';
import type { Slot } from '../domain/programme/vocabulary.js';

/** Somebody who was named in an answer. */
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
  /** ISO 8601 instant at which they were named. */
  at: string;
}

/** The contact with this address at the organisation; made when it is not there yet. Safe to repeat. */
export async function ensureContact(db: EntityManager, person: NamedPerson): Promise<ContactEntity> {
  const email = person.email.toLowerCase();
  const id = contactId(person.organisationId, email);
  const known =
    (await db.findOneBy(ContactEntity, { organisationId: person.organisationId, email })) ??
    (await db.findOneBy(ContactEntity, { id }));
  if (known) {
    if (known.roles.includes(person.role)) return known;
    return db.save(ContactEntity, { ...known, roles: [...known.roles, person.role] });
  }
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
    createdAt: person.at,
  });
}

function contactId(organisationId: string, email: string): string {
  return `c-${createHash('sha256').update(`${organisationId}|${email}`).digest('hex').slice(0, 24)}`;
}
