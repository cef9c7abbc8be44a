import type { DataSource } from 'typeorm';
import { OutboxBell } from '../../mail/outbox/bell.js';
import type { ClaimedMail } from '../../mail/outbox/claims.js';
import type { OutboxSender } from '../../mail/outbox/outbox-sender.js';
import type { RelayLog } from './relay.js';

/** Mails that one process sends at once: as many as it keeps connections to the mail server. */
const atOnce = 4;
/** How soon an idle relay looks again although nobody rang, in milliseconds. */
const lookEveryMs = 1_000;

/**
 * The loop that sends every mail whose hour has come and that did not go with the step that planned it: after quiet
 * hours, once the mail server is back, and all mails that belong to no step. It needs Postgres and the mail server only,
 * so codes and sign-in links go while Temporal is away. Rows are leased, so any number of relays can run.
 */
export class MailRelay {
  private stopping = false;
  private readonly underWay = new Set<Promise<void>>();
  /** Something happened since the last look; or nobody waits to hear of it. */
  private rung = false;
  private wakeUp: () => void = () => {};

  constructor(
    private readonly db: DataSource,
    private readonly sender: OutboxSender,
    private readonly log: RelayLog,
    private readonly pace: { lookEveryMs: number } = { lookEveryMs },
  ) {}

  /** Runs until {@link stop} is called, and ends once the mails under way have. A failing look is reported and tried again. */
  async run(): Promise<void> {
    const bell = new OutboxBell(this.db, () => this.ring());
    while (!this.stopping) {
      this.rung = false;
      await bell.listen();
      const taken = await this.takeOn().catch((error: unknown) => {
        this.log('mails could not be looked for', nameOf(error));
        return 0;
      });
      if (taken === 0) await this.pause();
    }
    await bell.hangUp();
    await Promise.all(this.underWay);
  }

  stop(): void {
    this.stopping = true;
    this.ring();
  }

  /** Begins to send what is due, as far as there is room; returns how many were taken. */
  private async takeOn(): Promise<number> {
    const room = atOnce - this.underWay.size;
    if (room === 0) return 0;
    const mails = await this.sender.takeDue(room);
    for (const mail of mails) this.send(mail);
    return mails.length;
  }

  private send(mail: ClaimedMail): void {
    const sending = this.sender
      .sendClaimed(mail)
      .catch((error: unknown) => this.log(`mail ${mail.id} was left to its lease`, nameOf(error)))
      .then(() => {
        const wasFull = this.underWay.size === atOnce;
        this.underWay.delete(sending);
        if (wasFull) this.ring();
      });
    this.underWay.add(sending);
  }

  private ring(): void {
    this.rung = true;
    this.wakeUp();
  }

  private async pause(): Promise<void> {
    if (this.rung) return;
    const rung = Promise.withResolvers<void>();
    const timer = setTimeout(rung.resolve, this.pace.lookEveryMs);
    this.wakeUp = rung.resolve;
    await rung.promise;
    clearTimeout(timer);
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
