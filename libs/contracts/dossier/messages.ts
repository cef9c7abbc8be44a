import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Stage } from '../../domain/kinds/exchange/lifecycle.js';
import type { ChangeKind, PartyId, Slot, StopReason } from '../../domain/programme/vocabulary.js';
import type { LegId, PromptId } from '../../domain/dossier/reference.js';
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
  paused: boolean;
  open: OpenPromptState[];
  wakeAt?: string;
  clock: EditionClock;
  /** A step that cannot be written down until staff act; the code says why. */
  parked?: { seq: number; code: string };
}

/** Codes with which the workflow refuses an answer. The inbox row keeps the code. */
export const answerRefusals = ['prompt-unknown', 'prompt-closed', 'too-late', 'choice-not-offered'] as const;
export type AnswerRefusal = (typeof answerRefusals)[number];

/** A party steps back, or staff end the exchange. The words stand in Postgres under `notice`. */
export interface StopInput {
  ending: 'withdrawn' | 'cancelled';
  reason: StopReason;
  /** Contact or staff id, or `operator`. */
  by: string;
  /** The party that steps back. */
  party?: PartyId;
  /** Row that holds what was written. */
  notice?: string;
}

/** Staff move the deadline of an open question. */
export interface ExtendInput {
  prompt: PromptId;
  /** Please answer by: ISO 8601 UTC, later than now. */
  until: string;
  by: string;
}

/** A slot of a party becomes somebody else's. */
export interface ReplaceContactInput {
  leg: LegId;
  party: PartyId;
  slot: Slot;
  /** Id of the contact who takes over. */
  contact: string;
  by: string;
}

/** A change of the signed plan, with the consent of exactly those it concerns. */
export interface ChangeInput {
  leg: LegId;
  /** Row that holds what changes. */
  change: string;
  what: ChangeKind;
  /** Parties that have to agree; empty when staff may decide alone. */
  consentOf: PartyId[];
  by: string;
}

/** Postpones until further notice, or goes on. */
export interface PauseInput {
  by: string;
  /** The incident that moves many exchanges at once. */
  incident?: string;
}

/** What an action left behind: the step that will carry it. */
export interface ActionReceipt {
  seq: number;
}

/** Hands an answer to the exchange; refused by a validator that looks at the workflow's state only. */
export const answerUpdate = defineUpdate<AnswerReceipt, [AnswerInput]>('answer');
/** Withdrawal by a party, or cancellation by staff. */
export const stopUpdate = defineUpdate<ActionReceipt, [StopInput]>('stop');
/** Moves the deadline of an open question. */
export const extendUpdate = defineUpdate<ActionReceipt, [ExtendInput]>('extend');
/** Gives a party's slot to another contact. */
export const replaceContactUpdate = defineUpdate<ActionReceipt, [ReplaceContactInput]>('replace-contact');
/** Asks for a change of the signed plan. */
export const changeUpdate = defineUpdate<ActionReceipt, [ChangeInput]>('change');
/** Postpones the exchange until further notice. */
export const pauseUpdate = defineUpdate<ActionReceipt, [PauseInput]>('pause');
/** Goes on after a pause. */
export const resumeUpdate = defineUpdate<ActionReceipt, [PauseInput]>('resume');
/** Tells the exchange that its edition's clock moved; an older version is ignored. */
export const clockMovedSignal = defineSignal<[EditionClock]>('clock-moved');
/** Staff ask a parked step to be tried again. */
export const retryStepSignal = defineSignal('retry-step');
/** The workflow's own state; used for one exchange at a time, never for lists. */
export const stateQuery = defineQuery<ExchangeState>('state');
