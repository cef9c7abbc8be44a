import type { WorkflowHandle } from '@temporalio/client';
import { requiredTsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { PaperOffice } from '../bench/paper-office.js';
import { peopleOf, type People } from '../bench/people.js';
import { answerUpdate, changeUpdate, stopUpdate, type AnswerInput, type PromptInstants, type Step } from '../../libs/contracts/exchange/index.js';
import { mailInstant } from '../../libs/domain/calendar/moments.js';
import { parsePromptId, type PromptId } from '../../libs/domain/exchange/reference.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import { roles } from '../../libs/domain/programme/vocabulary.js';
import { arrivalOf } from './arrival.js';
import type { Road } from './roads.js';

const { EventType } = proto.temporal.api.enums.v1;
/** A history that ends with one of these waits for somebody or for a date. */
const atRest = new Set<unknown>([
  EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
  EventType.EVENT_TYPE_TIMER_STARTED,
  EventType.EVENT_TYPE_TIMER_CANCELED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED,
  EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
]);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How long after a question reached the office it is answered. */
const officeAnswersAfterMs = 3 * hourMs;
/** How long into the preparation of the visit something comes in between. */
const actAfterMs = 5 * dayMs;

/** One exchange on its road: who answers when, and what comes in between. Instants are of the exchange's clock. */
export class RoadPlayer {
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
    for (;;) {
      const { events } = await this.handle.fetchHistory();
      const last = events?.at(-1)?.eventType;
      if (last === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED) throw new Error(`${this.road.key}: the exchange failed`);
      this.timers = timersOf(events ?? []);
      if (atRest.has(last) && !this.timers.some((firesAt) => firesAt <= serverNow)) break;
    }
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

/** When the timers fire that a history still waits for, in milliseconds of the server's time. */
function timersOf(events: readonly proto.temporal.api.history.v1.IHistoryEvent[]): number[] {
  const waiting = new Map<string, number>();
  for (const { eventTime, timerStartedEventAttributes: started, timerFiredEventAttributes: fired, timerCanceledEventAttributes: cancelled } of events) {
    if (started) waiting.set(started.timerId ?? '', requiredTsToMs(eventTime, 'eventTime') + requiredTsToMs(started.startToFireTimeout, 'startToFireTimeout'));
    const ended = fired ?? cancelled;
    if (ended) waiting.delete(ended.timerId ?? '');
  }
  return [...waiting.values()];
}

/** Plays all exchanges to their end, side by side on one server: its time goes from one thing that happens to the next. */
export async function playAll(players: readonly RoadPlayer[], environment: TestWorkflowEnvironment, offsetMs: number): Promise<void> {
  const serverNow = (): Promise<number> => environment.currentTimeMs();
  const begunAt = await serverNow();
  await Promise.all(players.map((player) => player.rest(begunAt)));
  for (;;) {
    const going = players.filter((player) => !player.hasEnded);
    if (going.length === 0) return;
    const next = Math.min(...going.map((player) => player.nextAt()));
    if (next === Infinity) throw new Error(`${going.map(({ road }) => road.key).join(', ')}: waits for nothing, and has not ended`);
    const early = next - offsetMs - (await serverNow());
    if (early > 0) await environment.sleep(early);
    const at = await serverNow();
    const moved = await Promise.all(going.map(async (player) => (await player.act(at + offsetMs)) || player.actsBy(at)));
    await Promise.all(going.filter((_, n) => moved[n]).map((player) => player.rest(at)));
  }
}
