import type { Client } from '@temporalio/client';
import type { EntityManager } from 'typeorm';
import { exchangeWorkflowType, type WrittenStep } from '../../contracts/dossier/index.js';
import { DossierEntity, EditionEntity } from '../../platform/db/entities/index.js';
import { publishedSteps } from '../archive/published-steps.js';

/** What the engine knows and the database does not. */
export interface MissingSteps {
  /** Steps that were written and are not any more, of all exchanges, in the order in which they were written. */
  steps: WrittenStep[];
  /** Exchanges that were begun after the copy was made: nobody is on file for them. */
  unknown: string[];
}

/** Ids that the engine gives at a time. */
const pageSize = 1_000;

/** Reads the histories of all exchanges that the engine has, and compares them with what stands written. */
export async function missingSteps(db: EntityManager, client: Client): Promise<MissingSteps> {
  const missing: MissingSteps = { steps: [], unknown: [] };
  const seen = new Set<string>();
  for await (const { workflowId, runId } of client.workflow.list({ query: `WorkflowType = '${exchangeWorkflowType}'`, pageSize })) {
    if (seen.has(workflowId)) continue; // an earlier run of one that was revived
    seen.add(workflowId);
    const exchange = await db.findOneBy(DossierEntity, { ref: workflowId });
    if (!exchange) missing.unknown.push(workflowId);
    else missing.steps.push(...(await publishedSteps(await client.workflow.getHandle(workflowId, runId).fetchHistory())).filter(({ step }) => step.seq > exchange.seq));
  }
  missing.unknown.sort();
  missing.steps.sort((a, b) => order(a.writtenAt, b.writtenAt) || order(a.step.ref, b.step.ref) || a.step.seq - b.step.seq);
  return missing;
}

/** No new exchange gets the reference of one that the engine still has. */
export async function keepReferencesFree(db: EntityManager, unknown: readonly string[]): Promise<void> {
  const last = Math.max(0, ...unknown.map((ref) => Number(/-(\d+)(~\d+)?$/.exec(ref)?.[1] ?? 0)));
  if (last > 0) await db.createQueryBuilder().update(EditionEntity).set({ lastReference: last }).where('last_reference < :last', { last }).execute();
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
