import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  sleep,
} from '@temporalio/workflow';
import { mailTaskQueue, type MailActivities } from '../../libs/contracts/delivery/index.js';
import { parkingCodes, type EditionClock, type ExchangeActivities, type Step, type StepResult } from '../../libs/contracts/dossier/index.js';
import type { Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import { parsePromptId } from '../../libs/domain/dossier/reference.js';
import type { FrontDesk } from './front-desk.js';

const neverGiveUp = { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' } as const;

const { deliver } = proxyActivities<MailActivities>({
  taskQueue: mailTaskQueue,
  startToCloseTimeout: '90s',
  heartbeatTimeout: '10s',
  scheduleToCloseTimeout: '30d',
  retry: { ...neverGiveUp, maximumInterval: '10m' },
});

/**
 * The one wait loop of a process: publishes what the story staged, one step at a time, keeps one timer at the earliest
 * instant at which something happens by itself, and runs again when an answer, the clock or a timer came.
 */
export class Pump {
  private readonly mails: Promise<unknown>[] = [];
  private timer: { firesAt: number; cancel: () => void } | undefined;
  private clockMoved = false;
  private publishing = false;
  private retryAsked = false;
  /** A step that cannot be written down until staff act. */
  parked: { seq: number; code: string } | undefined;

  /** The stage that is shown outside; it is shown anew only once the process rests in another. */
  private shown: Stage;

  constructor(
    private readonly desk: FrontDesk,
    private readonly show: (stage: Stage) => void,
  ) {
    this.shown = desk.stage;
  }

  /** Nothing is staged or being published: the process waits for people or dates only. */
  get quiet(): boolean {
    return !this.publishing && !this.desk.hasStaged && !this.isDue();
  }

  /** Staff ask a parked step to be tried again. */
  retryStep(): void {
    this.retryAsked = true;
  }

  /** Runs until the story has ended and everything it recorded is written down. */
  async run(story: { ended: () => boolean }): Promise<void> {
    for (;;) {
      if (this.desk.hasStaged) await this.publishStaged();
      else if (this.isDue()) await this.wake();
      else if (story.ended()) break;
      else await this.waitForChange(story);
    }
    this.showStage();
    this.timer?.cancel();
    await Promise.all(this.mails);
  }

  private async publishStaged(): Promise<void> {
    await storyIsQuiet();
    const step = this.desk.takeStep();
    if (!step) return;
    this.publishing = true;
    const result = await this.publishUntilWritten(step);
    this.desk.applied(step, result);
    this.publishing = false;
    // Steps of before the relay sent every mail name mails; the history decides, so there is nothing to patch.
    for (const id of result.unsent ?? []) this.mails.push(deliver(id).catch(() => undefined));
  }

  private async publishUntilWritten(step: Step): Promise<StepResult> {
    const { publish } = proxyActivities<ExchangeActivities>({
      activityId: stepName(step),
      startToCloseTimeout: '60s',
      heartbeatTimeout: '15s',
      retry: { ...neverGiveUp, nonRetryableErrorTypes: [...parkingCodes] },
    });
    for (;;) {
      try {
        return await publish(step);
      } catch (error) {
        await this.park(step.seq, codeOf(error));
      }
    }
  }

  private async park(seq: number, code: string): Promise<void> {
    this.parked = { seq, code };
    this.retryAsked = false;
    await condition(() => this.retryAsked);
    this.parked = undefined;
  }

  private async wake(): Promise<void> {
    for (const due of this.desk.wake()) {
      const { prompt, closesAt } = due;
      const { kind, party, slot, round } = parsePromptId(prompt);
      const { closePrompt } = proxyActivities<ExchangeActivities>({
        activityId: `${this.desk.lastSeq}-close-${kind}-${party}-${slot}-${round}`,
        startToCloseTimeout: '30s',
        heartbeatTimeout: '5s',
        retry: neverGiveUp,
      });
      const verdict = await closePrompt(prompt, closesAt);
      if (verdict.kind === 'not-yet') await sleep(verdict.waitMs);
      else this.desk.decided(due, verdict);
    }
  }

  private isDue(): boolean {
    const at = this.desk.wakeAt();
    return at !== undefined && at <= this.desk.now();
  }

  private async waitForChange(story: { ended: () => boolean }): Promise<void> {
    this.showStage();
    this.keepTimer();
    const timer = this.timer;
    await condition(() => this.desk.hasStaged || this.isDue() || this.timer !== timer || this.clockMoved || story.ended());
    this.clockMoved = false;
  }

  private showStage(): void {
    if (this.shown === this.desk.stage) return;
    this.shown = this.desk.stage;
    this.show(this.shown);
  }

  /** The edition's clock moved: the timer may have to be an earlier one. */
  hearClock(clock: EditionClock): void {
    this.desk.hearClock(clock);
    this.clockMoved = true;
  }

  /**
   * One timer, at the earliest wake-up. One that was overtaken is replaced at once: two events now are fewer than a
   * wake-up for nothing later, which a worker may have to replay the whole exchange for.
   */
  private keepTimer(): void {
    const at = this.desk.wakeAt();
    const firesAt = at ? Date.parse(at) - this.desk.editionClock.offsetMs : undefined;
    if (this.timer?.firesAt === firesAt) return;
    this.timer?.cancel();
    this.timer = undefined;
    if (firesAt === undefined) return;
    const scope = new CancellationScope();
    const timer = { firesAt, cancel: () => scope.cancel() };
    this.timer = timer;
    void scope.run(async () => {
      try {
        await sleep(Math.max(1, firesAt - Date.now()));
        if (this.timer === timer) this.timer = undefined;
      } catch (error) {
        if (!isCancellation(error)) throw error;
      }
    });
  }
}

/** `<seq>-<what the step asks or does>`: replay compares activity ids, so a story that asks in another order is found out. */
function stepName(step: Step): string {
  const asked = step.events.flatMap((event) => {
    if (event.kind !== 'asked') return [];
    const { party, kind } = parsePromptId(event.prompt);
    return [party === '-' ? kind : `${kind}.${party}`];
  });
  return `${step.seq}-${asked.length > 0 ? asked.join('+') : (step.events.at(-1)?.kind ?? 'nothing')}`;
}

function codeOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (isCancellation(error)) throw error;
  return cause instanceof ApplicationFailure ? (cause.type ?? 'unknown') : 'unknown';
}

/** Waits until the story has run as far as it can: its continuations run before conditions are looked at again. */
export async function storyIsQuiet(): Promise<void> {
  let asked = false;
  const quiet = condition(() => asked);
  asked = true;
  await quiet;
}
