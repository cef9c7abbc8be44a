import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../platform/config/config.module.js';
import type { ServiceConfig } from '../../platform/config/config.js';
import { createSmtpTransport, type SmtpTransport } from '../transport/smtp-transport.js';
import { OutboxSender } from './outbox-sender.js';

const TRANSPORT = Symbol('smtp transport');

/** The one sender of mails of a process, over one pool of connections. */
@Module({
  providers: [
    {
      provide: TRANSPORT,
      inject: [CONFIG],
      useFactory: (config: ServiceConfig) => createSmtpTransport({ url: config.mail.smtpUrl }),
    },
    {
      provide: OutboxSender,
      inject: [DataSource, CONFIG, TRANSPORT],
      useFactory: (db: DataSource, config: ServiceConfig, transport: SmtpTransport) => new OutboxSender(db, config, transport),
    },
  ],
  exports: [OutboxSender],
})
export class OutboxModule implements OnApplicationShutdown {
  constructor(@Inject(TRANSPORT) private readonly transport: SmtpTransport) {}

  async onApplicationShutdown(): Promise<void> {
    await this.transport.close();
  }
}
