import { proxyActivities } from '@temporalio/workflow';
import { archiveGivesUp, type ArchiveActivities, type ArchiveReceipt } from '../../libs/contracts/archive/index.js';
import { upkeepTaskQueue } from '../../libs/contracts/upkeep/index.js';

const { archiveHistory } = proxyActivities<ArchiveActivities>({
  taskQueue: upkeepTaskQueue,
  startToCloseTimeout: '2m',
  heartbeatTimeout: '10s',
  scheduleToCloseTimeout: '1d', // the relay starts it again
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', nonRetryableErrorTypes: [...archiveGivesUp] },
});

/** Archives the history of an exchange that is over, as soon as its workflow is closed. */
export async function archive(ref: string): Promise<ArchiveReceipt> {
  return archiveHistory(ref);
}
