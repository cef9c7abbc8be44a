import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { lookAtHealth } from './look-at-health.js';

/** How often it is looked, in milliseconds: what is broken is named within five minutes, whoever looks at a page or not. */
const everyMs = 60_000;

/** Told which condition came, and which is gone. */
export type WatchLog = (level: 'warn' | 'info', message: string, condition: string) => void;

/**
 * Looks what is broken once a minute, so that each case is known from its beginning, and says in the log what came and
 * went: that reaches whoever watches the log also while no mail goes. Any number may run.
 */
export class HealthWatch {
  private readonly stopped = Promise.withResolvers<void>();
  private stopping = false;
  private known = new Set<string>();

  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
    private readonly log: WatchLog,
  ) {}

  /** Runs until {@link stop} is called; a look that fails is a line of the log. */
  async run(): Promise<void> {
    while (!this.stopping) {
      await this.look().catch((error: unknown) => this.log('warn', 'nobody can say what is broken', error instanceof Error ? error.name : 'unknown'));
      await this.pause();
    }
  }

  stop(): void {
    this.stopping = true;
    this.stopped.resolve();
  }

  private async look(): Promise<void> {
    const found = new Set<string>((await lookAtHealth({ db: this.db.manager, client: this.client })).map(({ name }) => name));
    for (const name of found) if (!this.known.has(name)) this.log('warn', 'something is broken', name);
    for (const name of this.known) if (!found.has(name)) this.log('info', 'no longer broken', name);
    this.known = found;
  }

  private async pause(): Promise<void> {
    const waited = Promise.withResolvers<void>();
    const timer = setTimeout(waited.resolve, everyMs);
    await Promise.race([waited.promise, this.stopped.promise]);
    clearTimeout(timer);
  }
}
