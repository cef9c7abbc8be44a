import { defaultPayloadConverter } from '@temporalio/common';
import { requiredTsToMs } from '@temporalio/common/lib/time.js';
import type { ExchangeActivities, Step, StepResult } from '../../contracts/dossier/index.js';
import type { History } from './history-document.js';

/** A step of an exchange as its history has it. */
export interface PublishedStep {
  step: Step;
  result: StepResult;
  /** When the history heard that it was written down, by the real clock, ISO 8601 UTC. */
  writtenAt: string;
}

type Payloads = Parameters<typeof defaultPayloadConverter.fromPayload>[0][];

const publish: keyof ExchangeActivities = 'publish';

/**
 * The steps that an exchange's history says were written down, in their order: what each `publish` was given, and what
 * it returned. One that is still under way is left out. Throws a RangeError when a step is missing between two others.
 */
export function publishedSteps(history: History): PublishedStep[] {
  const asked = new Map<string, Step>();
  const written = new Map<number, PublishedStep>();
  for (const { eventId, eventTime, ...event } of history.events ?? []) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled?.activityType?.name === publish) asked.set(String(eventId), valueOf(scheduled.input?.payloads) as Step);
    const completed = event.activityTaskCompletedEventAttributes;
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
