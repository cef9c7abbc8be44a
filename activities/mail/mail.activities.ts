import { Inject } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { mailTaskQueue, type DeliveryOutcome, type MailActivities } from '../../libs/contracts/delivery/index.js';
import { OutboxEntity } from '../../libs/platform/db/entities/index.js';
import { Activities, Activity } from '../../libs/platform/temporal/activity.decorator.js';

/** What runs that began before the relay sent every mail still ask for. It sends nothing, and keeps no run waiting. */
@Activities(mailTaskQueue)
export class MailActivitiesProvider implements MailActivities {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  @Activity()
  async deliver(outboxId: string): Promise<DeliveryOutcome> {
    const mail = await this.db.manager.findOneBy(OutboxEntity, { id: outboxId });
    if (!mail) return 'refused';
    return mail.status === 'planned' || mail.status === 'sending' ? 'relayed' : mail.status;
  }
}
