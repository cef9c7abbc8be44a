import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';

/** What became of an update that was handed to a workflow. */
export type Delivered<Result> =
  /** The workflow took it, now or before: the result is the first one. */
  | { kind: 'taken'; result: Result }
  /** Its validator refused it; the code says why. */
  | { kind: 'refused'; code: string }
  /** The engine knows no running workflow of this id. */
  | { kind: 'no-workflow' }
  /** No worker, no server, too many under way, or it took too long: never a reason to lose anything. */
  | { kind: 'out-of-reach' };

/** Something for a workflow. Its id is a business id, so that it counts once however often it is sent. */
export interface Delivery<Result, Input extends object> {
  workflowId: string;
  update: UpdateDefinition<Result, [Input]>;
  input: Input;
  updateId: string;
  waitMs: number;
}

/** Hands an update to a workflow and says what became of it; safe to repeat. */
export async function deliverUpdate<Result, Input extends object>(client: Client, delivery: Delivery<Result, Input>): Promise<Delivered<Result>> {
  const { workflowId, update, input, updateId, waitMs } = delivery;
  try {
    const handle = client.workflow.getHandle(workflowId);
    const result = await client.withDeadline(Date.now() + waitMs, () => handle.executeUpdate(update, { args: [input], updateId }));
    return { kind: 'taken', result };
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) return { kind: 'refused', code: error.cause.type ?? 'refused' };
    return error instanceof WorkflowNotFoundError ? { kind: 'no-workflow' } : { kind: 'out-of-reach' };
  }
}
