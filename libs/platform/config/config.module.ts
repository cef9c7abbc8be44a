import { Global, Module } from '@nestjs/common';
import { loadServiceConfig, type ServiceConfig } from './config.js';

/** Injects the {@link ServiceConfig} of this process. */
export const CONFIG = Symbol('config');

/** The environment, read once when the process starts. */
@Global()
@Module({
  providers: [{ provide: CONFIG, useFactory: (): ServiceConfig => loadServiceConfig() }],
  exports: [CONFIG],
})
export class ConfigModule {}
