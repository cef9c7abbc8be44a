import type { Client } from '@temporalio/client';
import type { EntityManager } from 'typeorm';
import { answerUpdate, exchangeWorkflowId, type AnswerInput, type AnswerReceipt } from '../contracts/dossier/index.js';
import { DossierEntity, InboxEntity } from '../platform/db/entities/index.js';
import { deliverUpdate } from '../platform/temporal/deliver-update.js';
import { senderWaitMs } from '../platform/temporal/patience.js';
import { receiptOf } from '../dossier/prompts/receive-answer.js';
import { parsePromptId } from '../domain/dossier/reference.js';
import { allocatePlaces } from '../money/budget/allocate-places.js';

/** What became of an answer when it was handed to its exchange. */
export type Forwarded =
  /** The exchange took it. */
  | { kind: 'recorded'; receipt: AnswerReceipt }
  /** Another answer had been taken before. */
  | { kind: 'superseded'; receipt: AnswerReceipt }
  /** The exchange is out of reach just now; the relay delivers the answer later, once. */
  | { kind: 'waiting' }
  /** The exchange refused it; the code says why. */
  | { kind: 'refused'; code: string };

/** Hands an answer that is in the inbox to its exchange, unless it is there already; the relay does it later where that fails. */
export async function forwardTaken(db: EntityManager, client: Client, answer: string): Promise<Forwarded> {
  const row = await db.findOneByOrFail(InboxEntity, { id: answer });
  return row.status === 'accepted' ? { kind: 'recorded', receipt: receiptOf(row) } : forwardAnswer(db, client, row, senderWaitMs);
}

/** Hands a received answer to its exchange. Safe to repeat: the prompt's id is the update's id. */
export async function forwardAnswer(db: EntityManager, client: Client, row: InboxEntity, waitMs: number): Promise<Forwarded> {
  const result = await send(db, client, row, waitMs);
  if (result.kind === 'refused') await settle(db, row, 'refused', result.code);
  if (result.kind === 'superseded') await settle(db, row, 'superseded', null);
  return result;
}

async function send(db: EntityManager, client: Client, row: InboxEntity, waitMs: number): Promise<Forwarded> {
  const delivered = await deliverUpdate(client, { workflowId: exchangeWorkflowId(row.ref), update: answerUpdate, input: answerInput(row), updateId: row.promptId, waitMs });
  switch (delivered.kind) {
    case 'taken':
      return { kind: delivered.result.answer === row.id ? 'recorded' : 'superseded', receipt: delivered.result };
    case 'refused':
      return delivered.code === 'prompt-unknown' ? refusedWhenOver(db, row, delivered.code) : delivered;
    case 'no-workflow':
      return refusedWhenOver(db, row, 'exchange-closed');
    case 'out-of-reach':
      return { kind: 'waiting' };
  }
}

/** The answer as the workflow gets it: choice and facts, nothing that names a person or is free text. */
export function answerInput(row: InboxEntity): AnswerInput {
  return {
    prompt: row.promptId,
    answer: row.id,
    choice: row.choice,
    facts: row.facts,
    by: row.by,
    receivedAt: row.receivedAt,
  };
}

/** That something is missing (the workflow, the namespace, the question in a workflow that stands behind) says nothing about the answer: it waits, health names it. */
async function refusedWhenOver(db: EntityManager, { ref }: InboxEntity, code: string): Promise<Forwarded> {
  const { endedAt } = await db.findOneByOrFail(DossierEntity, { ref });
  return endedAt === null ? { kind: 'waiting' } : { kind: 'refused', code };
}

async function settle(db: EntityManager, row: InboxEntity, status: 'refused' | 'superseded', code: string | null): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.update(InboxEntity, { id: row.id, status: 'received' }, { status, code });
    // Those behind a refused application had left it room.
    if (parsePromptId(row.promptId).kind === 'application') await allocatePlaces(tx, await editionOf(tx, row.ref));
  });
}

async function editionOf(db: EntityManager, ref: string): Promise<string> {
  const { edition } = await db.findOneByOrFail(DossierEntity, { ref });
  return edition;
}
