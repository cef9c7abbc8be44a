import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { PaperOffice, exchangeInputOf, readProgramme, type PaperOfficeOptions } from '../../infra/bench/paper-office.js';
import type { People } from '../../infra/bench/people.js';
import { timeSkippingOptions } from '../../infra/stack/time-skipping-server.js';
import { mailTaskQueue, type MailActivities } from '../../libs/contracts/delivery/index.js';
import {
  answerUpdate,
  exchangeTaskQueue,
  exchangeWorkflowType,
  searchAttributes,
  stateQuery,
  type AnswerInput,
  type AnswerReceipt,
  type ExchangeActivities,
  type ExchangeInput,
  type ExchangeState,
} from '../../libs/contracts/exchange/index.js';
import { parsePromptId, type PromptId } from '../../libs/domain/exchange/reference.js';
import type { PromptKind } from '../../libs/domain/programme/vocabulary.js';
import { retell } from '../unit/workflows/retell.js';
import { workflowBundle } from './workflow-bundle.js';

const dayMs = 24 * 60 * 60 * 1000;

/** How an exchange of a test is set up. */
export interface Setup {
  people: People;
  input?: Partial<ExchangeInput>;
  office?: Partial<PaperOfficeOptions>;
  /** Activities that behave otherwise than the office on paper. */
  activities?: (office: PaperOffice) => Partial<ExchangeActivities & MailActivities>;
  worker?: Partial<WorkerOptions>;
  /** False: nobody works on the mail queue. */
  mails?: boolean;
  /** Days from the start of the exchange to the visit. */
  daysToVisit?: number;
}

/** A time-skipping server on which exchanges run in their real durations. */
export class Laboratory {
  private exchanges = 0;

  private constructor(readonly environment: TestWorkflowEnvironment) {}

  static async open(): Promise<Laboratory> {
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } } });
    const environment = await TestWorkflowEnvironment.createTimeSkipping({ ...(await timeSkippingOptions()), client: { identity: 'test' } });
    // A server that does not know the attribute refuses every task of a workflow that sets it.
    await environment.connection.operatorService.addSearchAttributes({
      namespace: 'default',
      searchAttributes: { [searchAttributes.stage]: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD },
    });
    return new Laboratory(environment);
  }

  async close(): Promise<void> {
    await this.environment.teardown();
  }

  /** Starts an exchange with workers of its own and stops them when the test is done with it. */
  async withExchange<T>(setup: Setup, test: (exchange: ExchangeUnderTest) => Promise<T>): Promise<T> {
    const definition = readProgramme();
    const { client, nativeConnection } = this.environment;
    const ref = `P2P-2026-${String((this.exchanges += 1)).padStart(4, '0')}`;
    const startsAt = await this.environment.currentTimeMs();
    const day = (count: number) => new Date(startsAt + count * dayMs).toISOString().slice(0, 10);
    const daysToVisit = setup.daysToVisit ?? 90;
    const office = new PaperOffice(definition, {
      visit: { firstDay: day(daysToVisit), lastDay: day(daysToVisit + 3) },
      ...setup.office,
    });
    const activities = {
      publish: office.publish.bind(office),
      closePrompt: office.closePrompt.bind(office),
      deliver: office.deliver.bind(office),
      ...setup.activities?.(office),
    };
    const shared = { connection: nativeConnection, activities, identity: 'worker', ...setup.worker };
    const exchanges = await Worker.create({ ...shared, taskQueue: exchangeTaskQueue, workflowBundle: await workflowBundle() });
    const mails = await Worker.create({ ...shared, taskQueue: setup.mails === false ? 'another' : mailTaskQueue });
    return exchanges.runUntil(
      mails.runUntil(async () => {
        const handle = await client.workflow.start(exchangeWorkflowType, {
          workflowId: ref,
          taskQueue: exchangeTaskQueue,
          args: [exchangeInputOf(definition, ref, setup.input)],
        });
        try {
          return await test(new ExchangeUnderTest(this.environment, handle, office, setup.people, ref));
        } finally {
          await handle.terminate('the test is over').catch(() => undefined); // it may have ended by itself
        }
      }),
    );
  }
}

/** One exchange, and the people in it. */
export class ExchangeUnderTest {
  private readonly planned = new Map<PromptId, { at: number; answer: AnswerInput }>();
  private stepsRead = 0;

  constructor(
    private readonly environment: TestWorkflowEnvironment,
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

  /** Waits until the exchange waits for people or dates only. A query would say so too, but writes a task into the test server's history. */
  async quiet(): Promise<void> {
    const atRest = ['WORKFLOW_TASK_COMPLETED', 'TIMER_STARTED', 'TIMER_CANCELED', 'UPDATE_COMPLETED', 'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES', 'WORKFLOW_EXECUTION_COMPLETED'];
    for (;;) {
      const last = (await this.events()).at(-1) ?? '';
      if (atRest.some((type) => last.endsWith(type))) return;
    }
  }

  /** The history's events by type, in order. */
  async events(): Promise<string[]> {
    const { events } = await this.handle.fetchHistory();
    return (events ?? []).map(({ eventType }) => temporal.api.enums.v1.EventType[eventType ?? 0] ?? '');
  }

  /** Waits, a few seconds of the exchange's time at a go, until something is so. */
  async until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (let looks = 0; looks < 1_000; looks += 1) {
      if (await isSo()) return;
      await this.environment.sleep(5_000);
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

  private async liveOn(): Promise<void> {
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
    return instant ? Date.parse(instant) - now + 1 : dayMs;
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
