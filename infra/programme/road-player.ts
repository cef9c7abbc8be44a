import type { WorkflowHandle } from '@temporalio/client';
import type { PaperOffice } from '../bench/paper-office.js';
import { peopleOf, type People } from '../bench/people.js';
import { answerUpdate, changeUpdate, stopUpdate, type AnswerInput, type PromptInstants, type Step } from '../../libs/contracts/exchange/index.js';
import { mailInstant } from '../../libs/domain/calendar/moments.js';
import { parsePromptId, type PromptId } from '../../libs/domain/exchange/reference.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import { roles } from '../../libs/domain/programme/vocabulary.js';
import { arrivalOf } from './arrival.js';
import type { Road } from './roads.js';
import { timersAtRest, type Player } from './side-by-side.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How long after a question reached the office it is answered. */
const officeAnswersAfterMs = 3 * hourMs;
/** How long into the preparation of the visit something comes in between. */
const actAfterMs = 5 * dayMs;

/** One exchange on its road: who answers when, and what comes in between. Instants are of the exchange's clock. */
export class RoadPlayer implements Player {
  private readonly people: People;
  private readonly planned = new Map<PromptId, { at: number; answer: AnswerInput }>();
  private actAt: number | undefined;
  /** When the exchange acts by itself, by the server's own time. */
  private timers: number[] = [];
  private stepsRead = 0;

  constructor(
    readonly road: Road,
    readonly ref: string,
    private readonly definition: Definition,
    private readonly office: PaperOffice,
    private readonly handle: WorkflowHandle,
    /** How far the exchange's clock is ahead of the server's. */
    private readonly offsetMs: number,
  ) {
    this.people = peopleOf(road.people);
  }

  get steps(): readonly Step[] {
    return this.office.steps(this.ref);
  }

  get hasEnded(): boolean {
    return this.steps.at(-1)?.events.at(-1)?.kind === 'ended';
  }

  /** Waits until the exchange waits for people or later dates only; `serverNow` is the server's own time. */
  async rest(serverNow: number): Promise<void> {
    this.timers = await timersAtRest(this.handle, serverNow);
    this.plan();
  }

  /** When the next thing happens: an answer, an act, or a date at which the exchange acts by itself. */
  nextAt(): number {
    const answers = [...this.planned.values()].map(({ at }) => at);
    return Math.min(...answers, this.actAt ?? Infinity, ...this.timers.map((firesAt) => firesAt + this.offsetMs + 1));
  }

  /** Whether the exchange acts by itself at the latest now, by the server's own time. */
  actsBy(serverNow: number): boolean {
    return this.timers.some((firesAt) => firesAt <= serverNow);
  }

  /** Does what people do by now; returns whether anything was done. */
  async act(now: number): Promise<boolean> {
    if (this.actAt !== undefined && this.actAt <= now) {
      this.actAt = undefined;
      await this.comeBetween();
      return true;
    }
    const [due] = [...this.planned.values()].filter(({ at }) => at <= now).toSorted((a, b) => a.at - b.at);
    if (!due) return false;
    this.planned.delete(due.answer.prompt);
    if (!this.office.openPrompts(this.ref).has(due.answer.prompt)) return false;
    await this.handle.executeUpdate(answerUpdate, { args: [{ ...due.answer, receivedAt: new Date(now).toISOString() }], updateId: due.answer.prompt });
    return true;
  }

  private async comeBetween(): Promise<void> {
    const { act } = this.road;
    if (act?.act === 'stop') await this.handle.executeUpdate(stopUpdate, { args: [act.input], updateId: 'stop' });
    if (act?.act === 'change') await this.handle.executeUpdate(changeUpdate, { args: [{ leg: '1', ...act.input }], updateId: 'change' });
  }

  private plan(): void {
    for (const step of this.steps.slice(this.stepsRead)) {
      for (const event of step.events) {
        if (event.kind === 'asked') this.planAnswer(event.prompt, step.at);
        if (event.kind === 'entered' && event.stage === 'preparing' && this.road.act) this.actAt = Date.parse(step.at) + actAfterMs;
      }
    }
    this.stepsRead = this.steps.length;
  }

  private planAnswer(prompt: PromptId, askedAt: string): void {
    const reply = this.people(prompt);
    const instants = this.office.openPrompts(this.ref).get(prompt);
    if (reply === 'silent' || !instants) return;
    const { choice, afterDays, facts = {} } = reply;
    const at = this.answerAt(prompt, askedAt, afterDays, instants);
    this.planned.set(prompt, { at, answer: { prompt, answer: `answer-to-${prompt}`, choice, facts, by: 'somebody', receivedAt: '' } });
  }

  /** People answer once the question has reached them, in working hours, and never later than half way to its date. */
  private answerAt(prompt: PromptId, askedAt: string, afterDays: number, { dueAt, closesAt }: PromptInstants): number {
    const { calendar, zone } = this.definition;
    const isStaff = (roles as readonly string[]).includes(parsePromptId(prompt).slot);
    const reached = Date.parse(arrivalOf(this.definition, prompt, askedAt));
    const [due, closes] = [Date.parse(dueAt), Date.parse(closesAt)];
    if (reached >= due) return Math.max(reached, (Date.parse(askedAt) + closes) / 2);
    const wished = Math.min(reached + (isStaff ? officeAnswersAfterMs : afterDays * dayMs), (reached + due) / 2);
    const atWork = Date.parse(mailInstant(calendar, zone, new Date(wished).toISOString(), isStaff ? 'staff' : 'hub'));
    return atWork < due ? atWork : wished;
  }
}
