import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { IsNull, Not, type EntityManager } from 'typeorm';
import type { ArchiveReceipt } from '../../contracts/archive/index.js';
import { exchangeWorkflowId } from '../../contracts/dossier/index.js';
import { ArchivedHistoryEntity, DossierEntity } from '../../platform/db/entities/index.js';
import { CodedError } from '../../platform/temporal/failure-interceptor.js';
import { historyDocument } from './history-document.js';

/** How a run is closed when its story was told to the end, as Temporal calls it. */
export const toldToTheEnd = 'COMPLETED';

/** How soon to look the first time again whether a workflow is closed: it mostly is a moment after its last step, in milliseconds. */
const firstLookMs = 2_000;
/** From then on, doubled with each look, in milliseconds. */
const nextLooksMs = { least: 60_000, most: 3_600_000 } as const;

/**
 * Stores the complete history of an exchange's last run once it is closed, also one that was terminated; what is
 * archived is never replaced. The exchange counts as archived when it is over.
 * @param looked how often it was looked before, from 0: waiting gets longer.
 * @throws CodedError `still-running` while the workflow is open, `history-gone` when Temporal knows it no more.
 */
export async function archiveHistory(db: EntityManager, client: Client, ref: string, looked = 0): Promise<ArchiveReceipt> {
  const told = await receiptOf(db, { ref, closedAs: toldToTheEnd });
  if (told) return settle(db, ref, told);
  const { runId, closedAs } = await closedRun(client, ref, looked);
  const known = await receiptOf(db, { ref, runId });
  if (known) return settle(db, ref, known);
  const history = await client.workflow.getHandle(exchangeWorkflowId(ref), runId).fetchHistory();
  const { packed, sha256, events } = historyDocument(history);
  const row = { ref, runId, closedAs, sha256, events, document: packed, archivedAt: new Date().toISOString() };
  await db.createQueryBuilder().insert().into(ArchivedHistoryEntity).values(row).orIgnore().execute();
  return settle(db, ref, (await receiptOf(db, { ref, runId })) ?? { sha256, events });
}

async function closedRun(client: Client, ref: string, looked: number): Promise<{ runId: string; closedAs: string }> {
  try {
    const { runId, status } = await client.workflow.getHandle(exchangeWorkflowId(ref)).describe();
    if (status.name === 'RUNNING') throw new CodedError('still-running', lookAgainMs(looked));
    return { runId, closedAs: status.name };
  } catch (error) {
    throw error instanceof WorkflowNotFoundError ? new CodedError('history-gone') : error;
  }
}

/** When to look again whether a workflow is closed, in milliseconds: 2 s, then from a minute up to an hour. */
export function lookAgainMs(looked: number): number {
  if (looked === 0) return firstLookMs;
  return Math.min(nextLooksMs.least * 2 ** (looked - 1), nextLooksMs.most);
}

async function receiptOf(db: EntityManager, run: { ref: string; runId?: string; closedAs?: string }): Promise<ArchiveReceipt | null> {
  return db.findOne(ArchivedHistoryEntity, { where: run, select: { sha256: true, events: true } });
}

/** Marks an exchange that is over as archived; after a kill between the two writes this is all that is left to do. */
async function settle(db: EntityManager, ref: string, { sha256, events }: ArchiveReceipt): Promise<ArchiveReceipt> {
  await db.update(DossierEntity, { ref, archivedAt: IsNull(), endedAt: Not(IsNull()) }, { archivedAt: new Date().toISOString() });
  return { sha256, events };
}
