import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { forwardAct } from '../../acts/acts.js';
import { requestArchive } from '../archive/request-archive.js';
import { ActEntity, InboxEntity } from '../../platform/db/entities/index.js';
import { forwardAnswer } from '../../answers/forward-answer.js';
import { startExchange } from '../../dossier/start/start-dossier.js';
import { leaseRows, plannedExchanges, receivedActs, receivedAnswers, type WaitingRows } from './waiting-rows.js';

/** How many rows of a kind one round takes. */
const batch = 20;
/** How long one delivery may take, in milliseconds. */
const deliveryWaitMs = 5_000;
/** How long a round waits for its slowest row before it goes on with others, in milliseconds. */
const roundPatienceMs = 1_000;
/** How soon an idle relay looks again, in milliseconds. */
const idleMs = 250;
/** How long the archiving of an exchange is left alone after it was asked for, by times asked, in milliseconds. */
const archiveBackoffMs = [5_000, 30_000, 120_000, 600_000, 3_600_000];

/** Told of what a round could not do; never of whom it concerns. */
export type RelayLog = (message: string, code: string) => void;

/**
 * The one loop behind everything that a click may leave undone: answers and acts that did not reach their workflow,
 * exchanges whose workflow did not start, exchanges that are over and not archived. Mails have a loop of their own
 * ({@link MailRelay}). Rows are leased, so any number of relays can run.
 */
export class Relay {
  private stopping = false;
  /** What rounds have left behind because it took too long; never tried a second time meanwhile. */
  private readonly underWay = new Map<string, Promise<void>>();
  private wakeUp: () => void = () => {};
  /** Exchanges whose archiving was asked for: how often, and when to ask again if it was to no avail. */
  private readonly archiving = new Map<string, { asked: number; nextAt: number }>();

  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
    private readonly log: RelayLog,
  ) {}

  /** Runs until {@link stop} is called. A failing round is reported and tried again: one poisoned row delays no other. */
  async run(): Promise<void> {
    while (!this.stopping) {
      const moved = await this.round().catch((error: unknown) => {
        this.log('relay round failed', error instanceof Error ? error.name : 'unknown');
        return 0;
      });
      if (moved === 0) await this.pause();
    }
    await Promise.all(this.underWay.values());
  }

  stop(): void {
    this.stopping = true;
    this.wakeUp();
  }

  /** One look at each kind of row; returns how many were taken on. */
  async round(): Promise<number> {
    const counts = await Promise.all([
      this.startExchanges(),
      this.deliverAnswers(),
      this.deliverActs(),
      this.archiveHistories(),
    ]);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  private startExchanges(): Promise<number> {
    return this.move(plannedExchanges, (ref) => startExchange(this.db.manager, this.client, ref));
  }

  private deliverAnswers(): Promise<number> {
    return this.move(receivedAnswers, async (id) => {
      const row = await this.db.manager.findOneByOrFail(InboxEntity, { id });
      if (row.status === 'received') await forwardAnswer(this.db.manager, this.client, row, deliveryWaitMs);
    });
  }

  private deliverActs(): Promise<number> {
    return this.move(receivedActs, async (id) => {
      const act = await this.db.manager.findOneByOrFail(ActEntity, { id });
      if (act.status === 'received') await forwardAct(this.db.manager, this.client, act, deliveryWaitMs);
    });
  }

  /** Takes rows that wait, each once, and moves them on side by side; returns how many. */
  private async move(waiting: WaitingRows, work: (id: string) => Promise<unknown>): Promise<number> {
    const ids = await leaseRows(this.db, waiting, batch);
    await Promise.all(ids.map((id) => this.guarded(id, () => work(id))));
    return ids.length;
  }

  /** Temporal forgets closed workflows: what is over is archived, and so is what was closed from outside. Asked twice, by two relays or again, it is archived once. */
  private async archiveHistories(): Promise<number> {
    const resting = [...this.archiving].filter(([, { nextAt }]) => nextAt > Date.now()).map(([ref]) => ref);
    const rows = (await this.db.query(
      `(select "ref" from "dossier" where "archived_at" is null and "ended_at" is not null
        and "ref" <> all($2) order by "ended_at" limit $1)
       union all
       (select "subject" from "broken_since" where "name" = 'workflow-missing' and "subject" <> all($2) and not exists
         (select 1 from "archived_history" where "ref" = "subject" and "archived_at" >= "found_at") order by "found_at" limit $1)`,
      [batch, resting],
    )) as { ref: string }[];
    if (rows.length < batch) this.forgetArchived([...resting, ...rows.map(({ ref }) => ref)]);
    await Promise.all(rows.map(({ ref }) => this.guarded(ref, () => this.askForArchive(ref))));
    return rows.length;
  }

  private forgetArchived(waiting: string[]): void {
    for (const ref of this.archiving.keys()) if (!waiting.includes(ref)) this.archiving.delete(ref);
  }

  private async askForArchive(ref: string): Promise<void> {
    const asked = (this.archiving.get(ref)?.asked ?? 0) + 1;
    this.archiving.set(ref, { asked, nextAt: Date.now() + (archiveBackoffMs[asked - 1] ?? archiveBackoffMs.at(-1)!) });
    await requestArchive(this.client, ref);
  }

  /** An exchange that nobody can go on with is waited for a moment only: it delays no other. */
  private async guarded(id: string, work: () => Promise<unknown>): Promise<void> {
    if (this.underWay.has(id)) return;
    const done = work()
      .catch((error: unknown) => this.log(`relay could not move ${id}`, error instanceof Error ? error.name : 'unknown'))
      .then(() => void this.underWay.delete(id));
    this.underWay.set(id, done);
    const patience = Promise.withResolvers<void>();
    const timer = setTimeout(patience.resolve, roundPatienceMs);
    await Promise.race([done, patience.promise]);
    clearTimeout(timer);
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, idleMs);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
