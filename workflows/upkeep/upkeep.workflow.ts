import { ParentClosePolicy, patched, proxyActivities, startChild } from '@temporalio/workflow';
import { upkeepTaskQueue, type UpkeepActivities } from '../../libs/contracts/upkeep/index.js';
import { tidying } from './tidying.workflow.js';

const { editionsInUse, runDue, planDue } = proxyActivities<UpkeepActivities>({
  taskQueue: upkeepTaskQueue,
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '10m',
});

/**
 * Does what is due in every edition: digests, merged reminders, finance runs. A schedule starts it every few minutes. What
 * nobody waits for is tidied up beside it, one round at a time, however long a round takes.
 */
export async function upkeep(): Promise<void> {
  const apart = patched('tidied-apart');
  const editions = await editionsInUse();
  // One edition's trouble delays no other; the next poke tries again.
  for (const edition of editions) await (apart ? planDue(edition) : runDue(edition)).catch(() => undefined);
  if (!apart) return;
  await startChild(tidying, { workflowId: 'tidying', args: [editions], parentClosePolicy: ParentClosePolicy.ABANDON }).catch(() => undefined); // the last round still runs
}
