import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { Step, StepResult } from '../../../libs/contracts/dossier/index.js';

const { History } = temporal.api.history.v1;
const { EventType } = temporal.api.enums.v1;

interface Run {
  published: { step: Step; result?: StepResult }[];
  closed: boolean;
}

/** A Temporal that knows histories and nothing else, so that steps published by hand have one. */
export class PaperTemporal {
  private readonly runs = new Map<string, Run>();
  /** How often a history was fetched. */
  fetched = 0;

  /** Notes what a step was given and, when it is known, what it returned. */
  note(step: Step, result?: StepResult): void {
    const run = this.runs.get(step.ref) ?? { published: [], closed: false };
    run.published.push({ step, ...(result && { result }) });
    this.runs.set(step.ref, run);
  }

  close(ref: string): void {
    this.runs.get(ref)!.closed = true;
  }

  /** As after the retention time of a closed workflow. */
  forget(ref: string): void {
    this.runs.delete(ref);
  }

  get client(): Client {
    const getHandle = (ref: string) => ({
      describe: async () => ({ runId: `run-of-${ref}`, status: { name: this.run(ref).closed ? 'COMPLETED' : 'RUNNING' } }),
      fetchHistory: async () => {
        this.fetched += 1;
        return historyOf(this.run(ref));
      },
    });
    return { workflow: { getHandle } } as unknown as Client;
  }

  private run(ref: string): Run {
    const run = this.runs.get(ref);
    if (!run) throw new WorkflowNotFoundError('not found', ref, undefined);
    return run;
  }
}

function historyOf({ published }: Run): temporal.api.history.v1.History {
  const events: temporal.api.history.v1.IHistoryEvent[] = [];
  const add = (eventType: number, attributes: object): number => {
    events.push({ eventId: (events.length + 1) as never, eventTime: { seconds: 1_800_000_000 as never, nanos: 0 }, eventType, ...attributes });
    return events.length;
  };
  add(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, { workflowExecutionStartedEventAttributes: {} });
  for (const { step, result } of published) {
    const scheduledEventId = add(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, {
      activityTaskScheduledEventAttributes: { activityType: { name: 'publish' }, input: payloads(step) },
    });
    if (!result) continue;
    add(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED, { activityTaskCompletedEventAttributes: { scheduledEventId, result: payloads(result) } });
  }
  return History.fromObject({ events });
}

function payloads(value: unknown) {
  return { payloads: [defaultPayloadConverter.toPayload(value)] };
}
