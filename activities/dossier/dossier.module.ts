import { Module } from '@nestjs/common';
import { OutboxModule } from '../../libs/mail/outbox/outbox.module.js';
import { ExchangeActivitiesProvider } from './dossier.activities.js';

/** Activities of exchange workflows. */
@Module({ imports: [OutboxModule], providers: [ExchangeActivitiesProvider] })
export class ExchangeActivitiesModule {}
