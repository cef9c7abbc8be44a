import { In, type EntityManager } from 'typeorm';
import { ContactEntity, PartyEntity, PromptEntity } from '../../../platform/db/entities/index.js';

/** Organisations that were asked to host this exchange, today's host among them. */
export async function askedBefore(db: EntityManager, ref: string): Promise<string[]> {
  const current = await db.findOneBy(PartyEntity, { ref, party: 'hosting' });
  const asked = await db.findBy(PromptEntity, { ref, kind: 'availability' });
  const contacts = await db.findBy(ContactEntity, { id: In(asked.flatMap(({ contactId }) => contactId ?? [])) });
  const organisations = contacts.map(({ organisationId }) => organisationId);
  return [...new Set([...(current?.organisationId ? [current.organisationId] : []), ...organisations])];
}
