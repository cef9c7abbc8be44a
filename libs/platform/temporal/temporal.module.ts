import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from '@temporalio/client';
import { CONFIG } from '../config/config.module.js';
import type { ServiceConfig } from '../config/config.js';
import { temporalClient } from './connect.js';

/** Injects Temporal's `Client`, connected lazily. */
@Global()
@Module({
  providers: [{ provide: Client, inject: [CONFIG], useFactory: (config: ServiceConfig) => temporalClient(config).client }],
  exports: [Client],
})
export class TemporalModule implements OnApplicationShutdown {
  constructor(@Inject(Client) private readonly client: Client) {}

  async onApplicationShutdown(): Promise<void> {
    await this.client.connection.close();
  }
}
