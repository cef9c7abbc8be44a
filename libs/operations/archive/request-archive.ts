import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { archiveWorkflowId, archiveWorkflowType } from '../../contracts/archive/index.js';
import { exchangeTaskQueue } from '../../contracts/dossier/index.js';

/** How long asking may take, in milliseconds. */
const requestWaitMs = 2_000;

/**
 * Asks for the history of an exchange that is over to be archived. One that is being archived goes on; one that was
 * archived and lost its mark (a database put back from a copy) is archived again, which changes nothing.
 */
export async function requestArchive(client: Client, ref: string): Promise<void> {
  try {
    await client.withDeadline(Date.now() + requestWaitMs, () =>
      client.workflow.start(archiveWorkflowType, {
        workflowId: archiveWorkflowId(ref),
        taskQueue: exchangeTaskQueue,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        args: [ref],
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
