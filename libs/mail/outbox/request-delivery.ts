import type { Client } from '@temporalio/client';
import { deliveryWorkflowId, deliveryWorkflowType } from '../../contracts/delivery/index.js';
import { exchangeTaskQueue } from '../../contracts/dossier/index.js';

/** How long asking may take before it is left to the relay, in milliseconds. */
const requestWaitMs = 2_000;

/**
 * Asks for a mail that belongs to no exchange to be sent: a code, a new link, a digest. Never throws; what does not
 * get through now, the relay asks for later.
 */
export async function requestDelivery(client: Client, outboxId: string): Promise<void> {
  try {
    await client.withDeadline(Date.now() + requestWaitMs, () =>
      client.workflow.start(deliveryWorkflowType, {
        workflowId: deliveryWorkflowId(outboxId),
        taskQueue: exchangeTaskQueue,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
        args: [outboxId],
      }),
    );
  } catch {
    // Already asked for, or Temporal is away: both are fine, the row waits in the outbox.
  }
}
