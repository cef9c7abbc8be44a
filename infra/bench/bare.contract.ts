import { defineSignal, defineUpdate } from '@temporalio/workflow';

/** Task queue of the bare workflow and its steps. */
export const bareTaskQueue = 'bench-bare';

/** What the bare workflow hears: fifteen answers by update, four dates by signal, in this order. */
export interface BareInput {
  ref: string;
  acts: readonly { wakes: 'answer' | 'date'; steps: number }[];
  /** How many of the waits have a timer: as many as our exchange starts. */
  timers: number;
}

/** What the bare workflow asks of the outside world. */
export interface BareActivities {
  /** Does nothing. */
  step(ref: string, seq: number, last: string): Promise<void>;
}

export const bareAnswerUpdate = defineUpdate<{ answer: string }, [{ answer: string; choice: string }]>('answer');
export const bareDateSignal = defineSignal<[{ offsetMs: number; version: number }]>('clock-moved');
