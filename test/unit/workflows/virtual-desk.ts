import type { PaperOffice } from '../../../infra/rehearse/paper-office.js';
import type { People } from '../../../infra/rehearse/people.js';
import type { AnswerInput, AnswerReceipt, DomainEvent, ExchangeInput, Step } from '../../../libs/contracts/dossier/index.js';
import type { ActionRefusal } from '../../../libs/domain/kinds/exchange/act-refusals.js';
import type { Ending, Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import { parsePromptId, type PromptId } from '../../../libs/domain/dossier/reference.js';
import { FrontDesk } from '../../../workflows/asking/front-desk.js';
import { ExchangeControl } from '../../../workflows/exchange/exchange.control.js';
import { tellExchange } from '../../../workflows/exchange/exchange.story.js';
import { newStory, type ExchangeStory } from '../../../workflows/exchange/parties.js';

const dayMs = 24 * 60 * 60 * 1000;
/** A story that takes more turns than this does not end. */
const mostTurns = 5_000;

/** How an exchange went, as the office wrote it down. */
export interface Told {
  ending: Ending;
  journal: DomainEvent[];
  steps: readonly Step[];
  stages: Stage[];
  /** What each answer was told, in the order of answering. */
  receipts: { answer: string; receipt: AnswerReceipt }[];
  /** With which code each act was refused, or `undefined` when it was done, in the order of acting. */
  acts: (ActionRefusal | undefined)[];
  /** When the exchange ended, ISO 8601 UTC. */
  endedAt: string;
  desk: FrontDesk;
}

/** Circumstances of a telling. */
export interface Circumstances {
  startsAt?: string;
  /** No worker runs between the two instants: what falls due happens late, answers wait in the inbox. */
  outage?: { from: string; until: string };
  /** What parties and staff do beside answering. */
  acts?: readonly Act[];
  /** How long each next step takes to be written down, in days: meanwhile people and staff go on. */
  slow?: readonly number[];
}

/** An act upon the exchange, some days after it entered a stage. */
export interface Act {
  stage: Stage;
  afterDays: number;
  /** Returns the code with which the workflow would refuse it. */
  perform: (control: ExchangeControl, desk: FrontDesk) => ActionRefusal | undefined;
}

interface Mailed {
  at: number;
  answer: AnswerInput;
}

/** Runs the story of an exchange on the real desk with virtual time, against an office on paper, until it ends. */
export async function tell(input: ExchangeInput, office: PaperOffice, people: People, circumstances: Circumstances = {}): Promise<Told> {
  return new VirtualDesk(input, office, people, circumstances).run();
}

class VirtualDesk {
  private now: number;
  private readonly desk: FrontDesk;
  private readonly mailed: Mailed[] = [];
  /** Answers received while no worker ran. */
  private readonly inbox: Mailed[] = [];
  private readonly receipts: Told['receipts'] = [];
  private readonly stagesMet = new Set<Stage>();
  private readonly dueActs: { at: number; act: Act }[] = [];
  private readonly actsDone: Told['acts'] = [];
  /** The step that is being written down; the next one waits for it. */
  private writing?: { at: number; step: Step };
  private readonly slow: number[];
  private readonly control: ExchangeControl;
  private readonly story: ExchangeStory;

  constructor(
    private readonly input: ExchangeInput,
    private readonly office: PaperOffice,
    private readonly people: People,
    private readonly circumstances: Circumstances,
  ) {
    this.slow = [...(circumstances.slow ?? [])];
    this.now = Date.parse(circumstances.startsAt ?? '2026-10-05T08:00:00.000Z');
    this.desk = new FrontDesk(input.ref, input.startAt, input.clock, () => this.now);
    this.story = newStory(input, this.desk);
    this.control = new ExchangeControl(this.story, this.desk);
    this.planActs(input.startAt);
  }

  async run(): Promise<Told> {
    const story = { ending: undefined as Ending | undefined, error: undefined as unknown };
    tellExchange(this.story).then(
      (ending) => (story.ending = ending),
      (error: unknown) => (story.error = error),
    );
    for (let turn = 0; turn < mostTurns; turn += 1) {
      await storyIsQuiet();
      if (story.error) throw new Error('the story broke off', { cause: story.error });
      const step = this.writing ? undefined : this.desk.takeStep();
      if (step) this.writing = { at: this.now + (this.slow.shift() ?? 0) * dayMs, step };
      else if (this.writing && this.writing.at <= this.now) await this.publish(this.writing.step);
      else if (this.isDue()) await this.wake();
      else if (story.ending && !this.writing) return this.told(story.ending);
      else this.liveOn();
    }
    throw new Error(`the story did not end; it stands at ${this.desk.stage}`);
  }

  /** Plans the acts that come some days after a stage was entered for the first time. */
  private planActs(stage: Stage): void {
    if (this.stagesMet.has(stage)) return;
    this.stagesMet.add(stage);
    for (const act of this.circumstances.acts ?? []) if (act.stage === stage) this.dueActs.push({ at: this.now + act.afterDays * dayMs, act });
  }

  private async publish(step: Step): Promise<void> {
    delete this.writing;
    this.desk.applied(step, await this.office.publish(step));
    for (const event of step.events) {
      if (event.kind === 'asked') this.mail(event.prompt);
      if (event.kind === 'entered') this.planActs(event.stage);
    }
  }

  private mail(prompt: PromptId): void {
    const reply = this.people(prompt);
    if (reply === 'silent') return;
    const { choice, afterDays, facts = {} } = reply;
    const at = this.now + afterDays * dayMs;
    const { party, slot } = parsePromptId(prompt);
    const receivedAt = new Date(at).toISOString();
    this.mailed.push({ at, answer: { prompt, answer: `answer-to-${prompt}`, choice, facts, by: `${party}.${slot}`, receivedAt } });
  }

  private async wake(): Promise<void> {
    for (const due of this.desk.wake()) {
      const verdict = await this.office.closePrompt(due.prompt, due.closesAt);
      if (verdict.kind !== 'not-yet') this.desk.decided(due, verdict);
    }
  }

  /** Goes to the next thing that happens: an answer, or an instant of the exchange's own. */
  private liveOn(): void {
    const received = this.inbox.shift();
    if (received) return this.hand(received);
    const answer = this.mailed.toSorted((a, b) => a.at - b.at)[0];
    const wakeAt = this.desk.wakeAt();
    const due = this.dueActs.toSorted((a, b) => a.at - b.at)[0];
    const next = Math.min(answer?.at ?? Infinity, wakeAt ? Date.parse(wakeAt) : Infinity, due?.at ?? Infinity, this.writing?.at ?? Infinity);
    if (next === Infinity) throw new Error(`nothing will ever happen at ${this.desk.stage}`);
    const { outage } = this.circumstances;
    if (outage && next >= Date.parse(outage.from) && next < Date.parse(outage.until)) return this.sleepUntil(Date.parse(outage.until));
    this.now = Math.max(this.now, next);
    if (due && due.at <= this.now) this.act(due);
    else if (answer && answer.at <= this.now) this.hand(answer);
  }

  private act(due: { at: number; act: Act }): void {
    this.dueActs.splice(this.dueActs.indexOf(due), 1);
    this.actsDone.push(due.act.perform(this.control, this.desk));
  }

  /** While no worker runs, answers reach the inbox only, and only in time; they are handed on afterwards. */
  private sleepUntil(instant: number): void {
    this.now = instant;
    for (const due of this.dueActs) due.at = Math.max(due.at, instant);
    for (const one of this.mailed.filter(({ at }) => at <= instant).toSorted((a, b) => a.at - b.at)) {
      this.mailed.splice(this.mailed.indexOf(one), 1);
      const instants = this.office.openPrompts(this.input.ref).get(one.answer.prompt);
      if (!instants || one.answer.receivedAt > instants.closesAt) continue;
      this.office.receive(one.answer);
      this.inbox.push(one);
    }
  }

  private hand(one: Mailed): void {
    const index = this.mailed.indexOf(one);
    if (index >= 0) this.mailed.splice(index, 1);
    if (this.desk.refusal(one.answer)) return;
    this.receipts.push({ answer: one.answer.answer, receipt: this.desk.answer(one.answer) });
  }

  private isDue(): boolean {
    const at = this.desk.wakeAt();
    return at !== undefined && at <= this.desk.now();
  }

  private told(ending: Ending): Told {
    const { ref, startAt } = this.input;
    const journal = this.office.journal(ref);
    return {
      ending,
      journal,
      steps: this.office.steps(ref),
      stages: [startAt, ...journal.flatMap((event) => (event.kind === 'entered' ? [event.stage] : []))],
      receipts: this.receipts,
      acts: this.actsDone,
      endedAt: this.desk.now(),
      desk: this.desk,
    };
  }
}

/** The story has run as far as it can when its promises have settled. */
function storyIsQuiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
