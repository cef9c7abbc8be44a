import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthCheck } from './health-check.js';

/** Tells a machine whether this process lives and whether the whole can do its work. */
@Module({ controllers: [HealthController], providers: [HealthCheck] })
export class HealthModule {}
