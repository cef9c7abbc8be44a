import { defaultPayloadConverter } from '@temporalio/common';
import { requiredTsToMs } from '@temporalio/common/lib/time.js';
import type { ExchangeActivities, Step, StepResult, WrittenStep } from '../contracts/exchange/index.js';
import type { History } from './history-document.js';

type Payloads = Parameters<typeof defaultPayloadConverter.fromPayload>[0][];

const publish: keyof ExchangeActivities = 'publish';
/** A run that goes on from the written steps begins with reading them. */
const readWritten: keyof ExchangeActivities = 'writtenSteps';

/**
 * The steps that an exchange's history says were written down, in their order: what each `publish` was given, and what
 * it returned; in a revived run, before them, those it was told again from. One that is still under way is left out. Throws a RangeError when a step is missing between two others.
 */
export function publishedSteps(history: History): WrittenStep[] {
  const asked = new Map<string, Step>();
  const reading = new Set<string>();
  const written = new Map<number, WrittenStep>();
  for (const { eventId, eventTime, ...event } of history.events ?? []) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled?.activityType?.name === publish) asked.set(String(eventId), valueOf(scheduled.input?.payloads) as Step);
    if (scheduled?.activityType?.name === readWritten) reading.add(String(eventId));
    const completed = event.activityTaskCompletedEventAttributes;
    if (completed && reading.has(String(completed.scheduledEventId))) {
      for (const one of valueOf(completed.result?.payloads) as WrittenStep[]) written.set(one.step.seq, one);
    }
    const step = completed ? asked.get(String(completed.scheduledEventId)) : undefined;
    if (!step) continue;
    const result = valueOf(completed?.result?.payloads) as StepResult;
    const writtenAt = new Date(requiredTsToMs(eventTime, 'eventTime')).toISOString();
    written.set(step.seq, { step, result, writtenAt });
  }
  const steps = [...written.values()].toSorted((a, b) => a.step.seq - b.step.seq);
  const gap = steps.findIndex(({ step }, n) => step.seq !== n + 1);
  if (gap >= 0) throw new RangeError(`the history has no step ${gap + 1}`);
  return steps;
}

function valueOf(payloads: unknown): unknown {
  const [first] = (payloads ?? []) as Payloads;
  if (!first) throw new RangeError('an activity of the history has no content');
  return defaultPayloadConverter.fromPayload(first);
}
