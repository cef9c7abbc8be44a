import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG } from '../config/config.module.js';
import type { ServiceConfig } from '../config/config.js';
import { dataSourceOptions } from './data-source.js';

/** The one door to Postgres; inject TypeORM's `DataSource`. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [CONFIG],
      useFactory: (config: ServiceConfig) => ({ ...dataSourceOptions(config.databaseUrl, config.database), retryAttempts: 3 }),
    }),
  ],
  exports: [TypeOrmModule],
})
export class DatabaseModule {}
