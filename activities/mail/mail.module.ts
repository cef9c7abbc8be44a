import { Module } from '@nestjs/common';
import { OutboxModule } from '../../libs/mail/outbox/outbox.module.js';
import { MailActivitiesProvider } from './mail.activities.js';

/** Activities on the mail queue. */
@Module({ imports: [OutboxModule], providers: [MailActivitiesProvider] })
export class MailActivitiesModule {}
