import type { DomainEvent, Facts, StepResult, StopInput } from '../../libs/contracts/dossier/index.js';
import type { Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import type { LegId } from '../../libs/domain/dossier/reference.js';
import type { Moment, NoticeKind, PartyId, PromptKind, Slot } from '../../libs/domain/programme/vocabulary.js';
import { Stopped, type Addressee, type AskAllOptions, type AskOptions, type Desk, type Outcome, type Question, type Scope } from './desk.js';

/** Asks several the same over any desk: when the choice named comes from one, the others' questions are closed. */
export async function askAllOver(desk: Desk, to: Addressee[], kind: PromptKind, options: AskAllOptions = {}): Promise<Outcome[]> {
  const asked = to.map((addressee) => desk.open(addressee, kind, options));
  const { until, unless } = options;
  void unless?.then(
    () => asked.forEach((question) => question.close('overtaken')),
    () => undefined, // stopped: that closes them too
  );
  return Promise.all(
    asked.map(async ({ outcome }) => {
      const came = await outcome;
      if (until && came.status === 'answered' && came.choice === until.choice) for (const other of asked) other.close(until.why);
      return came;
    }),
  );
}

/** A part of a story over the desk below it. */
export class StoryScope implements Scope {
  private readonly questions: Question[] = [];
  private readonly children: StoryScope[] = [];
  private readonly stopped: Promise<never>;
  private fail!: (cause: Stopped) => void;
  private cause: StopInput | undefined;

  constructor(private readonly below: Desk) {
    this.stopped = new Promise((_, reject) => (this.fail = reject));
    this.stopped.catch(() => undefined); // whoever waits in the scope hears of it
  }

  stop(cause: StopInput): void {
    if (this.cause) return;
    this.cause = cause;
    this.fail(new Stopped(cause)); // before the questions close, so that nobody takes the closing for an outcome
    for (const child of this.children) child.stop(cause);
    for (const question of this.questions) question.close(cause.ending);
  }

  scope(): Scope {
    const child = new StoryScope(this.below);
    this.children.push(child);
    if (this.cause) child.stop(this.cause);
    return child;
  }

  open(to: Addressee, kind: PromptKind, options?: AskOptions): Question {
    if (this.cause) throw new Stopped(this.cause);
    const question = this.below.open(to, kind, options);
    this.questions.push(question);
    return { ...question, outcome: this.unlessStopped(question.outcome), overdue: this.unlessStopped(question.overdue) };
  }

  ask(to: Addressee, kind: PromptKind, options?: AskOptions): Promise<Outcome> {
    return this.open(to, kind, options).outcome;
  }

  askAll(to: Addressee[], kind: PromptKind, options?: AskAllOptions): Promise<Outcome[]> {
    return askAllOver(this, to, kind, options);
  }

  until(moment: Moment): Promise<void> {
    return this.unlessStopped(this.below.until(moment));
  }

  written(): Promise<StepResult> {
    return this.unlessStopped(this.below.written());
  }

  inform(to: { leg: LegId; party: PartyId; slot: Slot }, notice: NoticeKind, facts?: Facts): void {
    this.below.inform(to, notice, facts);
  }

  record(event: DomainEvent): void {
    this.below.record(event);
  }

  enter(stage: Stage): void {
    this.below.enter(stage);
  }

  since(change: string): boolean {
    return this.below.since(change);
  }

  unlessStopped<T>(waited: Promise<T>): Promise<T> {
    const either = Promise.race([this.stopped, waited]);
    either.catch(() => undefined); // a wait that nobody stands in any more is no surprise
    return either;
  }
}

