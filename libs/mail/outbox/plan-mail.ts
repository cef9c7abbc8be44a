import type { EntityManager } from 'typeorm';
import type { ServiceConfig } from '../../platform/config/config.js';
import { OutboxEntity } from '../../platform/db/entities/index.js';
import { mailDomainOf, newMail, type NewMail } from '../letters/new-mail.js';

/** Plans a mail in the caller's transaction. Returns its outbox id, also when the same mail was planned before. */
export async function planMail(db: EntityManager, config: Pick<ServiceConfig, 'mail'>, mail: NewMail): Promise<string> {
  const row = newMail(mail, mailDomainOf(config.mail.from.address));
  await db.createQueryBuilder().insert().into(OutboxEntity).values(row as never).orIgnore().execute();
  const planned = await db.findOneOrFail(OutboxEntity, { where: { businessKey: mail.businessKey }, select: { id: true } });
  return planned.id;
}
