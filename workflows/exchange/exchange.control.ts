import type {
  ActionReceipt,
  ActionRefusal,
  ChangeInput,
  ExtendInput,
  PauseInput,
  ReplaceContactInput,
  StopInput,
} from '../../libs/contracts/dossier/index.js';
import { beforeItsEnd, isEnding } from '../../libs/domain/kinds/exchange/lifecycle.js';
import { Stopped } from '../asking/desk.js';
import type { FrontDesk } from '../asking/front-desk.js';
import { contactOf, informManagers, type ExchangeStory } from './parties.js';

/**
 * What staff and parties may do to a running exchange beside answering: each act has a refusal, looked at by the
 * update's validator, and an effect on the story. All of it is state; what follows is published by the pump.
 */
export class ExchangeControl {
  constructor(
    private readonly story: ExchangeStory,
    private readonly desk: FrontDesk,
  ) {}

  stopRefusal(): ActionRefusal | undefined {
    if (isEnding(this.desk.stage)) return 'exchange-over';
    if (this.story.stopping) return 'already-stopping';
    if (this.desk.stage === 'correcting') return 'correction-running';
    const exported = [...this.story.payments.values()].some(({ purpose, state }) => state === 'booked' && purpose !== 'advance');
    return exported || this.story.recovering.size > 0 ? 'payment-exported' : undefined;
  }

  /** Withdrawal or cancellation: the stages stop where they are, and the exchange is wound up. */
  stop(input: StopInput): ActionReceipt {
    this.story.stopping = input;
    if (this.desk.isPaused) this.resume({ by: input.by });
    this.desk.record({ kind: 'stopped', ...input });
    this.story.desk.stop(input);
    this.desk.forgetDates();
    return this.receipt();
  }

  extendRefusal({ prompt, until }: ExtendInput): ActionRefusal | undefined {
    if (!this.desk.prompts.isOpen(prompt)) return 'prompt-closed';
    if (this.desk.isPaused) return 'already-paused';
    return until > this.desk.now() ? undefined : 'not-later';
  }

  /** A question's deadline moves. */
  extend({ prompt, until, by }: ExtendInput): ActionReceipt {
    this.desk.extend(prompt, until, by);
    return this.receipt();
  }

  replaceRefusal(): ActionRefusal | undefined {
    return isEnding(this.desk.stage) ? 'exchange-over' : undefined;
  }

  /** A slot is somebody else's: open questions go to them. */
  replaceContact(input: ReplaceContactInput): ActionReceipt {
    this.desk.record({ kind: 'contact-replaced', ...input });
    return this.receipt();
  }

  changeRefusal(): ActionRefusal | undefined {
    if (isEnding(this.desk.stage)) return 'exchange-over';
    if (this.story.stopping) return 'already-stopping';
    if (!this.story.signed) return 'not-signed';
    if (!beforeItsEnd.includes(this.desk.stage)) return 'visit-over';
    return this.story.changing ? 'change-open' : undefined;
  }

  /** A change of the signed plan: exactly those whom it concerns are asked, the plan changes when all agree. */
  change(input: ChangeInput): ActionReceipt {
    this.desk.record({ kind: 'change-asked', leg: input.leg, change: input.change, what: input.what, by: input.by });
    this.story.changing = this.agree(input).catch(untilStopped).finally(() => delete this.story.changing);
    return this.receipt();
  }

  pauseRefusal(): ActionRefusal | undefined {
    if (isEnding(this.desk.stage)) return 'exchange-over';
    if (this.story.stopping) return 'already-stopping';
    return this.desk.isPaused ? 'already-paused' : undefined;
  }

  /** Postponed until further notice; staff are asked again every few weeks. */
  pause({ by, incident }: PauseInput): ActionReceipt {
    this.desk.pause(by, incident);
    informManagers(this.story, 'paused', incident ? { incident } : {});
    void this.askWhetherPaused().catch(untilStopped);
    return this.receipt();
  }

  resumeRefusal(): ActionRefusal | undefined {
    if (isEnding(this.desk.stage)) return 'exchange-over';
    return this.desk.isPaused ? undefined : 'not-paused';
  }

  /** It goes on with what was left of each deadline. */
  resume({ by }: PauseInput): ActionReceipt {
    this.desk.resume(by);
    this.story.pauseCheck?.close('overtaken');
    if (!this.story.stopping) informManagers(this.story, 'resumed');
    return this.receipt();
  }

  private async agree({ leg, change, what, consentOf, by }: ChangeInput): Promise<void> {
    const { desk, input } = this.story;
    const asked = consentOf.map((party) => contactOf(input, party, 'manager'));
    const until = { choice: 'refuse', why: 'other-declined' } as const;
    // A visit that is over cannot become another one.
    const outcomes = await desk.askAll(asked, 'consent', { about: change, until, unless: desk.until('visit-over') });
    const agreed = outcomes.every((outcome) => outcome.status === 'answered' && outcome.choice === 'agree');
    desk.record(agreed ? { kind: 'plan-changed', leg, change, what } : { kind: 'change-refused', leg, change });
    informManagers(this.story, agreed ? 'changed' : 'change-refused', { change, by });
  }

  private async askWhetherPaused(): Promise<void> {
    const { input, office } = this.story;
    while (this.desk.isPaused && !isEnding(this.desk.stage)) {
      this.story.pauseCheck = office.open({ leg: input.leg, role: 'lead' }, 'pause-check', { evenPaused: true });
      const reply = await this.story.pauseCheck.outcome;
      if (reply.status === 'answered' && reply.choice === 'resume' && this.desk.isPaused) this.resume({ by: reply.by });
    }
  }

  /** The step that will carry what was just recorded. */
  private receipt(): ActionReceipt {
    return { seq: this.desk.lastSeq + 1 };
  }
}

function untilStopped(error: unknown): void {
  if (!(error instanceof Stopped)) throw error;
}
