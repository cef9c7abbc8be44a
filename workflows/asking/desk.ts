import type { CloseReason, DomainEvent, Facts, StepResult, StopInput } from '../../libs/contracts/dossier/index.js';
import type { Ending, Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import type { LegId, PromptId } from '../../libs/domain/dossier/reference.js';
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

/** A question that was asked and is not waited for yet. */
export interface Question {
  id: PromptId;
  outcome: Promise<Outcome>;
  /** Settles when the date that people read has passed without an answer. */
  overdue: Promise<void>;
  /** Closes the question, because its answer no longer matters. */
  close(why: CloseReason): void;
}

/** How a question is asked. */
export interface AskOptions {
  /** Id of the answer or row that the question refers to, e.g. the comments of a "request changes". */
  about?: string;
  /** The question goes on while the exchange is postponed. */
  evenPaused?: boolean;
}

/** How several are asked the same at once. */
export interface AskAllOptions extends AskOptions {
  /** When this choice comes from anyone, the others' questions are closed for the reason. */
  until?: { choice: string; why: CloseReason };
  /** When this comes first, all questions are closed, because their answers no longer matter. */
  unless?: Promise<unknown>;
}

/**
 * What the story of a process may do: ask people, tell people, write down, wait for a date. The story never sees
 * Temporal; the same story runs on the workflow's pump and on an in-memory desk with virtual time.
 */
export interface Desk {
  /** Asks one question and waits for its outcome. Every question has a deadline by its policy. */
  ask(to: Addressee, kind: PromptKind, options?: AskOptions): Promise<Outcome>;
  /** Asks one question, to be waited for beside others. */
  open(to: Addressee, kind: PromptKind, options?: AskOptions): Question;
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
  /** A part of the story that can be stopped as a whole, questions and waits included. */
  scope(): Scope;
  /**
   * Whether this run may do what the change brought, for good. The door through which a story changes: a run that came
   * past this place before the change says no and goes on as it began; every later one says yes. `change` is named
   * once, in histories, and means one change for ever; looked at where the story does something, never by a validator
   * or a query.
   */
  since(change: string): boolean;
}

/** A part of the story that can be stopped as a whole. */
export interface Scope extends Desk {
  /** Closes every question of the scope; whoever waits in it gets {@link Stopped}. */
  stop(cause: StopInput): void;
  /** Waits for something that goes on whatever happens, as long as the scope does: stopped, the wait ends with {@link Stopped}. */
  unlessStopped<T>(waited: Promise<T>): Promise<T>;
}

/** Thrown where a scope's story waits when the scope is stopped. */
export class Stopped extends Error {
  constructor(readonly stop: StopInput) {
    super('stopped');
  }
}

/** How the story of a process ends. */
export type Story = (desk: Desk) => Promise<Ending>;
