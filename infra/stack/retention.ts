import type { WorkflowService } from '@temporalio/client';
import { StackError } from './stack-error.js';

/** For how long the engine has to keep what is closed: an outage of worker or database may last that long. In days. */
export const leastRetentionDays = 30;

const daySeconds = 86_400;

/** Makes a namespace of one's own keep closed workflows for as long as it has to. */
export async function keepClosedWorkflows(service: WorkflowService, namespace: string): Promise<void> {
  if ((await retentionDays(service, namespace)) >= leastRetentionDays) return;
  const workflowExecutionRetentionTtl = { seconds: leastRetentionDays * daySeconds };
  await service.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: workflowExecutionRetentionTtl as never } });
}

/**
 * Refuses a namespace that forgets closed workflows too soon: their histories are the proof, and what a lost step is
 * written again from.
 * @throws StackError with the command that mends it.
 */
export async function requireRetention(service: WorkflowService, namespace: string): Promise<void> {
  const days = await retentionDays(service, namespace);
  if (days >= leastRetentionDays) return;
  throw new StackError(
    `The namespace "${namespace}" keeps closed workflows for ${days} days; ${leastRetentionDays} are needed. ` +
      `Run \`temporal operator namespace update --namespace ${namespace} --retention ${leastRetentionDays}d\`, ` +
      `in Temporal Cloud \`tcld namespace retention set --namespace ${namespace} --retention-days ${leastRetentionDays}\`, and start again.`,
  );
}

/** For how many days a namespace keeps closed workflows; one that keeps them for good says 0, and counts as endless. */
async function retentionDays(service: WorkflowService, namespace: string): Promise<number> {
  const { config } = await service.describeNamespace({ namespace });
  const seconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  return seconds === 0 ? Infinity : Math.round((seconds / daySeconds) * 10) / 10;
}
