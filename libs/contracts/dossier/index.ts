import type { CompiledPolicy } from '../../domain/programme/compiled-policy.js';
import type { OpenStage } from '../../domain/kinds/exchange/lifecycle.js';
import type { LegId } from '../../domain/dossier/reference.js';
import type { PartyId } from '../../domain/programme/vocabulary.js';
import type { EditionClock } from './events.js';

export * from './activities.js';
export * from './acts.js';
export * from './events.js';
export * from './heard-events.js';
export * from './messages.js';
export * from './view.js';

/** Task queue of exchange workflows and of the steps they publish (one queue, so that steps start eagerly). */
export const exchangeTaskQueue = 'exchange';
/** Registered name of the workflow type. */
export const exchangeWorkflowType = 'exchange';

/** The workflow's id is the exchange's reference, and the reverse. */
export const exchangeWorkflowId = (ref: string): string => ref;

/** The version of the rules that an exchange started under, with what the workflow needs of them. */
export interface DefinitionVersion {
  id: string;
  version: number;
  sha256: string;
  policy: CompiledPolicy;
}

/** Input of an exchange's workflow: ids only. */
export interface ExchangeInput {
  ref: string;
  edition: string;
  definition: DefinitionVersion;
  leg: LegId;
  parties: PartyId[];
  /** Where the story begins: with the host's consent, or with staff looking for a host. */
  startAt: OpenStage;
  clock: EditionClock;
  /** How the run's steps are named in its history: fixed when it starts, missing in runs that began before there were two ways. */
  naming?: 2;
  /** The run goes on from the written steps of one that is gone: it reads them first, and publishes none of them. */
  revived?: true;
  /** For a completed exchange that staff opened again: who gets more, or (below zero) pays back, in cents. */
  correction?: { party: PartyId; cents: number; notice: string };
}

/** Search attributes of an exchange; none is personal. `stage` is upserted, the rest set at the start. */
export const searchAttributes = {
  stage: 'SojournStage',
  edition: 'SojournEdition',
  definition: 'SojournDefinition',
} as const;
