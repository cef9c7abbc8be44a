import type { PromptId } from '../../domain/dossier/reference.js';
import type { Step, StepResult, WrittenStep } from './events.js';
import type { AnswerInput } from './messages.js';

/** What `closePrompt` decided at the deadline. */
export type CloseVerdict =
  /** Nobody answered in time; later answers are refused from now on. */
  | { kind: 'lapsed' }
  /** An answer had been received in time and is the one that counts. */
  | { kind: 'answered'; answer: AnswerInput }
  /** By the database's clock the deadline has not come yet. */
  | { kind: 'not-yet'; waitMs: number };

/** What the exchange workflow asks of the outside world. */
export interface ExchangeActivities {
  /** Writes one step down in one transaction and sends the mails that are due. Idempotent by (ref, seq). */
  publish(step: Step): Promise<StepResult>;
  /** The steps of an exchange that stand written, in their order, from one on; at most a page of them. Reads only. */
  writtenSteps(ref: string, from: number): Promise<WrittenStep[]>;
  /** Decides a prompt at its deadline, under a lock. Idempotent by prompt. */
  closePrompt(prompt: PromptId, closesAt: string): Promise<CloseVerdict>;
}

/** Activity failures that retrying cannot mend: the step is parked until staff act. */
export const parkingCodes = ['step-mismatch', 'exchange-unknown', 'definition-missing'] as const;
