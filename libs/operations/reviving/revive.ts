import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { IsNull, type DataSource } from 'typeorm';
import { archiveHistory } from '../archive/archive-history.js';
import { exchangeWorkflowId } from '../../contracts/dossier/index.js';
import { ActivityLogEntity, DossierEntity } from '../../platform/db/entities/index.js';
import { startWorkflow } from '../../dossier/start/start-dossier.js';
import { CodedError } from '../../platform/temporal/failure-interceptor.js';
import { giveBackUnwrittenActs, hurryWhatWaits } from './what-waits.js';

/**
 * What became of an exchange that was to be brought on. `runs`: its workflow does. `over`: it has ended. `not-begun`:
 * its workflow was never started, the relay does that.
 */
export type Revived = 'revived' | 'runs' | 'over' | 'not-begun';

/** How long starting may take, in milliseconds. */
const startWaitMs = 10_000;

/**
 * Brings an exchange on whose workflow is gone (terminated, failed, in a cluster that was emptied, in another namespace): a
 * new run under the same id goes on from the written steps. It publishes none of them again, so nobody gets a
 * mail twice and no money moves twice. What was taken by the lost run and never written is handed to the new one, and so is
 * what waits; the lost run's history is archived first, as long as the engine has it.
 * @param by staff id, or `operator`.
 * @param replace a workflow that runs, and stands elsewhere than what is written, is ended first.
 */
export async function revive(db: DataSource, client: Client, ref: string, { by, replace = false }: { by: string; replace?: boolean }): Promise<Revived> {
  const { endedAt, startStatus } = await db.manager.findOneByOrFail(DossierEntity, { ref });
  if (endedAt !== null) return 'over';
  if (startStatus === 'planned') return 'not-begun';
  if (await isRunning(client, ref)) {
    if (!replace) return 'runs';
    await client.workflow.getHandle(exchangeWorkflowId(ref)).terminate('replaced by a run from the written steps');
  }
  await keepHistory(db, client, ref);
  await db.transaction((tx) => giveBackUnwrittenActs(tx, ref));
  try {
    await startWorkflow(db.manager, client, ref, { revived: true, waitMs: startWaitMs });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'runs'; // somebody else was quicker
    throw error;
  }
  await db.manager.insert(ActivityLogEntity, { ref, kind: 'revived', who: by, detail: {}, at: new Date().toISOString() });
  await hurryWhatWaits(db.manager, ref);
  return 'revived';
}

/** Open exchanges whose workflow should run, in the order of their references. */
export async function begunExchanges(db: DataSource): Promise<string[]> {
  const rows = await db.manager.find(DossierEntity, { where: { startStatus: 'started', endedAt: IsNull() }, select: { ref: true }, order: { ref: 'ASC' } });
  return rows.map(({ ref }) => ref);
}

async function isRunning(client: Client, ref: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(exchangeWorkflowId(ref)).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** The new run is the one that the engine shows from here on. */
async function keepHistory(db: DataSource, client: Client, ref: string): Promise<void> {
  await archiveHistory(db.manager, client, ref).catch((error: unknown) => {
    if (!(error instanceof CodedError)) throw error; // the engine has none
  });
}
