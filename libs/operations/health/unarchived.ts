import { WorkflowNotFoundError } from '@temporalio/client';
import { exchangeWorkflowId } from '../../contracts/dossier/index.js';
import { broken, type BrokenCase, type HealthTools } from './condition.js';

/** How long the engine may take to describe a workflow, in milliseconds. */
const describeMs = 2_000;
/** Those that are asked after; the others are counted. */
const askedAfter = 20;

/** Exchanges that have been over for more than an hour and whose history is not archived: the engine forgets it one day. */
export async function unarchivedExchanges(tools: HealthTools): Promise<BrokenCase[]> {
  const rows: { ref: string; since: Date; lasting: string }[] = await tools.db.query(
    `select * from (
       select e."ref", max(j."real_at") as "since", extract(epoch from now() - max(j."real_at")) * 1000 as "lasting"
       from "dossier" e join "journal" j on j."ref" = e."ref" and j."kind" = 'ended'
       where e."archived_at" is null and e."ended_at" is not null group by e."ref"
     ) over_ where "since" < now() - interval '1 hour' order by "since" limit 500`,
  );
  const why = await Promise.all(rows.slice(0, askedAfter).map(({ ref }) => whyNot(tools, ref)));
  return broken('unarchived', rows.map(({ ref, since, lasting }, n) => ({ ref, text: `${ref}${why[n] ?? ''}`, since: since.toISOString(), lastingMs: Number(lasting) })));
}

async function whyNot({ client }: HealthTools, ref: string): Promise<string> {
  try {
    const handle = client.workflow.getHandle(exchangeWorkflowId(ref));
    const { status } = await client.withDeadline(Date.now() + describeMs, () => handle.describe());
    return status.name === 'RUNNING' ? ': its workflow is still open' : '';
  } catch (error) {
    return error instanceof WorkflowNotFoundError ? ': the engine has forgotten its history' : '';
  }
}
