import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ArchiveActivitiesModule } from '../../activities/archive/archive.module.js';
import { ExchangeActivitiesModule } from '../../activities/dossier/dossier.module.js';
import { MailActivitiesModule } from '../../activities/mail/mail.module.js';
import { UpkeepActivitiesModule } from '../../activities/upkeep/upkeep.module.js';
import { ConfigModule } from '../../libs/platform/config/config.module.js';
import { DatabaseModule } from '../../libs/platform/db/database.module.js';
import { TemporalModule } from '../../libs/platform/temporal/temporal.module.js';

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
