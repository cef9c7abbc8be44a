import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Stage } from '../../domain/exchange/lifecycle.js';
import type { PromptId } from '../../domain/exchange/reference.js';
import type { EditionClock, Facts } from './events.js';

/** An answer on its way to the workflow, as it stands in the inbox. */
export interface AnswerInput {
  prompt: PromptId;
  /** The inbox row's id; the same answer always carries the same id. */
  answer: string;
  choice: string;
  facts: Facts;
  /** Id of the contact or staff member who answered, or `system`. */
  by: string;
  /** When Postgres received it, by the exchange's clock. This instant decides, not the moment of delivery. */
  receivedAt: string;
}

/** What was recorded for a prompt. When `answer` is not yours, somebody else's answer came first. */
export interface AnswerReceipt {
  answer: string;
  choice: string;
  by: string;
  at: string;
}

/** One open prompt as the workflow holds it. */
export interface OpenPromptState {
  prompt: PromptId;
  dueAt?: string;
  closesAt?: string;
}

/** The workflow's own state, for staff who look at one exchange live. */
export interface ExchangeState {
  ref: string;
  stage: Stage;
  seq: number;
  /** Nothing is staged, published or delivered at this moment: the exchange waits for people or dates only. */
  quiet: boolean;
  open: OpenPromptState[];
  wakeAt?: string;
  clock: EditionClock;
  /** A step that cannot be written down until staff act; the code says why. */
  parked?: { seq: number; code: string };
}

/** Codes with which the workflow refuses an answer. The inbox row keeps the code. */
export const answerRefusals = ['prompt-unknown', 'prompt-closed', 'too-late', 'choice-not-offered'] as const;
export type AnswerRefusal = (typeof answerRefusals)[number];

/** Hands an answer to the exchange; refused by a validator that looks at the workflow's state only. */
export const answerUpdate = defineUpdate<AnswerReceipt, [AnswerInput]>('answer');
/** Tells the exchange that its edition's clock moved; an older version is ignored. */
export const clockMovedSignal = defineSignal<[EditionClock]>('clock-moved');
/** Staff ask a parked step to be tried again. */
export const retryStepSignal = defineSignal('retry-step');
/** The workflow's own state; used for one exchange at a time, never for lists. */
export const stateQuery = defineQuery<ExchangeState>('state');
