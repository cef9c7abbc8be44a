import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { requiredTsToMs } from '@temporalio/common/lib/time.js';
import type proto from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';

/** Asked without a pause, the server hardly finds time to go on. */
const lookAgainAfterMs = 20;
/** One exchange on a time-skipping server and the people in it. */
export interface Player {
  /** The exchange's reference. */
  readonly ref: string;
  readonly hasEnded: boolean;
  /** Waits until the exchange waits for people or later dates only; `serverNow` is the server's own time, in milliseconds. */
  rest(serverNow: number): Promise<void>;
  /** When the next thing happens, by the exchange's clock in milliseconds; infinity for never. */
  nextAt(): number;
  /** Whether the exchange acts by itself at the latest now, by the server's own time. */
  actsBy(serverNow: number): boolean;
  /** Does what people do by now, by the exchange's clock; returns whether anything was done. */
  act(now: number): Promise<boolean>;
}

/** Plays all exchanges to their end, side by side on one server: its time goes from one thing that happens to the next. */
export async function playAll(players: readonly Player[], environment: TestWorkflowEnvironment, offsetMs: number): Promise<void> {
  const serverNow = (): Promise<number> => environment.currentTimeMs();
  const begunAt = await serverNow();
  await Promise.all(players.map((player) => player.rest(begunAt)));
  for (;;) {
    const going = players.filter((player) => !player.hasEnded);
    if (going.length === 0) return;
    const next = Math.min(...going.map((player) => player.nextAt()));
    if (next === Infinity) throw new Error(`${going.map(({ ref }) => ref).join(', ')}: waits for nothing, and has not ended`);
    const early = next - offsetMs - (await serverNow());
    if (early > 0) await environment.sleep(early);
    const at = await serverNow();
    const moved = await Promise.all(going.map(async (player) => (await player.act(at + offsetMs)) || player.actsBy(at)));
    await Promise.all(going.filter((_, n) => moved[n]).map((player) => player.rest(at)));
  }
}

/**
 * Waits until an exchange waits for people or later dates only; returns when its timers fire, in milliseconds of the
 * server's time.
 */
export async function timersAtRest(handle: WorkflowHandle, serverNow: number): Promise<number[]> {
  for (;;) {
    const { events } = await handle.fetchHistory();
    if (events?.at(-1)?.workflowExecutionFailedEventAttributes) throw new Error(`${handle.workflowId}: the exchange failed`);
    const timers = timersOf(events ?? []);
    if (!isAtWork(events ?? []) && !timers.some((firesAt) => firesAt <= serverNow)) return timers;
    await sleep(lookAgainAfterMs);
  }
}

type History = readonly proto.temporal.api.history.v1.IHistoryEvent[];

/** Whether the workflow is thinking or writing something down. A mail under way keeps nobody waiting. */
function isAtWork(events: History): boolean {
  const activities = new Set<string>();
  let thinking = false;
  for (const event of events) {
    const { activityTaskScheduledEventAttributes: scheduled, activityTaskCompletedEventAttributes: completed, activityTaskFailedEventAttributes: failed } = event;
    if (scheduled && scheduled.activityType?.name !== 'deliver') activities.add(String(event.eventId));
    const ended = completed ?? failed;
    if (ended) activities.delete(String(ended.scheduledEventId));
    if (event.workflowTaskScheduledEventAttributes) thinking = true;
    if (event.workflowTaskCompletedEventAttributes) thinking = false;
  }
  return thinking || activities.size > 0;
}

/** When the timers fire that a history still waits for, in milliseconds of the server's time. */
function timersOf(events: History): number[] {
  const waiting = new Map<string, number>();
  for (const { eventTime, timerStartedEventAttributes: started, timerFiredEventAttributes: fired, timerCanceledEventAttributes: cancelled } of events) {
    if (started) waiting.set(started.timerId ?? '', requiredTsToMs(eventTime, 'eventTime') + requiredTsToMs(started.startToFireTimeout, 'startToFireTimeout'));
    const ended = fired ?? cancelled;
    if (ended) waiting.delete(ended.timerId ?? '');
  }
  return [...waiting.values()];
}
