import type { DataSource, EntityManager } from 'typeorm';
import type { ServiceConfig } from '../../platform/config/config.js';
import { clockNow, editionClock } from '../../platform/clock/edition-clock.js';
import { ActivityLogEntity, EditionEntity, OutboxEntity } from '../../platform/db/entities/index.js';
import { composeLetter } from '../letters/compose-letter.js';
import type { SendOutcome } from '../transport/outcome.js';
import type { SmtpTransport } from '../transport/smtp-transport.js';
import { closeGate, gateIsClosed, openGate } from './mail-gate.js';
import { overtakenBy, type Overtaken } from './overtaken.js';

/** What came of one look at an outbox row. */
export type RowOutcome =
  | { kind: 'sent' | 'refused' | 'ambiguous' | 'overtaken' }
  /** Not now: quiet hours, a closed gate, a server that is away, or somebody else who is sending it. */
  | { kind: 'later'; code: string; waitMs: number };

/** While a claim lasts nobody else sends the row; longer than one attempt can take. */
const leaseMs = 75_000;
/** How soon a mail is tried again, by attempts so far. */
const retryAfterMs = [2_000, 10_000, 60_000, 300_000, 600_000];
/** A mail whose fate is unknown is sent once more with the same Message-ID; then staff see it. */
const ambiguousAttempts = 2;
/** How often a rehearsal looks whether its clock has passed quiet hours. */
const rehearsalLookMs = 500;

/** Sends outbox rows: one claim, one attempt, one record of what came of it. */
export class OutboxSender {
  constructor(
    private readonly db: DataSource,
    private readonly config: ServiceConfig,
    private readonly transport: SmtpTransport,
  ) {}

  /** Tries one row. A row that is done already is reported as it ended. */
  async send(outboxId: string): Promise<RowOutcome> {
    const row = await this.db.manager.findOneBy(OutboxEntity, { id: outboxId });
    if (!row || row.status === 'refused' || row.status === 'ambiguous') return { kind: 'refused' };
    if (row.status === 'sent' || row.status === 'overtaken') return { kind: row.status };
    const waitMs = await this.quietMs(row);
    if (waitMs > 0) return { kind: 'later', code: 'quiet-hours', waitMs };
    if (await gateIsClosed(this.db.manager)) return { kind: 'later', code: 'gate-closed', waitMs: 15_000 };
    const claimed = await claim(this.db.manager, outboxId);
    if (!claimed) return { kind: 'later', code: 'being-sent', waitMs: 5_000 };
    // Looked at under the claim: of several senders only the one that would send it says that it need not go.
    const overtaken = await overtakenBy(this.db.manager, claimed);
    return overtaken ? this.withdraw(claimed, overtaken) : this.attempt(claimed);
  }

  private async withdraw(row: OutboxEntity, code: Overtaken): Promise<RowOutcome> {
    if (await record(this.db.manager, row, 'overtaken', code, null)) await note(this.db.manager, row, 'mail-overtaken', code);
    return { kind: 'overtaken' };
  }

  private async attempt(row: OutboxEntity): Promise<RowOutcome> {
    const outcome = await this.handOver(row);
    if (outcome.kind === 'gate') await closeGate(this.db.manager, outcome.code);
    if (outcome.kind === 'sent') await openGate(this.db.manager);
    const again = outcome.kind === 'ambiguous' && row.attempts < ambiguousAttempts;
    if (outcome.kind === 'later' || outcome.kind === 'gate' || again) {
      await record(this.db.manager, row, 'planned', outcome.code, null);
      return { kind: 'later', code: outcome.code, waitMs: retryAfterMs[row.attempts - 1] ?? retryAfterMs.at(-1)! };
    }
    const sentAt = outcome.kind === 'sent' ? clockNow(await this.clockOf(row)) : null;
    await record(this.db.manager, row, outcome.kind, outcome.code, sentAt);
    if (outcome.kind !== 'sent') await note(this.db.manager, row, `mail-${outcome.kind}`, outcome.code);
    return { kind: outcome.kind };
  }

  private async handOver(row: OutboxEntity): Promise<SendOutcome> {
    if (this.config.mail.delivery === 'none') return { kind: 'sent', code: 'not-delivered' };
    return this.transport.send(await composeLetter(this.db.manager, this.config, row));
  }

  /** How long to wait for the end of quiet hours, in real milliseconds; a rehearsal's clock may jump any moment. */
  private async quietMs(row: OutboxEntity): Promise<number> {
    if (!row.edition) return Date.parse(row.notBefore) - Date.now();
    const edition = await this.db.manager.findOneByOrFail(EditionEntity, { id: row.edition });
    const ms = Date.parse(row.notBefore) - (Date.now() + edition.clockOffsetMs);
    return edition.rehearsal ? Math.min(ms, rehearsalLookMs) : ms;
  }

  private async clockOf(row: OutboxEntity) {
    return row.edition ? editionClock(this.db.manager, row.edition) : { offsetMs: 0, version: 0 };
  }
}

async function claim(db: EntityManager, outboxId: string): Promise<OutboxEntity | undefined> {
  const now = new Date();
  const { affected } = await db
    .createQueryBuilder()
    .update(OutboxEntity)
    .set({ status: 'sending', leaseUntil: new Date(now.getTime() + leaseMs).toISOString(), attempts: () => 'attempts + 1' })
    .where('id = :outboxId', { outboxId })
    .andWhere(`(status = 'planned' or (status = 'sending' and lease_until < :now))`, { now })
    .execute();
  return affected ? ((await db.findOneBy(OutboxEntity, { id: outboxId })) ?? undefined) : undefined;
}

async function record(
  db: EntityManager,
  row: OutboxEntity,
  status: OutboxEntity['status'],
  lastCode: string,
  sentAt: string | null,
): Promise<boolean> {
  const { affected } = await db.update(OutboxEntity, { id: row.id, status: 'sending' }, { status, lastCode, sentAt, leaseUntil: null });
  return Boolean(affected);
}

/** What became of a mail that was not sent. One that will never arrive is a task for staff: the digest shows it. */
async function note(db: EntityManager, row: OutboxEntity, kind: 'mail-refused' | 'mail-ambiguous' | 'mail-overtaken', code: string): Promise<void> {
  await db.insert(ActivityLogEntity, {
    ref: row.ref,
    kind,
    who: 'system',
    detail: { outbox: row.id, mail: row.kind, recipient: row.recipientId, code },
    at: new Date().toISOString(),
  });
}
