import { proxyActivities } from '@temporalio/workflow';
import { upkeepTaskQueue, type UpkeepActivities } from '../../libs/contracts/upkeep/index.js';

/** May take long, and holds up nobody; a killed process is noticed by its heartbeat. */
const { tidyUp, lookAtData } = proxyActivities<UpkeepActivities>({
  taskQueue: upkeepTaskQueue,
  startToCloseTimeout: '30m',
  scheduleToCloseTimeout: '1h',
  heartbeatTimeout: '30s',
});

/** Deletes in each edition what is kept no longer, and looks once a night whether the data fits together. */
export async function tidying(editions: readonly string[]): Promise<void> {
  for (const edition of editions) await tidyUp(edition).catch(() => undefined); // one edition's trouble delays no other
  await lookAtData().catch(() => undefined);
}
