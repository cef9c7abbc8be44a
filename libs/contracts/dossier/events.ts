import type { Stage, Ending } from '../../domain/kinds/exchange/lifecycle.js';
import type { LegId, PromptId } from '../../domain/dossier/reference.js';
import type { ChangeKind, Moment, NoticeKind, PartyId, Slot, StopReason } from '../../domain/programme/vocabulary.js';

/**
 * What an answer tells the workflow beside its choice: numbers, dates, ticks and codes that the story decides on.
 * Never names, addresses or free text: those stay in Postgres under the answer's id.
 */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** Why a prompt was closed before it was answered or lapsed. */
export type CloseReason = 'other-declined' | 'withdrawn' | 'cancelled' | 'overtaken';

/** Why a place went back to the edition. */
export type ReleaseReason = 'declined' | 'expired' | 'withdrawn' | 'cancelled' | 'nothing-claimed';

/**
 * One thing that happened in an exchange. The list of them is at once the exchange's journal and the instruction to
 * `publish`: each kind is written down and acted upon in the same transaction. Carries ids, choices, cents and instants only.
 */
export type DomainEvent =
  /** The exchange moved to another stage. */
  | { kind: 'entered'; stage: Stage }
  /** A contact or a staff role was asked something; `about` is the answer that the question refers to. */
  | { kind: 'asked'; prompt: PromptId; about?: string }
  /** An answer was taken as the one that counts. `at` is when it was received. */
  | { kind: 'answered'; prompt: PromptId; answer: string; choice: string; by: string; at: string; facts?: Facts }
  /** The n-th reminder fell due; `skipped` reminders before it were overtaken by an outage or a jump of the clock. */
  | { kind: 'reminded'; prompt: PromptId; nth: number; skipped: number }
  /** The date that people read has passed: staff take over, an answer still counts. */
  | { kind: 'escalated'; prompt: PromptId; skipped: number }
  /** The prompt will close before long: the contact is told once more, apart from the reminders. */
  | { kind: 'warned'; prompt: PromptId }
  /** The prompt closed without an answer. */
  | { kind: 'lapsed'; prompt: PromptId; skipped: number }
  /** The prompt was closed because its answer no longer matters. */
  | { kind: 'closed'; prompt: PromptId; why: CloseReason }
  /** A party was told something that asks nothing. */
  | { kind: 'informed'; leg: LegId; party: PartyId; slot: Slot; notice: NoticeKind; facts?: Facts }
  /** The story waits for a date of the plan. */
  | { kind: 'awaited'; moment: Moment }
  /** The date came. */
  | { kind: 'reached'; moment: Moment }
  /** Staff chose the host, in the answer named. */
  | { kind: 'host-picked'; leg: LegId; answer: string }
  /** The candidate chose another host, in the answer named. */
  | { kind: 'host-chosen'; leg: LegId; answer: string }
  /** A slot is somebody else's now: a colleague named in an answer, or a contact by id. Open questions go to them. */
  | { kind: 'contact-replaced'; leg: LegId; party: PartyId; slot: Slot; answer?: string; contact?: string; by?: string }
  /** Staff moved a question's deadline. */
  | { kind: 'extended'; prompt: PromptId; until: string; by: string }
  /** A change of the signed plan was asked for; those it concerns are asked. `change` names the row that holds it. */
  | { kind: 'change-asked'; leg: LegId; change: string; what: ChangeKind; by: string }
  /** All whom the change concerns agreed: the plan has a new version. */
  | { kind: 'plan-changed'; leg: LegId; change: string; what: ChangeKind }
  /** Somebody did not agree, or did not answer: the plan stays. */
  | { kind: 'change-refused'; leg: LegId; change: string }
  /** Postponed until further notice: no deadline counts on. */
  | { kind: 'paused'; by: string; incident?: string }
  /** It goes on: what was left of each deadline counts from now. */
  | { kind: 'resumed'; by: string }
  /** A party stepped back or staff ended it. `notice` names the row that holds who and why in words. */
  | { kind: 'stopped'; ending: 'withdrawn' | 'cancelled'; reason: StopReason; by: string; party?: PartyId; notice?: string }
  /** The two sides' reports differ; staff decided, in the answer named. */
  | { kind: 'contradiction-decided'; leg: LegId; answer: string }
  /** A party was paid more than it may keep. */
  | { kind: 'recovery-requested'; leg: LegId; party: PartyId; cents: number; notice?: string }
  /** The money came back, or finance gave it up. */
  | { kind: 'recovery-ended'; leg: LegId; party: PartyId; outcome: 'received' | 'written-off'; answer: string }
  /** Both sides agreed on the dates that the host proposed in the answer. */
  | { kind: 'dates-agreed'; leg: LegId; answer: string }
  /** The plan of the application became the exchange's plan, in the version that the answer carries. */
  | { kind: 'plan-submitted'; leg: LegId; answer: string }
  /** A place and both budgets are to be held; the queue's order is the order in which applications were received. */
  | { kind: 'place-asked'; answer: string }
  /** The place and what was reserved with it go back to the edition and to the next in the queue. */
  | { kind: 'place-released'; why: ReleaseReason }
  /** All have signed the same agreement. */
  | { kind: 'agreement-signed' }
  /** A checked claim became an amount that finance may pay. */
  | { kind: 'payment-requested'; leg: LegId; party: PartyId; purpose: PaymentPurpose; cents: number; answer?: string }
  /** Finance approved the amount, in the answer named. */
  | { kind: 'payment-approved'; leg: LegId; party: PartyId; purpose: PaymentPurpose; answer: string }
  /** Finance or the bank sent the amount back, or (without an answer) the host's report differs: it is checked again. */
  | { kind: 'payment-returned'; leg: LegId; party: PartyId; purpose: PaymentPurpose; answer?: string }
  /** The bank booked the payment. */
  | { kind: 'payment-booked'; leg: LegId; party: PartyId; purpose: PaymentPurpose; answer: string }
  /** A party ends without a payment; what was reserved for it is free again. */
  | { kind: 'nothing-claimed'; leg: LegId; party: PartyId }
  /** The exchange is over. */
  | { kind: 'ended'; ending: Ending };

export type DomainEventKind = DomainEvent['kind'];

/** What a payment is for: the costs of a claim, or a grant paid before or after the wrap-up. */
export type PaymentPurpose = 'claim' | 'advance' | 'settlement' | 'correction';

/**
 * Everything that one turn of the story brought about, published as one transaction.
 * `seq` counts the steps of an exchange from 1, without gaps; it orders the read model.
 */
export interface Step {
  ref: string;
  seq: number;
  /** The exchange's clock when the step was taken, ISO 8601 UTC. */
  at: string;
  /** Where the exchange stands after the step. */
  stage: Stage;
  events: DomainEvent[];
  /** The earliest instant already known at which the exchange acts by itself, ISO 8601 UTC. */
  wakeAt?: string;
  /** Changes of the story that it was told after, of those it asked about on the way: told again, it is told so again. */
  since?: string[];
}

/** A step that was written down, with what that found out. */
export interface WrittenStep {
  step: Step;
  result: StepResult;
  /** When it was written, by the real clock, ISO 8601 UTC. */
  writtenAt: string;
}

/** When a prompt is reminded of, handed to staff and closed: ISO 8601 UTC instants of the exchange's clock. */
export interface PromptInstants {
  remindAt: string[];
  dueAt: string;
  /** When the contact is warned that the prompt closes, where the policy says so. */
  noticeAt?: string;
  closesAt: string;
}

/** How far an edition's clock is ahead of real time; the greater version is the newer. */
export interface EditionClock {
  offsetMs: number;
  version: number;
}

/** What `publish` found out while it wrote the step down. */
export interface StepResult {
  /** For each prompt that the step opened, extended or resumed. */
  prompts: Record<PromptId, PromptInstants>;
  /** For each prompt that the step opened while the exchange is postponed: dates that do not count until it goes on. */
  frozen?: Record<PromptId, PromptInstants>;
  /** For each date that the step began to wait for, or whose day moved. */
  moments: Partial<Record<Moment, string>>;
  /** Whether a place is held, when the step asked for one. */
  place?: 'held' | 'waiting';
  clock: EditionClock;
  /** Outbox ids of mails that were not sent yet, in histories of before the relay sent every mail. */
  unsent?: string[];
}
