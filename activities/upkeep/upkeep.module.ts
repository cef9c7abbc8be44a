import { Module } from '@nestjs/common';
import { UpkeepActivitiesProvider } from './upkeep.activities.js';

/** Activities on the upkeep queue. */
@Module({ providers: [UpkeepActivitiesProvider] })
export class UpkeepActivitiesModule {}
