import type { ExchangeInput, Facts } from '../../libs/contracts/exchange/index.js';
import type { LegId } from '../../libs/domain/exchange/reference.js';
import type { NoticeKind, PartyId, Slot } from '../../libs/domain/programme/vocabulary.js';
import type { Desk } from '../desk/desk.js';
import type { Fulfilment } from './obligations.js';

/** The party that travels. */
export const visiting: PartyId = 'visiting';
/** The party that receives it. */
export const hosting: PartyId = 'hosting';

/** What the stages of one exchange work with and remember: answers by id, never their words. */
export interface ExchangeStory {
  desk: Desk;
  input: ExchangeInput;
  /** The host's answer with other dates. */
  proposedDates?: string;
  /** The visitor's latest application. */
  application?: string;
  /** The staff's latest request for changes; the application keeps its place in the queue. */
  requestedChanges?: string;
  bankDetailsGiven: Set<PartyId>;
  duties?: Promise<Fulfilment>[];
}

/** A party's contact, by what it does there. */
export function contactOf(input: ExchangeInput, party: PartyId, slot: Slot): { leg: LegId; party: PartyId; slot: Slot } {
  return { leg: input.leg, party, slot };
}

/** Tells the manager of every party. */
export function informManagers({ desk, input }: ExchangeStory, notice: NoticeKind, facts?: Facts): void {
  for (const party of input.parties) desk.inform(contactOf(input, party, 'manager'), notice, facts);
}
