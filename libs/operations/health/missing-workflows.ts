import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { exchangeWorkflowId, exchangeWorkflowType } from '../../contracts/dossier/index.js';
import { broken, type BrokenCase, type HealthTools } from './condition.js';

/** How long the engine may take for the list, and for one exchange, in milliseconds. */
const listMs = 20_000;
const describeMs = 2_000;
/** Ids that the engine gives at a time. */
const pageSize = 1_000;
/** So many absent ones are asked after one by one: its list may be some seconds old. If all are missing, so are the others. */
const askedAfter = 50;
/** gRPC's NOT_FOUND: the namespace itself. */
const notFound = 5;

/**
 * Open exchanges whose workflow does not run: another namespace, an emptied cluster, a workflow that was terminated or
 * failed. By one list of what runs, compared with the rows. `npm run revive` brings them on.
 */
export async function missingWorkflows(tools: HealthTools): Promise<BrokenCase[]> {
  const open: { ref: string }[] = await tools.db.query(
    `select "ref" from "dossier" where "ended_at" is null and "start_status" = 'started' order by "ref"`,
  );
  if (open.length === 0) return [];
  const running = await runningExchanges(tools);
  const absent = open.map(({ ref }) => ref).filter((ref) => !running.has(exchangeWorkflowId(ref)));
  const asked = await Promise.all(absent.slice(0, askedAfter).map(async (ref) => ({ ref, closed: await closedAs(tools, ref) })));
  const missing = asked.filter(({ closed }) => closed !== undefined);
  const rest = missing.length === askedAfter ? absent.slice(askedAfter).map((ref) => ({ ref, closed: 'not running' })) : [];
  const since = new Date().toISOString();
  return broken('workflow-missing', [...missing, ...rest].map(({ ref, closed }) => ({ ref, text: `${ref}: ${closed}`, since, lastingMs: 0 })));
}

async function runningExchanges({ client }: HealthTools): Promise<Set<string>> {
  const running = new Set<string>();
  try {
    await client.withDeadline(Date.now() + listMs, async () => {
      const query = `WorkflowType = '${exchangeWorkflowType}' and ExecutionStatus = 'Running'`;
      for await (const { workflowId } of client.workflow.list({ query, pageSize })) running.add(workflowId);
    });
  } catch (error) {
    if (!isGrpcServiceError(error) || error.code !== notFound) throw error;
  }
  return running;
}

/** How an exchange's workflow was closed, in words; undefined when it runs, or when nobody can say. */
async function closedAs({ client }: HealthTools, ref: string): Promise<string | undefined> {
  try {
    const handle = client.workflow.getHandle(exchangeWorkflowId(ref));
    const { status } = await client.withDeadline(Date.now() + describeMs, () => handle.describe());
    return status.name === 'RUNNING' ? undefined : status.name.toLowerCase().replaceAll('_', ' ');
  } catch (error) {
    return error instanceof WorkflowNotFoundError ? 'unknown to the engine' : undefined;
  }
}
