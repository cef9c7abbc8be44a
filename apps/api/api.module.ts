import { Module } from '@nestjs/common';
import { ConfigModule } from '../../libs/config/config.module.js';
import { DatabaseModule } from '../../libs/db/database.module.js';
import { TemporalModule } from '../../libs/temporal/temporal.module.js';
import { HealthModule } from './health/health.module.js';
import { PublicModule } from './public/public.module.js';
import { StaffModule } from './staff/staff.module.js';

/** Everything that answers HTTP: pages behind signed links, staff pages and API, health. */
@Module({
  imports: [ConfigModule, DatabaseModule, TemporalModule, HealthModule, PublicModule, StaffModule],
})
export class ApiModule {}
