import type { EntityManager } from 'typeorm';
import type { ServiceConfig } from '../../config/config.js';
import { OutboxEntity } from '../../db/entities/index.js';
import type { DeskMailKind } from '../../domain/programme/vocabulary.js';
import { mailDomainOf, newMail, type LetterData, type LetterItem } from './new-mail.js';

/** What the mail's text names, and the things it lists. */
export type DeskLetter = Readonly<Record<string, string | number | LetterItem[]>> & { readonly items?: LetterItem[] };

/** A mail that belongs to no step of an exchange: a digest, a code, a sign-in. */
export interface DeskMail {
  /** The same mail is planned once, e.g. `digest/<edition>/<staff>/<local day>`. */
  businessKey: string;
  kind: DeskMailKind;
  /** Contact, staff or draft id. */
  recipientId: string;
  /** The party whose mail this is, or `staff`. */
  audience: string;
  /** The edition whose clock counts; null for the real clock. */
  edition: string | null;
  ref?: string | null;
  data: DeskLetter;
  linkId?: string | null;
  /** ISO 8601 UTC, by the clock named above. */
  plannedAt: string;
  notBefore: string;
}

/** Plans a mail in the caller's transaction. Returns its outbox id, also when the same mail was planned before. */
export async function planDeskMail(db: EntityManager, config: Pick<ServiceConfig, 'mail'>, mail: DeskMail): Promise<string> {
  const row = newMail({ ...mail, data: letterData(mail.data) }, mailDomainOf(config.mail.from.address));
  await db.createQueryBuilder().insert().into(OutboxEntity).values(row as never).orIgnore().execute();
  const planned = await db.findOneOrFail(OutboxEntity, { where: { businessKey: mail.businessKey }, select: { id: true } });
  return planned.id;
}

function letterData({ items, ...params }: DeskLetter): LetterData {
  return { params: params as LetterData['params'], ...(items && { items }) };
}
