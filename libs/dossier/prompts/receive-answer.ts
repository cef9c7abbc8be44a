import { createHash, randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { AnswerReceipt, Facts } from '../../contracts/dossier/index.js';
import { InboxEntity, PromptEntity } from '../../platform/db/entities/index.js';
import { relayAfterMs } from '../../platform/temporal/patience.js';
import { canonicalJson } from '../../domain/forms/canonical-json.js';

/** An answer that passed its form, eligibility and conflict checks. */
export interface IncomingAnswer {
  promptId: string;
  /** Contact or staff id, or `system`. */
  by: string;
  choice: string;
  payload: object;
  facts: Facts;
  /** The exchange's clock; this instant decides whether the answer was in time. */
  receivedAt: string;
}

/** What became of an answer when it reached the inbox. */
export type Received =
  /** It is stored and on its way; nothing else stands for this prompt. */
  | { kind: 'received'; answer: string }
  /** The same answer is there already; the receipt is the same. */
  | { kind: 'same'; answer: string }
  /** Another answer came first; this one is kept as superseded. */
  | { kind: 'superseded'; recorded: AnswerReceipt }
  /** The deadline has passed. */
  | { kind: 'too-late' }
  /** The question was closed, because its answer no longer matters. */
  | { kind: 'closed' };

/**
 * Stores an answer, in the caller's transaction. The prompt's row is locked, so two answers at once are put in an
 * order, and none slips in after the deadline was decided.
 */
export async function receiveAnswer(db: EntityManager, answer: IncomingAnswer): Promise<Received> {
  const prompt = await db.findOneOrFail(PromptEntity, { where: { id: answer.promptId }, lock: { mode: 'for_no_key_update' } });
  const standing = await db
    .createQueryBuilder(InboxEntity, 'inbox')
    .where(`inbox.promptId = :id and inbox.status in ('received', 'accepted')`, { id: prompt.id })
    .getOne();
  const row = inboxRow(prompt, answer);
  if (standing) {
    if (standing.payloadHash === row.payloadHash) return { kind: 'same', answer: standing.id };
    await db.insert(InboxEntity, { ...row, status: 'superseded' });
    return { kind: 'superseded', recorded: receiptOf(standing) };
  }
  const overdue = !prompt.frozen && answer.receivedAt > prompt.closesAt; // no deadline counts while it is postponed
  if (prompt.decided || prompt.status === 'lapsed' || overdue) {
    await db.insert(InboxEntity, { ...row, status: 'too-late', code: 'too-late' });
    return { kind: 'too-late' };
  }
  if (prompt.status !== 'open') {
    await db.insert(InboxEntity, { ...row, status: 'refused', code: 'prompt-closed' });
    return { kind: 'closed' };
  }
  await db.insert(InboxEntity, row);
  return { kind: 'received', answer: row.id };
}

/** What was recorded, as a receipt. */
export function receiptOf(row: InboxEntity): AnswerReceipt {
  return { answer: row.id, choice: row.choice, by: row.by, at: row.receivedAt };
}

function inboxRow(prompt: PromptEntity, answer: IncomingAnswer): Omit<InboxEntity, 'order'> {
  const now = Date.now();
  return {
    id: randomUUID(),
    promptId: prompt.id,
    ref: prompt.ref,
    choice: answer.choice,
    payload: answer.payload,
    payloadHash: payloadHash(answer),
    facts: answer.facts,
    by: answer.by,
    receivedAt: answer.receivedAt,
    receivedRealAt: new Date(now).toISOString(),
    status: 'received',
    code: null,
    attempts: 0,
    nextAttemptAt: new Date(now + relayAfterMs).toISOString(),
  };
}

/** Under what two answers count as the same. */
export function payloadHash({ choice, payload, by }: Pick<IncomingAnswer, 'choice' | 'payload' | 'by'>): string {
  return createHash('sha256').update(canonicalJson({ choice, payload, by })).digest('hex');
}
