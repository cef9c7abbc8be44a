import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ArchiveActivitiesModule } from '../../activities/archive/archive.module.js';
import { ExchangeActivitiesModule } from '../../activities/exchange/exchange.module.js';
import { MailActivitiesModule } from '../../activities/mail/mail.module.js';
import { UpkeepActivitiesModule } from '../../activities/upkeep/upkeep.module.js';
import { ConfigModule } from '../../libs/config/config.module.js';
import { DatabaseModule } from '../../libs/db/database.module.js';
import { TemporalModule } from '../../libs/temporal/temporal.module.js';

/** Everything that a worker process runs. */
@Module({
  imports: [
    ConfigModule,
    DatabaseModule,
    TemporalModule,
    DiscoveryModule,
    ArchiveActivitiesModule,
    ExchangeActivitiesModule,
    MailActivitiesModule,
    UpkeepActivitiesModule,
  ],
})
export class WorkerModule {}
