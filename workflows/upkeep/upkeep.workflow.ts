import { proxyActivities } from '@temporalio/workflow';
import { upkeepTaskQueue, type UpkeepActivities } from '../../libs/contracts/upkeep/index.js';

const { editionsInUse, runDue } = proxyActivities<UpkeepActivities>({
  taskQueue: upkeepTaskQueue,
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '10m',
});

/** Does what is due in every edition: digests, merged reminders, finance runs. A schedule starts it every few minutes. */
export async function upkeep(): Promise<void> {
  for (const edition of await editionsInUse()) {
    await runDue(edition).catch(() => undefined); // one edition's trouble delays no other; the next poke tries again
  }
}
