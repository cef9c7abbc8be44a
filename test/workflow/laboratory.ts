import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { PaperOffice, exchangeInputOf, readProgramme, type PaperOfficeOptions } from '../../infra/rehearse/paper-office.js';
import type { People } from '../../infra/rehearse/people.js';
import { timersAtRest } from '../../infra/rehearse/side-by-side.js';
import { onTimeSkippingServer } from '../../infra/stack/time-skipping-environment.js';
import { mailTaskQueue, type MailActivities } from '../../libs/contracts/delivery/index.js';
import {
  answerUpdate,
  exchangeTaskQueue,
  exchangeWorkflowType,
  stateQuery,
  type AnswerInput,
  type AnswerReceipt,
  type ExchangeActivities,
  type ExchangeInput,
  type ExchangeState,
} from '../../libs/contracts/dossier/index.js';
import type { VisitDays } from '../../libs/domain/calendar/moments.js';
import { parsePromptId, type PromptId } from '../../libs/domain/dossier/reference.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import type { PromptKind } from '../../libs/domain/programme/vocabulary.js';
import { retell } from '../unit/workflows/retell.js';
import { workflowBundle } from './workflow-bundle.js';

const { EventType } = temporal.api.enums.v1;
const dayMs = 24 * 60 * 60 * 1000;

/** How an exchange of a test is set up. */
export interface Setup {
  people: People;
  /** The programme that ships, unless another is named. */
  definition?: Definition;
  input?: Partial<ExchangeInput>;
  office?: Partial<PaperOfficeOptions>;
  /** Activities that behave otherwise than the office on paper. */
  activities?: (office: PaperOffice) => Partial<ExchangeActivities & MailActivities>;
  worker?: Partial<WorkerOptions>;
  /** Days from the start of the exchange to the visit. */
  daysToVisit?: number;
}

/**
 * Runs an exchange in its real durations on a time-skipping server of its own: what one test leaves behind, another's
 * time would wait for.
 */
export async function withExchange(setup: Setup, test: (exchange: ExchangeUnderTest) => Promise<void>): Promise<void> {
  await onTimeSkippingServer('test', (environment) => runExchange(environment, setup, test));
}

async function runExchange(environment: TestWorkflowEnvironment, setup: Setup, test: (exchange: ExchangeUnderTest) => Promise<void>): Promise<void> {
  const definition = setup.definition ?? readProgramme();
  const ref = 'P2P-2026-0001';
  const { client, nativeConnection } = environment;
  const office = new PaperOffice(definition, { visit: await visitIn(setup.daysToVisit ?? 90, environment), ...setup.office });
  const activities = {
    publish: office.publish.bind(office),
    closePrompt: office.closePrompt.bind(office),
    deliver: office.deliver.bind(office),
    ...setup.activities?.(office),
  };
  const shared = { connection: nativeConnection, activities, identity: 'worker', ...setup.worker };
  const exchanges = await Worker.create({ ...shared, taskQueue: exchangeTaskQueue, workflowBundle: await workflowBundle() });
  const mails = await Worker.create({ ...shared, taskQueue: mailTaskQueue });
  const work = async (): Promise<void> => {
    const handle = await client.workflow.start(exchangeWorkflowType, {
      workflowId: ref,
      taskQueue: exchangeTaskQueue,
      args: [exchangeInputOf(definition, ref, setup.input)],
    });
    await test(new ExchangeUnderTest(environment, handle, office, setup.people, ref));
  };
  await exchanges.runUntil(mails.runUntil(work));
}

async function visitIn(days: number, environment: TestWorkflowEnvironment): Promise<VisitDays> {
  const now = await environment.currentTimeMs();
  const day = (count: number) => new Date(now + count * dayMs).toISOString().slice(0, 10);
  return { firstDay: day(days), lastDay: day(days + 3) };
}

/** One exchange, and the people in it. */
export class ExchangeUnderTest {
  private readonly planned = new Map<PromptId, { at: number; answer: AnswerInput }>();
  private stepsRead = 0;
  /** When the exchange acts by itself, as it stood at rest. */
  private timers: number[] = [];

  constructor(
    readonly environment: TestWorkflowEnvironment,
    readonly handle: WorkflowHandle,
    readonly office: PaperOffice,
    private readonly people: People,
    readonly ref: string,
  ) {}

  /** Lives on day by day, everybody answering as they do, until a question is asked; returns its id. */
  async untilAsked(kind: PromptKind, party?: string): Promise<PromptId> {
    for (let turns = 0; turns < 2_000; turns += 1) {
      await this.quiet();
      const asked = [...this.office.openPrompts(this.ref).keys()].find((id) => {
        const key = parsePromptId(id);
        return key.kind === kind && (!party || key.party === party);
      });
      if (asked) return asked;
      await this.liveOn();
    }
    throw new Error(`${kind} was never asked`);
  }

  /** Lives on until the exchange ends, and returns how. */
  async liveToTheEnd(): Promise<unknown> {
    while (!this.hasEnded()) {
      await this.quiet();
      if (!this.hasEnded()) await this.liveOn();
    }
    return this.handle.result();
  }

  /** An answer as it would stand in the inbox, received now. */
  async answerNow(prompt: PromptId, choice: string, changes: Partial<AnswerInput> = {}): Promise<AnswerInput> {
    const receivedAt = new Date(await this.environment.currentTimeMs()).toISOString();
    return { prompt, answer: `answer-to-${prompt}`, choice, facts: {}, by: 'somebody', receivedAt, ...changes };
  }

  /** Hands an answer to the exchange, as the inbox does: the prompt's id is the update's. */
  async hand(answer: AnswerInput, updateId: string = answer.prompt): Promise<AnswerReceipt> {
    return this.handle.executeUpdate(answerUpdate, { args: [answer], updateId });
  }

  /** Waits until the exchange waits for people, dates or mails only. A query would say so too, but puts a task into the test server's history. */
  async quiet(): Promise<void> {
    this.timers = await timersAtRest(this.handle, await this.environment.currentTimeMs());
  }

  /** The history's events by type, in order. */
  async events(): Promise<string[]> {
    const { events } = await this.handle.fetchHistory();
    return (events ?? []).map(({ eventType }) => EventType[eventType ?? 0] ?? '');
  }

  /** Waits, a few seconds of the exchange's time at a go, until something is so. */
  async until(isSo: () => boolean | Promise<boolean>, stepMs = 5_000): Promise<void> {
    for (let looks = 0; looks < 1_000; looks += 1) {
      if (await isSo()) return;
      await this.environment.sleep(stepMs);
    }
    throw new Error('it never came to that');
  }

  /** The journal in short lines. */
  lines(): string[] {
    return retell(this.office.journal(this.ref));
  }

  /** The exchange's own state. */
  state(): Promise<ExchangeState> {
    return this.handle.query(stateQuery);
  }

  hasEnded(): boolean {
    return this.office.journal(this.ref).at(-1)?.kind === 'ended';
  }

  async liveOn(): Promise<void> {
    const now = await this.environment.currentTimeMs();
    this.plan(now);
    const next = [...this.planned.values()].toSorted((a, b) => a.at - b.at)[0];
    if (!next || next.at > now) return this.environment.sleep(Math.min(this.untilNextInstant(now), (next?.at ?? Infinity) - now));
    this.planned.delete(next.answer.prompt);
    if (this.office.openPrompts(this.ref).has(next.answer.prompt)) {
      await this.hand({ ...next.answer, receivedAt: new Date(now).toISOString() });
    }
  }

  private untilNextInstant(now: number): number {
    const instant = this.office.nextInstant(this.ref, new Date(now).toISOString());
    const next = Math.min(instant ? Date.parse(instant) : now + dayMs, ...this.timers); // one may have fired since we looked
    return Math.max(1, next - now + 1);
  }

  private plan(now: number): void {
    const steps = this.office.steps(this.ref);
    for (const event of steps.slice(this.stepsRead).flatMap((step) => step.events)) {
      if (event.kind !== 'asked') continue;
      const reply = this.people(event.prompt);
      if (reply === 'silent') continue;
      const { choice, afterDays, facts = {} } = reply;
      const answer = { prompt: event.prompt, answer: `answer-to-${event.prompt}`, choice, facts, by: 'somebody', receivedAt: '' };
      this.planned.set(event.prompt, { at: now + afterDays * dayMs, answer });
    }
    this.stepsRead = steps.length;
  }
}
