import { Module } from '@nestjs/common';
import { ConfigModule } from '../../libs/platform/config/config.module.js';
import { DatabaseModule } from '../../libs/platform/db/database.module.js';
import { TemporalModule } from '../../libs/platform/temporal/temporal.module.js';
import { HealthModule } from './health/health.module.js';
import { PublicModule } from './links/links.module.js';
import { StaffModule } from './office/office.module.js';

/** Everything that answers HTTP: pages behind signed links, staff pages and API, health. */
@Module({
  imports: [ConfigModule, DatabaseModule, TemporalModule, HealthModule, PublicModule, StaffModule],
})
export class ApiModule {}
