import type { ChangeInput, ExchangeInput, PauseInput, ReplaceContactInput, StopInput } from '../../libs/contracts/dossier/index.js';
import type { Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import type { PartyId, PromptKind } from '../../libs/domain/programme/vocabulary.js';
import type { Script } from './people.js';

/** Something that staff or a party do beside answering. */
export type RoadAct =
  | { act: 'stop'; input: StopInput }
  /** A change of the dates moves the visit by {@link movedByDays}. */
  | { act: 'change'; input: Omit<ChangeInput, 'leg'> }
  | { act: 'pause'; input: PauseInput }
  | { act: 'replace-contact'; input: Omit<ReplaceContactInput, 'leg'> }
  /** The open question of a party gets so many days more. */
  | { act: 'extend'; kind: PromptKind; party: PartyId; days: number; by: string };

/** What comes in between, so many days after the exchange entered a stage. */
export interface ComesBetween {
  act: RoadAct;
  after: Stage;
  days: number;
}

/** One way an exchange can go, as it is rehearsed. */
export interface Road {
  key: string;
  /** Who is silent on what; the title says it in the programme's own words. */
  silent?: { kind: PromptKind; party: PartyId };
  /** What is rehearsed, where nobody in particular is silent. */
  title?: string;
  people: Script;
  comesBetween?: readonly ComesBetween[];
  /** Days by which the visit lies later than on other roads. */
  visitLater?: number;
  /** Whether a place is free for who asks. */
  place?: 'held' | 'waiting';
  input?: Partial<ExchangeInput>;
}

/** By how many days a change of dates moves the visit. */
export const movedByDays = 28;
