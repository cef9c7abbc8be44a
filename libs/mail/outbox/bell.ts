import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

/** Postgres channel on which senders hear that a mail was planned, or that a clock was moved. */
const channel = 'outbox';
/** How long to wait before the connection is tried again, in milliseconds. */
const againMs = 5_000;

/** Tells all senders that something may have fallen due. In a transaction they hear it once it is committed. */
export async function ringForMails(db: EntityManager): Promise<void> {
  await db.query(`select pg_notify('${channel}', '')`);
}

/** Hears {@link ringForMails}, in any process, over a connection of its own. Whoever hears nothing still looks from time to time. */
export class OutboxBell {
  private line: { runner: QueryRunner; connection: NodeJS.EventEmitter } | undefined;
  private nextTryAt = 0;

  constructor(
    private readonly db: DataSource,
    private readonly heard: () => void,
  ) {}

  /** Listens, unless it does already; never throws: without the bell mails go a moment later. */
  async listen(): Promise<void> {
    if (this.line || Date.now() < this.nextTryAt) return;
    this.nextTryAt = Date.now() + againMs;
    const runner = this.db.createQueryRunner();
    try {
      const connection = (await runner.connect()) as NodeJS.EventEmitter;
      connection.on('notification', this.heard);
      connection.once('error', () => void this.hangUp());
      connection.once('end', () => void this.hangUp());
      await runner.query(`listen ${channel}`);
      this.line = { runner, connection };
    } catch {
      await runner.release().catch(() => undefined);
    }
  }

  /** Stops listening. */
  async hangUp(): Promise<void> {
    const { line } = this;
    this.line = undefined;
    line?.connection.removeListener('notification', this.heard);
    if (!line || line.runner.isReleased) return;
    await line.runner.query(`unlisten ${channel}`).catch(() => undefined);
    await line.runner.release().catch(() => undefined);
  }
}
