import type { DataConverter } from '@temporalio/common';
import { requiredTsToMs } from '@temporalio/common/lib/time.js';
import type { ExchangeActivities, Step, StepResult, WrittenStep } from '../../contracts/dossier/index.js';
import { dataConverter, valueIn, type Payloads } from '../../platform/temporal/data-converter.js';
import type { History } from './history-document.js';

const publish: keyof ExchangeActivities = 'publish';
/** A run that goes on from the written steps begins with reading them. */
const readWritten: keyof ExchangeActivities = 'writtenSteps';

/**
 * The steps that an exchange's history says were written down, in their order: what each `publish` was given, and what
 * it returned; in a revived run, before them, those it was told again from. One that is still under way is left out. Throws a RangeError when a step is missing between two others.
 */
export async function publishedSteps(history: History, converter: DataConverter = dataConverter): Promise<WrittenStep[]> {
  const valueOf = (payloads: unknown): Promise<unknown> => valueIn(payloads as Payloads, converter);
  const asked = new Map<string, Step>();
  const reading = new Set<string>();
  const written = new Map<number, WrittenStep>();
  for (const { eventId, eventTime, ...event } of history.events ?? []) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled?.activityType?.name === publish) asked.set(String(eventId), (await valueOf(scheduled.input?.payloads)) as Step);
    if (scheduled?.activityType?.name === readWritten) reading.add(String(eventId));
    const completed = event.activityTaskCompletedEventAttributes;
    if (completed && reading.has(String(completed.scheduledEventId))) {
      for (const one of (await valueOf(completed.result?.payloads)) as WrittenStep[]) written.set(one.step.seq, one);
    }
    const step = completed ? asked.get(String(completed.scheduledEventId)) : undefined;
    if (!step) continue;
    const result = (await valueOf(completed?.result?.payloads)) as StepResult;
    const writtenAt = new Date(requiredTsToMs(eventTime, 'eventTime')).toISOString();
    written.set(step.seq, { step, result, writtenAt });
  }
  const steps = [...written.values()].toSorted((a, b) => a.step.seq - b.step.seq);
  const gap = steps.findIndex(({ step }, n) => step.seq !== n + 1);
  if (gap >= 0) throw new RangeError(`the history has no step ${gap + 1}`);
  return steps;
}
