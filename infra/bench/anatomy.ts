import type { Client } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';

type HistoryEvent = NonNullable<History['events']>[number];

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
  const types = all.map(typeOf);
  return {
    events: all.length,
    bytes: Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0),
    byType: countOf(types),
    tasks: countOf(types.flatMap((type, i) => (type === 'workflow task scheduled' ? [causeOf(all, types, i)] : []))),
  };
}

// An update's task is scheduled before anything of it is in the history: it shows by what the task then accepts.
function causeOf(events: HistoryEvent[], types: string[], scheduled: number): string {
  const completed = types.indexOf('workflow task completed', scheduled);
  if (types[completed + 1] === 'workflow execution update accepted') return 'answer';
  switch (types[scheduled - 1]) {
    case 'workflow execution started':
      return 'start';
    case 'timer fired':
      return 'timer';
    case 'workflow execution signaled':
      return 'clock';
    case 'activity task completed':
      return activityOf(events, events[scheduled - 1]) === 'deliver' ? 'mail' : 'step result';
    default:
      return 'other';
  }
}

function activityOf(events: HistoryEvent[], completed: HistoryEvent | undefined): string {
  const id = String(completed?.activityTaskCompletedEventAttributes?.scheduledEventId);
  const scheduled = events.find(({ eventId }) => String(eventId) === id);
  return scheduled?.activityTaskScheduledEventAttributes?.activityType?.name ?? '';
}

/** The type of an event in words, by the one kind of attributes that it carries: `timer fired`. */
function typeOf(event: HistoryEvent): string {
  const kind = Object.entries(event).find(([name, value]) => name.endsWith('EventAttributes') && value)?.[0] ?? 'unknown';
  return kind.replace('EventAttributes', '').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function countOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
