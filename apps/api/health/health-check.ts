import { Inject, Injectable } from '@nestjs/common';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../libs/platform/config/config.js';
import { mailTaskQueue } from '../../../libs/contracts/delivery/index.js';
import { exchangeTaskQueue } from '../../../libs/contracts/dossier/index.js';
import { upkeepTaskQueue } from '../../../libs/contracts/upkeep/index.js';
import { IncomingWatchEntity, MailGateEntity } from '../../../libs/platform/db/entities/index.js';

/** How one part is. `away` parts that are needed make the whole not ready; `held` is worth a look and no more. */
export interface PartHealth {
  status: 'ok' | 'held' | 'away';
  /** Why, as a code. */
  code?: string;
}

/** The truth about each part. */
export interface HealthReport {
  status: 'ok' | 'away';
  parts: {
    postgres: PartHealth;
    temporal: PartHealth;
    /** Who polls each task queue. */
    workers: Record<string, PartHealth>;
    mail: PartHealth;
    incomingMail: PartHealth;
  };
}

/** Whether this process can take what people do. */
export interface Readiness {
  status: 'ok' | 'away';
  parts: { postgres: PartHealth };
}

/** How long an answer is given again before the parts are asked anew, in milliseconds. */
const freshMs = 2_000;
/** Longest that one part may take to answer, in milliseconds. */
const partWaitMs = 2_000;
/** A worker that has not polled for this long is gone, in milliseconds. */
const pollFreshMs = 90_000;
/** TASK_QUEUE_TYPE_WORKFLOW and TASK_QUEUE_TYPE_ACTIVITY of Temporal's interface. */
const queueTypes = { workflow: 1, activity: 2 } as const;

/** Asks each part how it is, all at once. */
@Injectable()
export class HealthCheck {
  constructor(
    private readonly db: DataSource,
    @Inject(Client) private readonly client: Client,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** Pages need Postgres and nothing else: while the engine is away, clicks are kept. */
  readonly readiness = kept(async (): Promise<Readiness> => {
    const postgres = await part(() => this.db.query('select 1'));
    return { status: postgres.status === 'ok' ? 'ok' : 'away', parts: { postgres } };
  });

  /** How everything is that an exchange needs to go on, and what is worth a look. */
  readonly report = kept(() => this.askAll());

  private async askAll(): Promise<HealthReport> {
    const [postgres, temporal, exchange, mailer, upkeep, mail, incomingMail] = await Promise.all([
      part(() => this.db.query('select 1')),
      part(() => this.client.connection.workflowService.getSystemInfo({})),
      this.worker(exchangeTaskQueue, queueTypes.workflow),
      this.worker(mailTaskQueue, queueTypes.activity),
      this.worker(upkeepTaskQueue, queueTypes.activity),
      this.mailGate(),
      this.incomingMail(),
    ]);
    const needed = [postgres, temporal, exchange];
    return {
      status: needed.every(({ status }) => status === 'ok') ? 'ok' : 'away',
      parts: {
        postgres,
        temporal,
        workers: { [exchangeTaskQueue]: exchange, [mailTaskQueue]: mailer, [upkeepTaskQueue]: upkeep },
        mail,
        incomingMail,
      },
    };
  }

  private async worker(taskQueue: string, type: number): Promise<PartHealth> {
    return part(async () => {
      const { pollers } = await this.client.withDeadline(Date.now() + partWaitMs, () =>
        this.client.workflowService.describeTaskQueue({
          namespace: this.config.temporal.namespace,
          taskQueue: { name: taskQueue },
          taskQueueType: type,
        }),
      );
      const isFresh = (pollers ?? []).some(({ lastAccessTime }) => Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1000 < pollFreshMs);
      return isFresh ? { status: 'ok' } : { status: 'away', code: 'nobody-polls' };
    });
  }

  /** A shut gate holds every mail back; nothing is lost, and the rest of the house works on. */
  private async mailGate(): Promise<PartHealth> {
    return part(async () => {
      const gate = await this.db.manager.findOneBy(MailGateEntity, { id: 1 });
      return gate?.closedSince ? { status: 'held', code: gate.code ?? 'mail-gate-closed' } : { status: 'ok' };
    });
  }

  /** Answers by mail wait in their mailbox meanwhile. */
  private async incomingMail(): Promise<PartHealth> {
    return part(async () => {
      const watch = await this.db.manager.findOneBy(IncomingWatchEntity, { id: 1 });
      return watch?.troubleSince ? { status: 'held', code: watch.code ?? 'unknown' } : { status: 'ok' };
    });
  }
}

/** Asks once, and gives everybody who asks within two seconds the same answer: whoever asks often costs nothing. */
function kept<T>(ask: () => Promise<T>): () => Promise<T> {
  let last: { answer: Promise<T>; at: number } | undefined;
  return () => {
    if (!last || Date.now() - last.at >= freshMs) last = { answer: ask(), at: Date.now() };
    return last.answer;
  };
}

/** A part that throws or does not answer in time is away; why is said as a code, not as a message. */
async function part(ask: () => Promise<unknown>): Promise<PartHealth> {
  const late = Promise.withResolvers<PartHealth>();
  const timer = setTimeout(() => late.resolve({ status: 'away', code: 'no-answer' }), partWaitMs);
  try {
    const answer = await Promise.race([ask(), late.promise]);
    return isPart(answer) ? answer : { status: 'ok' };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return { status: 'away', code: typeof code === 'string' || typeof code === 'number' ? String(code) : 'unreachable' };
  } finally {
    clearTimeout(timer);
  }
}

function isPart(answer: unknown): answer is PartHealth {
  return typeof answer === 'object' && answer !== null && 'status' in answer && typeof (answer as PartHealth).status === 'string';
}
