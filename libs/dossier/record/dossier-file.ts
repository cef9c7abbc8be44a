import type { Client } from '@temporalio/client';
import { In, type EntityManager } from 'typeorm';
import { exchangeWorkflowId, stateQuery, type ExchangeState } from '../../contracts/dossier/index.js';
import {
  ActivityLogEntity,
  ContactEntity,
  DraftEntity,
  DossierEntity,
  JournalEntity,
  OutboxEntity,
  PaymentEntity,
  StaffMemberEntity,
} from '../../platform/db/entities/index.js';
import { correctionFamily } from './correction-family.js';
import { isEnding } from '../../domain/kinds/exchange/lifecycle.js';

/** How long a page waits for the workflow's own word, in milliseconds. */
const liveMs = 300;

/** Where an exchange stands, and who says so. */
export type Standing =
  /** The workflow answered in time. */
  | { source: 'live'; state: ExchangeState }
  /** It did not, or it has ended: the read model of the last published step. */
  | { source: 'read-model' };

/** Asks one open exchange where it stands; pages and the read model do not wait for it. */
export async function standingOf(client: Client, exchange: DossierEntity): Promise<Standing> {
  if (isEnding(exchange.stage)) return { source: 'read-model' };
  try {
    const handle = client.workflow.getHandle(exchangeWorkflowId(exchange.ref));
    const state = await client.withDeadline(Date.now() + liveMs, () => handle.query(stateQuery));
    return { source: 'live', state };
  } catch {
    return { source: 'read-model' };
  }
}

/** An entry of the history: from the exchange's journal, or from the desk. */
export interface HistoryEntry {
  /** The exchange, or one of its corrections. */
  ref: string;
  source: 'journal' | 'desk';
  kind: string;
  /** By the exchange's clock; at the desk the real one. */
  at: string;
  /** By the real clock: the order of the history. */
  realAt: string;
  /** Contact or staff id, `system`, or empty. */
  who: string;
  detail: object;
}

/**
 * Everything that happened, the oldest first: the journal and the desk's log together. An exchange and its corrections
 * have one history, whichever of them is asked for.
 */
export async function historyOf(db: EntityManager, ref: string): Promise<HistoryEntry[]> {
  const family = await correctionFamily(db, ref);
  const journal = await db.find(JournalEntity, { where: { ref: In(family) }, order: { ref: 'ASC', seq: 'ASC', n: 'ASC' } });
  const desk = await db.find(ActivityLogEntity, { where: { ref: In(family) }, order: { id: 'ASC' } });
  const entries: HistoryEntry[] = [
    ...journal.map(({ ref: of, kind, event, at, realAt }): HistoryEntry => {
      const { by } = event as { by?: unknown };
      return { ref: of, source: 'journal', kind, at, realAt, who: typeof by === 'string' ? by : '', detail: event };
    }),
    ...desk.map(({ ref: of, kind, at, who, detail }): HistoryEntry => ({ ref: of ?? ref, source: 'desk', kind, at, realAt: at, who, detail })),
  ];
  return entries.sort((a, b) => (a.realAt < b.realAt ? -1 : a.realAt > b.realAt ? 1 : 0));
}

/** One mail of an exchange. Its link is redacted: only that there was one is told. */
export interface SentMail {
  id: string;
  kind: string;
  audience: string;
  recipient: string;
  status: OutboxEntity['status'];
  hasLink: boolean;
  plannedAt: string;
  notBefore: string;
  sentAt: string | null;
  attempts: number;
  lastCode: string | null;
  messageId: string;
}

/** The mails of an exchange, in the order in which they were planned. */
export async function mailsOfExchange(db: EntityManager, ref: string): Promise<SentMail[]> {
  const rows = await db.find(OutboxEntity, { where: { ref }, order: { plannedAt: 'ASC', businessKey: 'ASC' } });
  const names = await peopleByIds(db, rows.map((row) => row.recipientId));
  return rows.map(({ id, kind, audience, recipientId, status, linkId, plannedAt, notBefore, sentAt, attempts, lastCode, messageId }) => ({
    id,
    kind,
    audience,
    recipient: names.get(recipientId) ?? '',
    status,
    hasLink: linkId !== null,
    plannedAt,
    notBefore,
    sentAt,
    attempts,
    lastCode,
    messageId,
  }));
}

/** The payments of an exchange. */
export async function paymentsOfExchange(db: EntityManager, ref: string): Promise<PaymentEntity[]> {
  return db.find(PaymentEntity, { where: { ref }, order: { requestedAt: 'ASC', id: 'ASC' } });
}

/** Names of contacts, members of staff and candidates by id. */
export async function peopleByIds(db: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => id !== '' && id !== 'system');
  if (wanted.length === 0) return new Map();
  const people = [...(await db.findBy(ContactEntity, { id: In(wanted) })), ...(await db.findBy(StaffMemberEntity, { id: In(wanted) }))];
  const drafts = await db.findBy(DraftEntity, { id: In(wanted.filter((id) => /^[0-9a-f-]{36}$/.test(id))) });
  return new Map([
    ...people.map(({ id, name }): [string, string] => [id, name]),
    ...drafts.map(({ id, payload }): [string, string] => [id, (payload as { name?: string }).name ?? '']),
  ]);
}
