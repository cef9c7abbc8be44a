import { beforeItsEnd, isEnding, type Stage } from './lifecycle.js';

/** Codes with which an exchange refuses what staff or parties do beside answering. */
export const actionRefusals = [
  /** It has ended. */
  'exchange-over',
  /** It is being wound up. */
  'already-stopping',
  /** Money was booked that is no advance, or money is being asked back. */
  'payment-exported',
  /** The question is not open. */
  'prompt-closed',
  /** The new deadline has passed already. */
  'not-later',
  'already-paused',
  'not-paused',
  /** The agreement is not signed by all yet. */
  'not-signed',
  /** The visit is over: its plan cannot change any more. */
  'visit-over',
  /** Another change waits for its consent. */
  'change-open',
  /** It corrects another exchange: that is finished, not stopped. */
  'correction-running',
] as const;
export type ActionRefusal = (typeof actionRefusals)[number];

/** What decides whether an exchange takes an act: known to its workflow for certain, to pages as far as it was written down. */
export interface ActStanding {
  stage: Stage;
  paused: boolean;
  /** All have signed the agreement. */
  signed: boolean;
  /** It is being wound up already. */
  stopping: boolean;
  /** A change of the plan waits for its consent. */
  changing: boolean;
  /** Money was booked that is no advance. */
  booked: boolean;
  /** Money is being asked back. */
  recovering: boolean;
}

/** An act that may be refused, with what its refusal depends on beside the standing. */
export type AskedAct =
  | { kind: 'stop' | 'replace-contact' | 'change' | 'pause' | 'resume' }
  /** More time for a question; left out what is not known yet. */
  | { kind: 'extend'; promptIsOpen?: boolean; isLater?: boolean };

/** Why an exchange refuses an act; undefined where it takes it. The workflow judges by this, and pages say it beforehand. */
export function refusalOfAct(act: AskedAct, standing: ActStanding): ActionRefusal | undefined {
  if (isEnding(standing.stage)) return 'exchange-over';
  switch (act.kind) {
    case 'stop':
      return refusalToStop(standing);
    case 'extend':
      if (act.promptIsOpen === false) return 'prompt-closed';
      if (standing.paused) return 'already-paused';
      return act.isLater === false ? 'not-later' : undefined;
    case 'replace-contact':
      return undefined;
    case 'change':
      return refusalToChange(standing);
    case 'pause':
      if (standing.stopping) return 'already-stopping';
      return standing.paused ? 'already-paused' : undefined;
    case 'resume':
      return standing.paused ? undefined : 'not-paused';
  }
}

function refusalToStop({ stage, stopping, booked, recovering }: ActStanding): ActionRefusal | undefined {
  if (stopping) return 'already-stopping';
  if (stage === 'correcting') return 'correction-running';
  return booked || recovering ? 'payment-exported' : undefined;
}

function refusalToChange({ stage, stopping, signed, changing }: ActStanding): ActionRefusal | undefined {
  if (stopping) return 'already-stopping';
  if (!signed) return 'not-signed';
  if (!beforeItsEnd.includes(stage)) return 'visit-over';
  return changing ? 'change-open' : undefined;
}
