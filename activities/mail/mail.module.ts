import { Module } from '@nestjs/common';
import { MailActivitiesProvider } from './mail.activities.js';

/** Activities on the mail queue. */
@Module({ providers: [MailActivitiesProvider] })
export class MailActivitiesModule {}
