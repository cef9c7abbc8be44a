import type { EntityManager } from 'typeorm';
import type { ServiceConfig } from '../../platform/config/config.js';
import { OutboxEntity } from '../../platform/db/entities/index.js';
import { messageIdsOf, newMail, type NewMail } from '../letters/new-mail.js';
import { ringForMails } from './bell.js';

/**
 * Plans a mail in the caller's transaction; once that is committed the relay sends it when its hour has come. Returns its
 * outbox id, also when the same mail was planned before.
 */
export async function planMail(db: EntityManager, config: Pick<ServiceConfig, 'linkKeys' | 'mail'>, mail: NewMail): Promise<string> {
  const row = newMail(mail, messageIdsOf(config));
  await db.createQueryBuilder().insert().into(OutboxEntity).values(row as never).orIgnore().execute();
  await ringForMails(db);
  const planned = await db.findOneOrFail(OutboxEntity, { where: { businessKey: mail.businessKey }, select: { id: true } });
  return planned.id;
}
