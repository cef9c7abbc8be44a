import type { EntityManager } from 'typeorm';
import type { LinkKey } from '../../../libs/platform/config/keys.js';
import { ContactEntity, DraftEntity } from '../../../libs/platform/db/entities/index.js';
import { findLink } from '../../../libs/links/links.js';

/** The language of whoever a link was mailed to; none for a link that does not work, and none for staff. */
export async function languageOfLink(db: EntityManager, keys: readonly LinkKey[], token: string): Promise<string | undefined> {
  const link = await findLink(db, keys, token);
  switch (link?.purpose) {
    case 'prompt':
      return (await db.findOneBy(ContactEntity, { id: link.holderId }))?.language;
    case 'confirm':
      return (await db.findOneBy(DraftEntity, { id: link.subjectId }))?.language;
    default:
      return undefined;
  }
}
