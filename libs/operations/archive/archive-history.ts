import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { IsNull, type EntityManager } from 'typeorm';
import type { ArchiveReceipt } from '../../contracts/archive/index.js';
import { exchangeWorkflowId } from '../../contracts/dossier/index.js';
import { ArchivedHistoryEntity, DossierEntity } from '../../platform/db/entities/index.js';
import { CodedError } from '../../platform/temporal/failure-interceptor.js';
import { historyDocument } from './history-document.js';

/** How soon to look again whether a workflow is closed, in milliseconds. */
const lookAgainMs = 2_000;

/**
 * Stores the complete history of an exchange whose workflow is closed, once; what is archived is never replaced.
 * @throws CodedError `still-running` while the workflow is open, `history-gone` when Temporal knows it no more.
 */
export async function archiveHistory(db: EntityManager, client: Client, ref: string): Promise<ArchiveReceipt> {
  const known = await receiptOf(db, ref);
  if (known) return settle(db, ref, known);
  const runId = await closedRun(client, ref);
  const history = await client.workflow.getHandle(exchangeWorkflowId(ref), runId).fetchHistory();
  const { packed, sha256, events } = historyDocument(history);
  const row = { ref, runId, sha256, events, document: packed, archivedAt: new Date().toISOString() };
  await db.createQueryBuilder().insert().into(ArchivedHistoryEntity).values(row).orIgnore().execute();
  return settle(db, ref, (await receiptOf(db, ref)) ?? { sha256, events });
}

async function closedRun(client: Client, ref: string): Promise<string> {
  try {
    const { runId, status } = await client.workflow.getHandle(exchangeWorkflowId(ref)).describe();
    if (status.name === 'RUNNING') throw new CodedError('still-running', lookAgainMs);
    return runId;
  } catch (error) {
    throw error instanceof WorkflowNotFoundError ? new CodedError('history-gone') : error;
  }
}

async function receiptOf(db: EntityManager, ref: string): Promise<ArchiveReceipt | null> {
  return db.findOne(ArchivedHistoryEntity, { where: { ref }, select: { sha256: true, events: true } });
}

/** Marks the exchange as archived; after a kill between the two writes this is all that is left to do. */
async function settle(db: EntityManager, ref: string, { sha256, events }: ArchiveReceipt): Promise<ArchiveReceipt> {
  await db.update(DossierEntity, { ref, archivedAt: IsNull() }, { archivedAt: new Date().toISOString() });
  return { sha256, events };
}
