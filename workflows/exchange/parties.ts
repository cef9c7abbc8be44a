import type { ExchangeInput, Facts, PaymentPurpose, StopInput } from '../../libs/contracts/dossier/index.js';
import type { LegId } from '../../libs/domain/dossier/reference.js';
import type { NoticeKind, PartyId, Slot } from '../../libs/domain/programme/vocabulary.js';
import type { Desk, Question, Scope } from '../asking/desk.js';

/** The party that travels. */
export const visiting: PartyId = 'visiting';
/** The party that receives it. */
export const hosting: PartyId = 'hosting';

/** How a party's duties ended: with a booked payment, or without a claim. */
export type Fulfilment = 'paid' | 'nothing-claimed';

/** How far the money of a party has come. From `approved` on, a payment goes on whatever happens to the exchange. */
export interface PaymentProgress {
  purpose: PaymentPurpose;
  cents: number;
  state: 'requested' | 'approved' | 'booked';
  done: Promise<boolean>;
}

/** What the stages of one exchange work with and remember: answers by id, never their words. */
export interface ExchangeStory {
  input: ExchangeInput;
  /** Where the stages ask and wait; ends when the exchange is withdrawn or cancelled. */
  desk: Scope;
  /** Where things go on whatever happens to the exchange: approved payments, settlement. */
  office: Desk;
  /** How many hosts were asked. */
  hostRounds: number;
  /** The question to a host who was silent: a late yes still counts. */
  silentHost?: Question;
  /** The host's no, with its message. */
  hostsNo?: string;
  /** The host's answer with other dates. */
  proposedDates?: string;
  /** The visitor's latest application. */
  application?: string;
  /** The staff's latest request for changes; the application keeps its place in the queue. */
  requestedChanges?: string;
  /** A number in the queue was taken, so that a place may be held. */
  placeAsked: boolean;
  signed: boolean;
  bankDetailsGiven: Set<PartyId>;
  /** What each side reported, for the comparison of both. */
  reports: Map<PartyId, { answer: string; facts: Facts }>;
  /** The staff's decision on reports that differ. */
  contradiction?: Promise<void>;
  /** Settles when reports differ for the first time. */
  reportsDiffer: Signal;
  payments: Map<PartyId, PaymentProgress>;
  duties?: Promise<Fulfilment>[];
  /** A change of the plan that is being agreed on; there is one at a time. */
  changing?: Promise<void>;
  /** Who is being asked to pay money back. */
  recovering: Set<PartyId>;
  /** What came of payments in advance once the visit was reported: earned, or asked back. */
  earned: Map<PartyId, Fulfilment>;
  /** The question to staff whether the exchange stays postponed. */
  pauseCheck?: Question;
  /** Why the exchange ends before its time. */
  stopping?: StopInput;
}

/** Something that happens once, and that others wait for. */
export interface Signal {
  happened: Promise<void>;
  tell: () => void;
}

function newSignal(): Signal {
  let tell!: () => void;
  const happened = new Promise<void>((resolve) => (tell = resolve));
  return { happened, tell };
}

/** The beginning of an exchange's story. */
export function newStory(input: ExchangeInput, office: Desk): ExchangeStory {
  return {
    input,
    desk: office.scope(),
    office,
    hostRounds: 0,
    placeAsked: false,
    signed: false,
    bankDetailsGiven: new Set(),
    reports: new Map(),
    reportsDiffer: newSignal(),
    payments: new Map(),
    recovering: new Set(),
    earned: new Map(),
  };
}

/** A party's contact, by what it does there. */
export function contactOf(input: ExchangeInput, party: PartyId, slot: Slot): { leg: LegId; party: PartyId; slot: Slot } {
  return { leg: input.leg, party, slot };
}

/** Tells the manager of every party. */
export function informManagers({ office, input }: ExchangeStory, notice: NoticeKind, facts?: Facts): void {
  for (const party of input.parties) office.inform(contactOf(input, party, 'manager'), notice, facts);
}
