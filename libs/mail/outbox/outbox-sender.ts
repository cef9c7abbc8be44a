import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { ServiceConfig } from '../../platform/config/config.js';
import { clockNow, editionClock } from '../../platform/clock/edition-clock.js';
import { ActivityLogEntity, ErrorReportEntity, OutboxEntity } from '../../platform/db/entities/index.js';
import { composeLetter } from '../letters/compose-letter.js';
import type { SendOutcome } from '../transport/outcome.js';
import type { SmtpTransport } from '../transport/smtp-transport.js';
import { anyMailDue, claimDueMails, claimMail, type ClaimedMail } from './claims.js';
import { closeGate, gateIsClosed, gateIsShut, openGate, takeProbe } from './mail-gate.js';
import { overtakenBy } from './overtaken.js';
import { dataWithoutCode } from './secrets.js';

/** What came of one look at an outbox row. */
export type RowOutcome =
  | { kind: 'sent' | 'refused' | 'ambiguous' | 'overtaken' }
  /** Not now: quiet hours, a closed gate, a server that is away, or somebody else who is sending it. */
  | { kind: 'later'; code: string };

/** How soon a mail is tried again, by attempts so far, in milliseconds. */
const retryAfterMs = [2_000, 10_000, 60_000, 300_000, 600_000];
/** A mail whose fate is unknown goes once more, with the same Message-ID, so long after: by then a report would have come. */
const doubtMs = 3_600_000;
/** A mail that cannot be put into words. */
const notComposed = 'not-composed';

/** Sends outbox rows: one claim, one attempt, one record of what came of it. */
export class OutboxSender {
  constructor(
    private readonly db: DataSource,
    private readonly config: ServiceConfig,
    private readonly transport: SmtpTransport,
  ) {}

  /** Tries one row, if it may go now. A row that is done already is reported as it ended. */
  async send(outboxId: string): Promise<RowOutcome> {
    if (await gateIsClosed(this.db.manager)) return { kind: 'later', code: 'gate-closed' };
    const claimed = await claimMail(this.db.manager, outboxId);
    return claimed ? this.sendClaimed(claimed) : outcomeOf(await this.db.manager.findOneBy(OutboxEntity, { id: outboxId }));
  }

  /** Takes rows that are due for {@link sendClaimed}, at most so many; behind a shut gate none, or one as a probe. */
  async takeDue(limit: number): Promise<ClaimedMail[]> {
    const { manager } = this.db;
    if (!(await gateIsShut(manager))) return claimDueMails(manager, limit);
    const mayProbe = (await anyMailDue(manager)) && (await takeProbe(manager));
    return mayProbe ? claimDueMails(manager, 1) : [];
  }

  /** One attempt at a row that the caller has claimed, and the record of what came of it. */
  async sendClaimed(mail: ClaimedMail): Promise<RowOutcome> {
    // Looked at under the claim: of several senders only the one that would send it says that it need not go.
    const overtaken = await overtakenBy(this.db.manager, mail);
    if (overtaken) return this.ended(mail, 'overtaken', overtaken);
    const outcome = await this.handOver(mail);
    switch (outcome.kind) {
      case 'sent':
        await openGate(this.db.manager);
        return this.ended(mail, 'sent', outcome.code);
      case 'refused':
        return this.ended(mail, 'refused', outcome.code);
      case 'ambiguous':
        return mail.inDoubtSince === null ? this.onceMore(mail, outcome.code) : this.ended(mail, 'ambiguous', outcome.code);
      case 'gate':
        await closeGate(this.db.manager, outcome.code);
        return this.later(mail, outcome.code, 0); // no fault of this mail: the gate keeps it
      case 'later':
        return this.later(mail, outcome.code, retryAfterMs[mail.attempts - 1] ?? retryAfterMs.at(-1)!);
    }
  }

  private async handOver(mail: ClaimedMail): Promise<SendOutcome> {
    if (this.config.mail.delivery === 'none') return { kind: 'sent', code: 'not-delivered' };
    try {
      return await this.transport.send(await composeLetter(this.db.manager, this.config, mail));
    } catch (error) {
      await reportError(this.db.manager, error);
      return { kind: 'later', code: notComposed };
    }
  }

  private async later(mail: ClaimedMail, code: string, waitMs: number): Promise<RowOutcome> {
    await record(this.db.manager, mail, { status: 'planned', lastCode: code, nextTryAt: () => `now() + interval '${waitMs} milliseconds'` });
    return { kind: 'later', code };
  }

  /** Handed over, and no answer: it may have arrived. */
  private async onceMore(mail: ClaimedMail, code: string): Promise<RowOutcome> {
    const notBefore = new Date(Date.parse(await this.nowFor(mail)) + doubtMs).toISOString();
    await record(this.db.manager, mail, { status: 'planned', lastCode: code, notBefore, inDoubtSince: () => 'now()' });
    return { kind: 'later', code };
  }

  private async ended(mail: ClaimedMail, status: 'sent' | 'refused' | 'ambiguous' | 'overtaken', code: string): Promise<RowOutcome> {
    const sentAt = status === 'sent' ? await this.nowFor(mail) : null;
    const recorded = await record(this.db.manager, mail, { status, lastCode: code, sentAt, ...(mail.kind === 'code' && { data: () => dataWithoutCode }) });
    if (recorded && status !== 'sent') await note(this.db.manager, mail, `mail-${status}`, code);
    return { kind: status };
  }

  private async nowFor({ edition }: OutboxEntity): Promise<string> {
    return edition ? clockNow(await editionClock(this.db.manager, edition)) : new Date().toISOString();
  }
}

type Changes = Parameters<EntityManager['update']>[2];

/** Says what came of a claim, and gives it up. Whoever was so slow that somebody else has the row by now says nothing. */
async function record(db: EntityManager, { id, lease }: ClaimedMail, changes: Changes): Promise<boolean> {
  const { affected } = await db.update(OutboxEntity, { id, lease, status: 'sending' }, { ...changes, lease: null, leaseUntil: null });
  return Boolean(affected);
}

function outcomeOf(mail: OutboxEntity | null): RowOutcome {
  if (!mail) return { kind: 'refused' };
  if (mail.status === 'planned') return { kind: 'later', code: 'not-yet' };
  return mail.status === 'sending' ? { kind: 'later', code: 'being-sent' } : { kind: mail.status };
}

/** What became of a mail that was not sent. One that will never arrive is a task for staff: the digest shows it. */
async function note(db: EntityManager, mail: OutboxEntity, kind: 'mail-refused' | 'mail-ambiguous' | 'mail-overtaken', code: string): Promise<void> {
  await db.insert(ActivityLogEntity, {
    ref: mail.ref,
    kind,
    who: 'system',
    detail: { outbox: mail.id, mail: mail.kind, recipient: mail.recipientId, code },
    at: new Date().toISOString(),
  });
}

/** Why a mail could not be put into words: to the operators, where personal data may live. */
async function reportError(db: EntityManager, error: unknown): Promise<void> {
  const detail = error instanceof Error ? { name: error.name, message: error.message, stack: error.stack ?? '' } : {};
  const report = { id: randomUUID(), code: notComposed, activity: 'mail', detail, at: new Date().toISOString() };
  await db.insert(ErrorReportEntity, report).catch(() => undefined); // the database may be what failed
}
