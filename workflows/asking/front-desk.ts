import type {
  AnswerInput,
  AnswerReceipt,
  AnswerRefusal,
  CloseReason,
  CloseVerdict,
  DateEvent,
  DomainEvent,
  EditionClock,
  Facts,
  Step,
  StepResult,
} from '../../libs/contracts/dossier/index.js';
import { isEnding, mayMove, type Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import { promptId, type LegId, type PromptId } from '../../libs/domain/dossier/reference.js';
import type { Moment, NoticeKind, PartyId, PromptKind, Slot } from '../../libs/domain/programme/vocabulary.js';
import type { Addressee, AskAllOptions, AskOptions, Desk, Outcome, Question, Scope } from './desk.js';
import { PromptTable } from './prompt-table.js';
import { askAllOver, StoryScope } from './scope.js';

interface AwaitedMoment {
  at?: string;
  reached: boolean;
  settle: () => void;
  promise: Promise<void>;
}

/** A question whose deadline has come, to be decided by `closePrompt`. */
export interface ClosingPrompt {
  prompt: PromptId;
  closesAt: string;
  /** Reminders that were overtaken. */
  skipped: number;
}

/**
 * The desk's books: what the story asked and recorded, what came back, what is due. Pure state and rules; a driver
 * (the workflow's pump, or a test with virtual time) carries steps out and tells it what came of them.
 */
export class FrontDesk implements Desk {
  readonly prompts = new PromptTable();
  private readonly moments = new Map<Moment, AwaitedMoment>();
  private events: DomainEvent[] = [];
  /** Changes of the story that it came after since the last step. */
  private changes: string[] = [];
  /** Who waits for what is staged now, and who for the step that is being published. */
  private stagedWaiters: ((result: StepResult) => void)[] = [];
  private publishingWaiters: ((result: StepResult) => void)[] = [];
  private seq = 0;
  private paused = false;
  private clock: EditionClock;

  constructor(
    private readonly ref: string,
    public stage: Stage,
    clock: EditionClock,
    private readonly realNow: () => number,
    /** Whether the run came after a change; only a run that outlives a release can say no. */
    private readonly cameAfter: (change: string) => boolean = () => true,
  ) {
    this.clock = clock;
  }

  // --- what the story may do -------------------------------------------------------------------------------------

  ask(to: Addressee, kind: PromptKind, options?: AskOptions): Promise<Outcome> {
    return this.open(to, kind, options).outcome;
  }

  askAll(to: Addressee[], kind: PromptKind, options?: AskAllOptions): Promise<Outcome[]> {
    return askAllOver(this, to, kind, options);
  }

  open(to: Addressee, kind: PromptKind, { about, evenPaused }: AskOptions = {}): Question {
    const slot = 'role' in to ? to.role : to.slot;
    const key = { ref: this.ref, leg: to.leg, party: to.party ?? ('-' as const), kind, slot };
    const round = this.prompts.nextRound([key.ref, key.leg, key.party, key.kind, key.slot].join('/'));
    const id = promptId({ ...key, round });
    this.record({ kind: 'asked', prompt: id, ...(about && { about }) });
    return { id, ...this.prompts.open(id, evenPaused), close: (why) => this.close(id, why) };
  }

  scope(): Scope {
    return new StoryScope(this);
  }

  inform(to: { leg: LegId; party: PartyId; slot: Slot }, notice: NoticeKind, facts?: Facts): void {
    this.record({ kind: 'informed', ...to, notice, ...(facts && { facts }) });
  }

  record(event: DomainEvent): void {
    this.events.push(event);
  }

  enter(stage: Stage): void {
    if (isEnding(this.stage) || !mayMove(this.stage, stage)) {
      throw new RangeError(`no transition from ${this.stage} to ${stage}`);
    }
    this.stage = stage;
    this.record({ kind: 'entered', stage });
  }

  until(moment: Moment): Promise<void> {
    const known = this.moments.get(moment);
    if (known) return known.promise;
    let settle!: () => void;
    const promise = new Promise<void>((resolve) => (settle = resolve));
    this.moments.set(moment, { reached: false, settle, promise });
    this.record({ kind: 'awaited', moment });
    return promise;
  }

  written(): Promise<StepResult> {
    return new Promise((resolve) => this.stagedWaiters.push(resolve));
  }

  since(change: string): boolean {
    const came = this.cameAfter(change);
    if (came && !this.changes.includes(change)) this.changes.push(change);
    return came;
  }

  // --- what answers do -------------------------------------------------------------------------------------------

  refusal(input: AnswerInput): AnswerRefusal | undefined {
    return this.prompts.refusal(input);
  }

  answer(input: AnswerInput): AnswerReceipt {
    const { receipt, taken } = this.prompts.answer(input);
    if (taken) {
      this.record({
        kind: 'answered',
        prompt: input.prompt,
        answer: input.answer,
        choice: input.choice,
        by: input.by,
        at: input.receivedAt,
        ...(Object.keys(input.facts).length > 0 && { facts: input.facts }),
      });
    }
    return receipt;
  }

  // --- what staff do ---------------------------------------------------------------------------------------------

  /** Whether the exchange is postponed until further notice. */
  get isPaused(): boolean {
    return this.paused;
  }

  /** Postpones until further notice: no deadline and no date counts on, an answer still does. */
  pause(by: string, incident?: string): void {
    this.paused = true;
    this.prompts.freeze();
    this.record({ kind: 'paused', by, ...(incident && { incident }) });
  }

  /** Goes on: `publish` computes what is left of each deadline from now. */
  resume(by: string): void {
    this.paused = false;
    this.record({ kind: 'resumed', by });
  }

  /** The dates of the plan do not matter any more. */
  forgetDates(): void {
    for (const [moment, { reached }] of this.moments) if (!reached) this.moments.delete(moment);
  }

  /** Moves the deadline of an open question. */
  extend(prompt: PromptId, until: string, by: string): void {
    this.prompts.extend(prompt, until);
    this.record({ kind: 'extended', prompt, until, by });
  }

  // --- what the driver does --------------------------------------------------------------------------------------

  /** The exchange's clock, ISO 8601 UTC. */
  now(): string {
    return new Date(this.realNow() + this.clock.offsetMs).toISOString();
  }

  /** The edition's clock as last heard of; the greater version wins. */
  get editionClock(): EditionClock {
    return this.clock;
  }

  hearClock(clock: EditionClock): void {
    if (clock.version > this.clock.version) this.clock = clock;
  }

  /** What was recorded since the last step, in its order. */
  get staged(): readonly DomainEvent[] {
    return this.events;
  }

  get hasStaged(): boolean {
    return this.events.length > 0;
  }

  get lastSeq(): number {
    return this.seq;
  }

  /** Everything staged since the last step, as the next step. */
  takeStep(): Step | undefined {
    if (this.events.length === 0) return undefined;
    const events = this.events;
    this.events = [];
    this.publishingWaiters = this.stagedWaiters;
    this.stagedWaiters = [];
    this.seq += 1;
    const [wakeAt, since] = [this.wakeAt(), this.changes];
    this.changes = [];
    const step = { ref: this.ref, seq: this.seq, at: this.now(), stage: this.stage, events };
    return { ...step, ...(wakeAt && { wakeAt }), ...(since.length > 0 && { since }) };
  }

  /** Learns what a step found out: deadlines, dates, the clock. */
  applied(_step: Step, result: StepResult): void {
    this.hearClock(result.clock);
    const moved = this.events.flatMap((event) => (event.kind === 'extended' ? [event.prompt] : [])); // since the step was taken
    for (const [id, instants] of Object.entries(result.prompts)) {
      if (moved.includes(id) || (this.paused && !this.prompts.goesOnPaused(id))) continue;
      this.prompts.schedule(id, instants);
    }
    for (const [moment, at] of Object.entries(result.moments)) {
      const awaited = this.moments.get(moment as Moment);
      if (awaited) awaited.at = at;
    }
    const waiters = this.publishingWaiters;
    this.publishingWaiters = [];
    for (const resolve of waiters) resolve(result);
  }

  /** The earliest instant at which something happens by itself. */
  wakeAt(): string | undefined {
    const dates = this.paused ? [] : [...this.moments.values()].filter((m) => !m.reached && m.at).map((m) => m.at!);
    const action = this.prompts.nextActionAt();
    return [...dates, ...(action ? [action] : [])].sort()[0];
  }

  /** Does what is due now. Returns the prompts whose deadline has come, for the driver to decide with `closePrompt`. */
  wake(): ClosingPrompt[] {
    const now = this.now();
    for (const [moment, awaited] of this.moments) {
      if (this.paused || awaited.reached || !awaited.at || awaited.at > now) continue;
      this.record({ kind: 'reached', moment });
      this.reach(moment);
    }
    const closing: ClosingPrompt[] = [];
    for (const due of this.prompts.takeDue(now)) {
      if (due.action === 'close') closing.push(due);
      else if (due.action === 'warn') this.record({ kind: 'warned', prompt: due.prompt });
      else if (due.action === 'escalate') this.record({ kind: 'escalated', prompt: due.prompt, skipped: due.skipped });
      else this.record({ kind: 'reminded', prompt: due.prompt, nth: due.nth, skipped: due.skipped });
    }
    return closing;
  }

  /** A date came, as it stands written: whoever tells an exchange again does not go by the clock. */
  hearAgain(event: DateEvent): void {
    if (event.kind === 'reached') this.reach(event.moment);
    else if (event.kind === 'lapsed') this.prompts.end(event.prompt, { status: 'lapsed' });
    else this.prompts.hearAgain(event);
    this.record(event);
  }

  /** Takes the decision on a prompt at its deadline. */
  decided(due: ClosingPrompt, verdict: Exclude<CloseVerdict, { kind: 'not-yet' }>): void {
    const { prompt, closesAt, skipped } = due;
    if (verdict.kind === 'answered') {
      if (this.prompts.isOpen(prompt)) this.answer(verdict.answer);
      return;
    }
    if (this.prompts.closesAt(prompt) !== closesAt) return; // moved or frozen while it was being decided
    if (this.prompts.end(prompt, { status: 'lapsed' })) this.record({ kind: 'lapsed', prompt, skipped });
  }

  private reach(moment: Moment): void {
    const awaited = this.moments.get(moment);
    if (!awaited) return;
    awaited.reached = true;
    awaited.settle();
  }

  private close(id: PromptId, why: CloseReason): void {
    if (this.prompts.end(id, { status: 'closed', why })) this.record({ kind: 'closed', prompt: id, why });
  }
}
