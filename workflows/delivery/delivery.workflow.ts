import { proxyActivities } from '@temporalio/workflow';
import { mailTaskQueue, type DeliveryOutcome, type MailActivities } from '../../libs/contracts/delivery/index.js';

const { deliver } = proxyActivities<MailActivities>({
  taskQueue: mailTaskQueue,
  startToCloseTimeout: '90s',
  heartbeatTimeout: '10s',
  scheduleToCloseTimeout: '3d',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** One mail that belongs to no exchange, as it was asked for before the relay sent every mail: none is started any more. */
export async function delivery(outboxId: string): Promise<DeliveryOutcome> {
  try {
    return await deliver(outboxId);
  } catch {
    return 'given-up'; // the outbox row says why, staff see it there
  }
}
