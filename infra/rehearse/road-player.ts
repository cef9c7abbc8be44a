import type { WorkflowHandle } from '@temporalio/client';
import type { PaperOffice } from './paper-office.js';
import { peopleOf, type People, type Reply } from './people.js';
import {
  answerUpdate,
  changeUpdate,
  extendUpdate,
  pauseUpdate,
  replaceContactUpdate,
  stopUpdate,
  type AnswerInput,
  type DomainEvent,
  type PromptInstants,
  type Step,
} from '../../libs/contracts/dossier/index.js';
import { mailInstant } from '../../libs/domain/calendar/moments.js';
import { parsePromptId, type PromptId } from '../../libs/domain/dossier/reference.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import { roles } from '../../libs/domain/programme/vocabulary.js';
import { arrivalOf } from './arrival.js';
import type { ComesBetween, Road } from './road.js';
import { timersAtRest, type Player } from './side-by-side.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How long after a question reached the office it is answered. */
const officeAnswersAfterMs = 3 * hourMs;
const leg = '1';

/** One exchange on its road: who answers when, and what comes in between. Instants are of the exchange's clock. */
export class RoadPlayer implements Player {
  private readonly people: People;
  private readonly planned = new Map<PromptId, { at: number; reply: Reply }>();
  /** What people will answer once it goes on, while it is postponed: nobody is waited for then. */
  private putOff: Map<PromptId, Reply> | undefined;
  /** What comes in between, and when; things of the road that wait for their stage are not here yet. */
  private readonly acts: { at: number; act: ComesBetween['act'] }[] = [];
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
    return Math.min(...answers, ...this.acts.map(({ at }) => at), ...this.timers.map((firesAt) => firesAt + this.offsetMs + 1));
  }

  /** Whether the exchange acts by itself at the latest now, by the server's own time. */
  actsBy(serverNow: number): boolean {
    return this.timers.some((firesAt) => firesAt <= serverNow);
  }

  /** Does what people do by now; returns whether anything was done. */
  async act(now: number): Promise<boolean> {
    const between = this.acts.findIndex(({ at }) => at <= now);
    for (const { act } of between < 0 ? [] : this.acts.splice(between, 1)) {
      await this.comeBetween(act);
      return true;
    }
    const [due] = [...this.planned].filter(([, { at }]) => at <= now).toSorted(([, a], [, b]) => a.at - b.at);
    if (!due) return false;
    const [prompt, { reply }] = due;
    this.planned.delete(prompt);
    if (!this.office.openPrompts(this.ref).has(prompt)) return false;
    const { choice, facts = {} } = reply;
    const { party, slot } = parsePromptId(prompt);
    const answer: AnswerInput = { prompt, answer: `answer-to-${prompt}`, choice, facts, by: isStaff(prompt) ? slot : party, receivedAt: new Date(now).toISOString() };
    await this.handle.executeUpdate(answerUpdate, { args: [answer], updateId: prompt });
    return true;
  }

  private async comeBetween(act: ComesBetween['act']): Promise<void> {
    const updateId = act.act;
    switch (act.act) {
      case 'stop':
        return void (await this.handle.executeUpdate(stopUpdate, { args: [act.input], updateId }));
      case 'change':
        return void (await this.handle.executeUpdate(changeUpdate, { args: [{ leg, ...act.input }], updateId }));
      case 'pause':
        return void (await this.handle.executeUpdate(pauseUpdate, { args: [act.input], updateId }));
      case 'replace-contact':
        return void (await this.handle.executeUpdate(replaceContactUpdate, { args: [{ leg, ...act.input }], updateId }));
      case 'extend': {
        const open = [...this.office.openPrompts(this.ref)].find(([id]) => isAbout(id, act));
        if (!open) throw new Error(`${this.road.key}: there is nothing to extend`);
        const [prompt, { dueAt }] = open;
        const until = new Date(Date.parse(dueAt) + act.days * dayMs).toISOString();
        await this.handle.executeUpdate(extendUpdate, { args: [{ prompt, until, by: act.by }], updateId });
      }
    }
  }

  private plan(): void {
    for (const step of this.steps.slice(this.stepsRead)) for (const event of step.events) this.hear(event, step.at);
    this.stepsRead = this.steps.length;
  }

  private hear(event: DomainEvent, at: string): void {
    if (event.kind === 'asked') this.planReply(event.prompt, at);
    if (event.kind === 'entered') {
      const due = (this.road.comesBetween ?? []).filter(({ after }) => after === event.stage);
      this.acts.push(...due.map(({ act, days }) => ({ at: Date.parse(at) + days * dayMs, act })));
    }
    if (event.kind === 'paused') this.putOffAll();
    if (event.kind === 'resumed') this.takeUpAgain(at);
  }

  private planReply(prompt: PromptId, askedAt: string): void {
    const reply = this.people(prompt);
    if (reply === 'silent') return;
    if (this.putOff && !goesOnPaused(prompt)) this.putOff.set(prompt, reply);
    else this.planAnswer(prompt, askedAt, reply);
  }

  private planAnswer(prompt: PromptId, askedAt: string, reply: Reply): void {
    const instants = this.office.openPrompts(this.ref).get(prompt);
    if (instants) this.planned.set(prompt, { at: this.answerAt(prompt, askedAt, reply.afterDays, instants), reply });
  }

  private putOffAll(): void {
    const waiting = [...this.planned].filter(([prompt]) => !goesOnPaused(prompt));
    for (const [prompt] of waiting) this.planned.delete(prompt);
    this.putOff = new Map(waiting.map(([prompt, { reply }]) => [prompt, reply]));
  }

  /** It goes on: people count from now, as their deadlines do. */
  private takeUpAgain(at: string): void {
    const replies = this.putOff ?? [];
    this.putOff = undefined;
    for (const [prompt, reply] of replies) this.planAnswer(prompt, at, reply);
  }

  /** People answer once the question has reached them, in working hours, and never later than half way to its date. */
  private answerAt(prompt: PromptId, askedAt: string, afterDays: number, { dueAt, closesAt }: PromptInstants): number {
    const { calendar, zone } = this.definition;
    const ofStaff = isStaff(prompt);
    const reached = Date.parse(arrivalOf(this.definition, prompt, askedAt));
    const [due, closes] = [Date.parse(dueAt), Date.parse(closesAt)];
    if (reached >= due) return Math.max(reached, (Date.parse(askedAt) + closes) / 2);
    const wished = Math.min(reached + (ofStaff ? officeAnswersAfterMs : afterDays * dayMs), (reached + due) / 2);
    const atWork = Date.parse(mailInstant(calendar, zone, new Date(wished).toISOString(), ofStaff ? 'staff' : 'hub'));
    return atWork < due ? atWork : wished;
  }
}

/** Whether an exchange stays postponed is asked while it is. */
function goesOnPaused(prompt: PromptId): boolean {
  return parsePromptId(prompt).kind === 'pause-check';
}

function isStaff(prompt: PromptId): boolean {
  return (roles as readonly string[]).includes(parsePromptId(prompt).slot);
}

function isAbout(prompt: PromptId, { kind, party }: { kind: string; party: string }): boolean {
  const key = parsePromptId(prompt);
  return key.kind === kind && key.party === party;
}
