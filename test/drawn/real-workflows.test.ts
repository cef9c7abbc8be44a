import { expect, test } from '@jest/globals';
import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import fc from 'fast-check';
import { exchangeInputOf, PaperOffice } from '../../infra/rehearse/paper-office.js';
import type { People } from '../../infra/rehearse/people.js';
import { playAll, timersAtRest, type Player } from '../../infra/rehearse/side-by-side.js';
import { onTimeSkippingServer } from '../../infra/stack/time-skipping-environment.js';
import { mailTaskQueue } from '../../libs/contracts/delivery/index.js';
import {
  answerUpdate,
  changeUpdate,
  exchangeTaskQueue,
  exchangeWorkflowType,
  extendUpdate,
  pauseUpdate,
  replaceContactUpdate,
  resumeUpdate,
  stopUpdate,
  type Step,
} from '../../libs/contracts/dossier/index.js';
import type { Ending } from '../../libs/domain/kinds/exchange/lifecycle.js';
import { exchangeReference, parsePromptId, type PromptId } from '../../libs/domain/dossier/reference.js';
import { breaches } from '../unit/workflows/breaches.js';
import { drawnExchange, drawnPeople, type DrawnAct, type DrawnExchange } from '../unit/workflows/drawn-exchange.js';
import { overBudget } from '../unit/workflows/mail-budget.js';
import { advanceProgramme, programme } from '../unit/workflows/scenarios.js';
import { workflowBundle } from '../workflow/workflow-bundle.js';

const dayMs = 24 * 3_600_000;
/** How many exchanges live in all, and how many side by side on one server. */
const [exchanges, atOnce] = [200, 50];

test(`${exchanges} real workflows with whatever people answer, leave or do: each is legal, keeps to its mails, and ends`, async () => {
  const seed = Date.now() % 2 ** 31;
  const drawn = fc.sample(drawnExchange, { seed, numRuns: exchanges });
  for (let from = 0; from < drawn.length; from += atOnce) {
    const lived = await onTimeSkippingServer('test', (environment) => liveAll(environment, drawn.slice(from, from + atOnce)));
    lived.forEach((found, n) => expect({ seed, nth: from + n, found }).toEqual({ seed, nth: from + n, found: [] }));
  }
}, 300_000);

/** Lives some exchanges to their ends; returns what was wrong with each. */
async function liveAll(environment: TestWorkflowEnvironment, drawn: readonly DrawnExchange[]): Promise<string[][]> {
  const visit = { firstDay: await dayIn(90, environment), lastDay: await dayIn(93, environment) };
  const cast = drawn.map((fate, n) => {
    const definition = fate.hostPaidInAdvance ? advanceProgramme : programme;
    return { fate, definition, ref: exchangeReference('P2P', 2026, n + 1), office: new PaperOffice(definition, { visit, place: fate.place }) };
  });
  const officeOf = (ref: string): PaperOffice => cast.find((one) => one.ref === ref)!.office;
  const activities = {
    publish: (step: Step) => officeOf(step.ref).publish(step),
    closePrompt: (prompt: PromptId, closesAt: string) => officeOf(parsePromptId(prompt).ref).closePrompt(prompt, closesAt),
    deliver: async () => 'sent' as const,
  };
  const shared = { connection: environment.nativeConnection, activities, identity: 'worker' };
  const stories = await Worker.create({ ...shared, taskQueue: exchangeTaskQueue, workflowBundle: await workflowBundle() });
  const mails = await Worker.create({ ...shared, taskQueue: mailTaskQueue });
  return stories.runUntil(
    mails.runUntil(async () => {
      const players = await Promise.all(
        cast.map(async ({ fate, definition, ref, office }) => {
          const args = [exchangeInputOf(definition, ref, { startAt: fate.startAt })];
          const handle = await environment.client.workflow.start(exchangeWorkflowType, { workflowId: ref, taskQueue: exchangeTaskQueue, args });
          return new DrawnPlayer(ref, fate, office, handle);
        }),
      );
      await playAll(players, environment, 0);
      const endings: Ending[] = [];
      // One after the other: each lets the server's time skip while it is waited for.
      for (const { handle } of players) endings.push(await handle.result());
      return cast.map(({ fate, definition, ref, office }, n) => {
        const journal = office.journal(ref);
        const stages = [fate.startAt, ...journal.flatMap((event) => (event.kind === 'entered' ? [event.stage] : []))];
        return [...breaches({ journal, stages, ending: endings[n]! }), ...overBudget(definition, visit, office.steps(ref))];
      });
    }),
  );
}

async function dayIn(count: number, environment: TestWorkflowEnvironment): Promise<string> {
  return new Date((await environment.currentTimeMs()) + count * dayMs).toISOString().slice(0, 10);
}

/** Something that will be done to an exchange, in milliseconds of its clock. */
interface Planned {
  at: number;
  perform: (now: string) => Promise<unknown>;
}

/** The people of one exchange, as drawn: what falls due at the same moment reaches the workflow at the same moment. */
class DrawnPlayer implements Player {
  private planned: Planned[] = [];
  private timers: number[] = [];
  private stepsRead = 0;
  private readonly people: People;
  private readonly met = new Set<string>();

  constructor(
    readonly ref: string,
    private readonly fate: DrawnExchange,
    private readonly office: PaperOffice,
    readonly handle: WorkflowHandle,
  ) {
    this.people = drawnPeople(fate.reactions);
  }

  get hasEnded(): boolean {
    return this.office.journal(this.ref).at(-1)?.kind === 'ended';
  }

  async rest(serverNow: number): Promise<void> {
    this.timers = await timersAtRest(this.handle, serverNow);
    if (this.stepsRead === 0) this.planActs(this.fate.startAt, serverNow);
    const steps = this.office.steps(this.ref);
    for (const step of steps.slice(this.stepsRead)) {
      for (const event of step.events) {
        if (event.kind === 'asked') this.planAnswer(event.prompt, Date.parse(step.at));
        if (event.kind === 'entered') this.planActs(event.stage, Date.parse(step.at));
      }
    }
    this.stepsRead = steps.length;
  }

  nextAt(): number {
    return Math.min(...this.planned.map(({ at }) => at), ...this.timers.map((firesAt) => firesAt + 1));
  }

  actsBy(serverNow: number): boolean {
    return this.timers.some((firesAt) => firesAt <= serverNow);
  }

  async act(now: number): Promise<boolean> {
    const due = this.planned.filter(({ at }) => at <= now);
    this.planned = this.planned.filter(({ at }) => at > now);
    await Promise.all(due.map(({ perform }) => perform(new Date(now).toISOString()).catch(onlyRefusals)));
    return due.length > 0;
  }

  private planAnswer(prompt: PromptId, askedAt: number): void {
    const reply = this.people(prompt);
    if (reply === 'silent') return;
    const { choice, afterDays, facts = {} } = reply;
    const perform = async (receivedAt: string): Promise<unknown> => {
      if (!this.office.openPrompts(this.ref).has(prompt)) return;
      const answer = { prompt, answer: `answer-to-${prompt}`, choice, facts, by: 'somebody', receivedAt };
      return this.handle.executeUpdate(answerUpdate, { args: [answer], updateId: prompt });
    };
    this.planned.push({ at: askedAt + afterDays * dayMs, perform });
  }

  private planActs(stage: string, at: number): void {
    if (this.met.has(stage)) return;
    this.met.add(stage);
    for (const act of this.fate.acts.filter((one) => one.stage === stage)) {
      this.planned.push({ at: at + act.afterDays * dayMs, perform: (now) => this.perform(act, now) });
    }
  }

  private async perform({ what, reason }: DrawnAct, now: string): Promise<unknown> {
    const by = 'somebody';
    switch (what) {
      case 'withdraw':
        return this.handle.executeUpdate(stopUpdate, { args: [{ ending: 'withdrawn', reason, by, party: 'visiting' }] });
      case 'cancel':
        return this.handle.executeUpdate(stopUpdate, { args: [{ ending: 'cancelled', reason, by }] });
      case 'change':
        return this.handle.executeUpdate(changeUpdate, { args: [{ leg: '1', change: 'change-1', what: 'dates', consentOf: ['hosting'], by }] });
      case 'pause':
        return this.handle.executeUpdate(pauseUpdate, { args: [{ by }] });
      case 'resume':
        return this.handle.executeUpdate(resumeUpdate, { args: [{ by }] });
      case 'replace':
        return this.handle.executeUpdate(replaceContactUpdate, { args: [{ leg: '1', party: 'hosting', slot: 'manager', contact: 'colleague', by }] });
      case 'extend': {
        const until = new Date(Date.parse(now) + 21 * dayMs).toISOString();
        const prompts = [...this.office.openPrompts(this.ref).keys()];
        return Promise.all(prompts.map((prompt) => this.handle.executeUpdate(extendUpdate, { args: [{ prompt, until, by }] }).catch(onlyRefusals)));
      }
    }
  }
}

/** An act that makes no sense where the exchange stands is refused, or the exchange is over; anything else is a surprise. */
function onlyRefusals(error: unknown): void {
  if (!(error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError)) throw error;
}
