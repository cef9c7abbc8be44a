import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import type { INestApplicationContext } from '@nestjs/common';
import { DiscoveryService, NestFactory } from '@nestjs/core';
import { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../libs/platform/config/config.js';
import { exchangeTaskQueue } from '../../libs/contracts/dossier/index.js';
import { ErrorReportEntity } from '../../libs/platform/db/entities/index.js';
import { openLog } from '../../libs/platform/log/log.js';
import { IncomingMail } from '../../libs/mail/incoming/incoming-mail.js';
import { MailReader } from '../../libs/mail/incoming/mail-reader.js';
import { OutboxSender } from '../../libs/mail/outbox/outbox-sender.js';
import { HealthWatch } from '../../libs/operations/health/health-watch.js';
import { MailRelay } from '../../libs/operations/relay/mail-relay.js';
import { Relay } from '../../libs/operations/relay/relay.js';
import { activitiesByQueue } from '../../libs/platform/temporal/discover-activities.js';
import type { ErrorReporter } from '../../libs/platform/temporal/failure-interceptor.js';
import { engineFacts } from '../../libs/platform/temporal/engine-facts.js';
import { startWorkers } from '../../libs/platform/temporal/worker-host.js';
import { WorkerModule } from './worker.module.js';

/** Workers for every task queue, the relays of clicks and of mails, and the loop that takes incoming mail in. No page is served here. */
async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(WorkerModule, { logger: ['error', 'warn'] });
  const config = app.get<ServiceConfig>(CONFIG);
  const log = openLog('worker', config.logLevel);
  Runtime.install({ logger: new DefaultLogger('WARN', ({ level, message, meta }) => log.warn({ level, ...engineFacts(meta) }, message)) });

  const workers = await startWorkers(config, {
    workflowQueue: exchangeTaskQueue,
    bundlePath: fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url)),
    activities: activitiesByQueue(app.get(DiscoveryService)),
    reportError: errorReporter(app, log),
  });
  const warn = (message: string, code: string): void => log.warn({ code }, message);
  const relay = new Relay(app.get(DataSource), app.get(Client), warn);
  const mails = new MailRelay(app.get(DataSource), app.get(OutboxSender), warn);
  const relaying = Promise.all([relay.run(), mails.run()]);
  const reader = new MailReader();
  const incoming = new IncomingMail({ db: app.get(DataSource), config, read: reader.read }, (level, message, code) => log[level]({ code }, message));
  const takingIn = incoming.run();
  const watch = new HealthWatch(app.get(DataSource), app.get(Client), (level, message, condition) => log[level]({ condition }, message));
  const watching = watch.run();

  const stopLoops = (): void => {
    relay.stop();
    mails.stop();
    incoming.stop();
    watch.stop();
  };
  const stop = (): void => {
    stopLoops();
    workers.stop();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.send?.('ready');
  log.info('worker ready');
  await workers.done.finally(stopLoops);
  await Promise.all([relaying, takingIn, watching]);
  await reader.close();
  await app.close();
}

/** Keeps what went wrong in Postgres, where personal data may live; the log gets the code and the report's id. */
function errorReporter(app: INestApplicationContext, log: ReturnType<typeof openLog>): ErrorReporter {
  return async ({ id, code, activity, error }) => {
    log.error({ errorId: id, code, activity }, 'activity failed');
    const detail = error instanceof Error ? { name: error.name, message: error.message, stack: error.stack ?? '' } : {};
    const report = { id, code, activity, detail, at: new Date().toISOString() };
    await app.get(DataSource).manager.insert(ErrorReportEntity, report).catch(() => undefined); // the database may be what failed
  };
}

await main();
