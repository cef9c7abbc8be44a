import { exchangeWorkflowId, stateQuery } from '../../contracts/dossier/index.js';
import { agoMs, broken, type BrokenCase, type ConditionItem, type HealthTools } from './condition.js';

type Case = ConditionItem & { since: string; lastingMs: number };

/** Exchanges that are looked at in one go; more than that at once is one trouble, not many. */
const mostSuspects = 50;
/** How long the engine may take to describe an exchange, and an exchange to answer, in milliseconds. */
const describeMs = 2_000;
const queryMs = 300;
/** A step or a mail that was tried more often than this does not mend itself. */
const manyAttempts = 5;

/** Exchanges at which the engine or a step is stuck: only those are asked that should have moved and have not. */
export async function engineConditions(tools: HealthTools): Promise<BrokenCase[]> {
  const refs = await suspects(tools);
  const [failing, parked, exhausted]: [Case[], Case[], Case[]] = [[], [], []];
  await Promise.all(
    refs.map(async (ref) => {
      const described = await describe(tools, ref);
      if (!described) return;
      failing.push(...described.failing);
      exhausted.push(...described.exhausted);
      // An exchange whose code fails cannot be asked: the question would wait for it in vain.
      if (described.failing.length === 0) parked.push(...(await parkedStep(tools, ref)));
    }),
  );
  return [...broken('workflow-task-failures', failing), ...broken('parked-steps', parked), ...broken('exhausted-activities', exhausted)];
}

/** Open exchanges that should have acted by themselves, or have an answer or an act waiting, for longer than is usual. */
async function suspects({ db }: HealthTools): Promise<string[]> {
  const rows: { ref: string }[] = await db.query(
    `select e.ref from dossier e where e.ended_at is null and e.start_status = 'started' and e.ref in (
       select o.ref from edition d join dossier o on o.edition = d.id and o.ended_at is null and o.wake_at < now() + d.clock_offset_ms * interval '1 millisecond' - interval '2 minutes'
       union all select i.ref from inbox i where i.status = 'received' and i.received_real_at < now() - interval '1 minute'
       union all select a.ref from act a where a.status = 'received' and a.real_at < now() - interval '1 minute'
       union all select a.ref from act a where a.status = 'done' and a.kind <> 'correct' and a.real_at between now() - interval '7 days' and now() - interval '1 minute'
         and not exists (select 1 from journal j where j.ref = a.ref and j.real_at >= a.real_at))
     order by e.ref limit ${mostSuspects}`,
  );
  return rows.map(({ ref }) => ref);
}

/** That the engine does not answer; no case when it does. */
export async function engineIsThere({ client }: HealthTools): Promise<BrokenCase[]> {
  try {
    await client.withDeadline(Date.now() + describeMs, () => client.workflowService.getSystemInfo({}));
    return [];
  } catch {
    return broken('engine-away', [{ text: '', since: new Date().toISOString(), lastingMs: 0 }]);
  }
}

/** What the engine itself knows of an exchange: whether its code fails, and which work is tried again and again. */
async function describe({ client }: HealthTools, ref: string): Promise<{ failing: Case[]; exhausted: Case[] } | undefined> {
  try {
    const { pendingWorkflowTask, pendingActivities } = await client.withDeadline(Date.now() + describeMs, () =>
      client.workflowService.describeWorkflowExecution({
        namespace: client.options.namespace,
        execution: { workflowId: exchangeWorkflowId(ref) },
      }),
    );
    const failing = pendingWorkflowTask && Number(pendingWorkflowTask.attempt) > 1 ? [caseOf(ref, ref, pendingWorkflowTask.originalScheduledTime)] : [];
    const exhausted = (pendingActivities ?? [])
      .filter(({ attempt }) => Number(attempt) > manyAttempts)
      .map(({ activityType, activityId, attempt, lastStartedTime }) => caseOf(ref, `${ref}: ${activityType?.name ?? ''} ${activityId ?? ''} (${Number(attempt)} tries)`, lastStartedTime));
    return { failing, exhausted };
  } catch {
    return undefined; // ended meanwhile, or the engine went away: told elsewhere
  }
}

async function parkedStep({ client, db }: HealthTools, ref: string): Promise<Case[]> {
  try {
    const handle = client.workflow.getHandle(exchangeWorkflowId(ref));
    const { parked } = await client.withDeadline(Date.now() + queryMs, () => handle.query(stateQuery));
    if (!parked) return [];
    const [last]: { at: Date | null }[] = await db.query(`select max(real_at) as at from journal where ref = $1`, [ref]);
    const since = last?.at?.toISOString() ?? new Date().toISOString();
    return [{ ref, text: `${ref}: step ${parked.seq} (${parked.code})`, since, lastingMs: agoMs(since) }];
  } catch {
    return []; // nobody works on it at this moment
  }
}

/** Temporal's times are seconds and nanoseconds. */
function caseOf(ref: string, text: string, at: { seconds?: unknown } | null | undefined): Case {
  const seconds = Number(at?.seconds ?? Math.floor(Date.now() / 1000));
  const since = new Date(seconds * 1000).toISOString();
  return { ref, text, since, lastingMs: agoMs(since) };
}
