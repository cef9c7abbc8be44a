import type { CloseReason, DomainEvent, Facts, StepResult } from '../../libs/contracts/exchange/index.js';
import type { Ending, Stage } from '../../libs/domain/exchange/lifecycle.js';
import type { LegId, PromptId } from '../../libs/domain/exchange/reference.js';
import type { Moment, NoticeKind, PartyId, PromptKind, Role, Slot } from '../../libs/domain/programme/vocabulary.js';

/** Whom a question is for: a contact of a party, or a staff role. Never an address. */
export type Addressee =
  | { leg: LegId; party: PartyId; slot: Slot }
  | { leg: LegId; party?: PartyId; role: Role };

/** What came back on a question. */
export type Outcome =
  | { status: 'answered'; prompt: PromptId; answer: string; choice: string; by: string; facts: Facts }
  | { status: 'lapsed'; prompt: PromptId }
  | { status: 'closed'; prompt: PromptId; why: CloseReason };

/** How a question is asked. */
export interface AskOptions {
  /** Id of the answer that the question refers to, e.g. the comments of a "request changes". */
  about?: string;
}

/** How several are asked the same at once. */
export interface AskAllOptions extends AskOptions {
  /** When this choice comes from anyone, the others' questions are closed for the reason. */
  until?: { choice: string; why: CloseReason };
}

/**
 * What the story of a process may do: ask people, tell people, write down, wait for a date. The story never sees
 * Temporal; the same story runs on the workflow's pump and on an in-memory desk with virtual time.
 */
export interface Desk {
  /** Asks one question and waits for its outcome. Every question has a deadline by its policy. */
  ask(to: Addressee, kind: PromptKind, options?: AskOptions): Promise<Outcome>;
  /** Asks the same of several and waits for all outcomes, in the order of the addressees. */
  askAll(to: Addressee[], kind: PromptKind, options?: AskAllOptions): Promise<Outcome[]>;
  /** Tells a party something that asks nothing. */
  inform(to: { leg: LegId; party: PartyId; slot: Slot }, notice: NoticeKind, facts?: Facts): void;
  /** Writes an event into the journal; `publish` acts upon it. */
  record(event: DomainEvent): void;
  /** Moves the exchange to another stage. */
  enter(stage: Stage): void;
  /** Waits for a date of the plan; returns at once when it has passed. */
  until(moment: Moment): Promise<void>;
  /** Waits until everything recorded so far is written down, and returns what that found out. */
  written(): Promise<StepResult>;
}

/** How the story of a process ends. */
export type Story = (desk: Desk) => Promise<Ending>;
