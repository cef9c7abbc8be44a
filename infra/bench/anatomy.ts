import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

const { EventType } = proto.temporal.api.enums.v1;
type HistoryEvent = proto.temporal.api.history.v1.IHistoryEvent;

/** What one complete exchange left in Temporal. */
export interface Anatomy {
  events: number;
  bytes: number;
  byType: Record<string, number>;
  /** Workflow tasks by what made the server call for them. */
  tasks: Record<string, number>;
}

/** Takes a closed exchange's history apart. */
export async function anatomyOf(client: Client, workflowId: string): Promise<Anatomy> {
  const handle = client.workflow.getHandle(workflowId);
  const { events } = await handle.fetchHistory();
  const { raw } = await handle.describe();
  const all = events ?? [];
  return {
    events: all.length,
    bytes: Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0),
    byType: countOf(all.map(({ eventType }) => wordsOf(eventType ?? 0))),
    tasks: countOf(all.flatMap((event, i) => (event.eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED ? [causeOf(all, i)] : []))),
  };
}

// An update's task is scheduled before anything of it is in the history: it shows by what the task then accepts.
function causeOf(events: HistoryEvent[], scheduled: number): string {
  const completed = events.findIndex(({ eventType }, i) => i > scheduled && eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
  if (events[completed + 1]?.eventType === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED) return 'answer';
  const before = events[scheduled - 1];
  switch (before?.eventType) {
    case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
      return 'start';
    case EventType.EVENT_TYPE_TIMER_FIRED:
      return 'timer';
    case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
      return 'clock';
    case EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
      return activityOf(events, before) === 'deliver' ? 'mail' : 'step result';
    default:
      return 'other';
  }
}

function activityOf(events: HistoryEvent[], completed: HistoryEvent): string {
  const id = String(completed.activityTaskCompletedEventAttributes?.scheduledEventId);
  const scheduled = events.find(({ eventId }) => String(eventId) === id);
  return scheduled?.activityTaskScheduledEventAttributes?.activityType?.name ?? '';
}

function wordsOf(eventType: number): string {
  return (EventType[eventType] ?? String(eventType)).replace('EVENT_TYPE_', '').toLowerCase().replaceAll('_', ' ');
}

function countOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
