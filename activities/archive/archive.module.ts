import { Module } from '@nestjs/common';
import { ArchiveActivitiesProvider } from './archive.activities.js';

/** Activities of archiving. */
@Module({ providers: [ArchiveActivitiesProvider] })
export class ArchiveActivitiesModule {}
