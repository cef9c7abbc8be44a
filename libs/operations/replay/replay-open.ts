import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { HistoryAndWorkflowId } from '@temporalio/common/lib/interfaces.js';
import { Worker } from '@temporalio/worker';

/** A running workflow that a build cannot go on with. */
export interface Broken {
  workflowId: string;
  /** Which step the history has and which the build would take, on one line. */
  why: string;
}

/** What became of the running workflows of a namespace under a build. */
export interface Replayed {
  /** How many the build can go on with. */
  sound: number;
  broken: Broken[];
}

/**
 * Replays the history of every running workflow of the client's namespace with a build's workflow bundle. Nothing is
 * changed: replaying asks for nothing and writes nothing. Workflows that end meanwhile are passed over.
 */
export async function replayOpen(client: Client, bundlePath: string): Promise<Replayed> {
  const result: Replayed = { sound: 0, broken: [] };
  const options = { workflowBundle: { codePath: bundlePath }, replayName: 'replay-open' };
  for await (const { workflowId, error } of Worker.runReplayHistories(options, runningHistories(client))) {
    if (error) result.broken.push({ workflowId, why: onOneLine(error) });
    else result.sound += 1;
  }
  return result;
}

async function* runningHistories(client: Client): AsyncGenerator<HistoryAndWorkflowId> {
  for await (const { workflowId, runId } of client.workflow.list({ query: "ExecutionStatus = 'Running'" })) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory().catch(undefinedWhereGone);
    if (history) yield { workflowId, history };
  }
}

function undefinedWhereGone(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

/** What the engine says stands inside of what the replay says. */
function onOneLine({ message }: Error): string {
  const [, said] = /message: "((?:[^"\\]|\\.)*)"/.exec(message) ?? [];
  return (said ?? message).replaceAll(/\s+/g, ' ').slice(0, 300);
}
