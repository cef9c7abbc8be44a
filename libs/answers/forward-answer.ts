import { ApplicationFailure } from '@temporalio/common';
import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import type { EntityManager } from 'typeorm';
import { answerUpdate, exchangeWorkflowId, type AnswerInput, type AnswerReceipt } from '../contracts/dossier/index.js';
import { ExchangeEntity, InboxEntity } from '../platform/db/entities/index.js';
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

/** Hands a received answer to its exchange. Safe to repeat: the prompt's id is the update's id. */
export async function forwardAnswer(db: EntityManager, client: Client, row: InboxEntity, waitMs: number): Promise<Forwarded> {
  const result = await send(db, client, row, waitMs);
  if (result.kind === 'refused') await settle(db, row, 'refused', result.code);
  if (result.kind === 'superseded') await settle(db, row, 'superseded', null);
  return result;
}

async function send(db: EntityManager, client: Client, row: InboxEntity, waitMs: number): Promise<Forwarded> {
  try {
    const handle = client.workflow.getHandle(exchangeWorkflowId(row.ref));
    const receipt = await client.withDeadline(Date.now() + waitMs, () =>
      handle.executeUpdate(answerUpdate, { args: [answerInput(row)], updateId: row.promptId }),
    );
    return { kind: receipt.answer === row.id ? 'recorded' : 'superseded', receipt };
  } catch (error) {
    return classify(db, row, error);
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

/** How often an answer may find its prompt not yet open before that counts as a refusal. */
const patience = 40;

async function classify(db: EntityManager, row: InboxEntity, error: unknown): Promise<Forwarded> {
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const code = error.cause.type ?? 'refused';
    return code === 'prompt-unknown' && row.attempts < patience ? { kind: 'waiting' } : { kind: 'refused', code };
  }
  if (error instanceof WorkflowNotFoundError) {
    const { startStatus } = await db.findOneByOrFail(ExchangeEntity, { ref: row.ref });
    return startStatus === 'started' ? { kind: 'refused', code: 'exchange-closed' } : { kind: 'waiting' };
  }
  return { kind: 'waiting' }; // no worker, no server, in-flight limit, aborted: never a reason to lose an answer
}

async function settle(db: EntityManager, row: InboxEntity, status: 'refused' | 'superseded', code: string | null): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.update(InboxEntity, { id: row.id, status: 'received' }, { status, code });
    // Those behind a refused application had left it room.
    if (parsePromptId(row.promptId).kind === 'application') await allocatePlaces(tx, await editionOf(tx, row.ref));
  });
}

async function editionOf(db: EntityManager, ref: string): Promise<string> {
  const { edition } = await db.findOneByOrFail(ExchangeEntity, { ref });
  return edition;
}
