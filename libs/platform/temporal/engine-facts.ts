import type { LogMetadata } from '@temporalio/worker';

/** What of Temporal's facts about a line of its log helps to find the trouble; none of them is personal. */
const kept = ['workflowId', 'runId', 'workflowType', 'taskQueue', 'activityType', 'activityId', 'attempt', 'namespace'] as const;

/** What a line of Temporal's log is about, and the error with its causes, for a log of ours. Errors of activities are codes already. */
export function engineFacts(meta: LogMetadata = {}): Record<string, unknown> {
  const facts = Object.fromEntries(kept.flatMap((key) => (meta[key] === undefined ? [] : [[key, meta[key] as unknown]])));
  return { ...facts, ...(meta['error'] !== undefined && { error: sayError(meta['error']) }) };
}

function sayError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `: ${sayError(error.cause)}`;
  return `${error.name} ${error.message}${cause}`;
}
