import type {
  ActionReceipt,
  ChangeInput,
  ExtendInput,
  PauseInput,
  ReplaceContactInput,
  StopInput,
} from '../../libs/contracts/dossier/index.js';
import { refusalOfAct, type ActionRefusal, type ActStanding, type AskedAct } from '../../libs/domain/kinds/exchange/act-refusals.js';
import { isEnding } from '../../libs/domain/kinds/exchange/lifecycle.js';
import { Stopped } from '../asking/desk.js';
import type { FrontDesk } from '../asking/front-desk.js';
import { contactOf, informManagers, type ExchangeStory } from './parties.js';

/**
 * What staff and parties may do to a running exchange beside answering: whether it is refused, is looked at by
 * the update's validator; each act has an effect on the story. All of it is state; what follows is published by the pump.
 */
export class ExchangeControl {
  constructor(
    private readonly story: ExchangeStory,
    private readonly desk: FrontDesk,
  ) {}

  /** Why an act is refused as the exchange stands. */
  refusal(act: AskedAct): ActionRefusal | undefined {
    return refusalOfAct(act, this.standing());
  }

  /** Whether an open question can be given more time. */
  refusalToExtend({ prompt, until }: ExtendInput): ActionRefusal | undefined {
    return this.refusal({ kind: 'extend', promptIsOpen: this.desk.prompts.isOpen(prompt), isLater: until > this.desk.now() });
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

  /** A question's deadline moves. */
  extend({ prompt, until, by }: ExtendInput): ActionReceipt {
    this.desk.extend(prompt, until, by);
    return this.receipt();
  }

  /** A slot is somebody else's: open questions go to them. */
  replaceContact(input: ReplaceContactInput): ActionReceipt {
    this.desk.record({ kind: 'contact-replaced', ...input });
    return this.receipt();
  }

  /** A change of the signed plan: exactly those whom it concerns are asked, the plan changes when all agree. */
  change(input: ChangeInput): ActionReceipt {
    this.desk.record({ kind: 'change-asked', leg: input.leg, change: input.change, what: input.what, by: input.by });
    this.story.changing = this.agree(input).catch(untilStopped).finally(() => delete this.story.changing);
    return this.receipt();
  }

  /** Postponed until further notice; staff are asked again every few weeks. */
  pause({ by, incident }: PauseInput): ActionReceipt {
    this.desk.pause(by, incident);
    informManagers(this.story, 'paused', incident ? { incident } : {});
    void this.askWhetherPaused().catch(untilStopped);
    return this.receipt();
  }

  /** It goes on with what was left of each deadline. */
  resume({ by }: PauseInput): ActionReceipt {
    this.desk.resume(by);
    this.story.pauseCheck?.close('overtaken');
    if (!this.story.stopping) informManagers(this.story, 'resumed');
    return this.receipt();
  }

  private standing(): ActStanding {
    const { signed, stopping, changing, recovering, payments } = this.story;
    return {
      stage: this.desk.stage,
      paused: this.desk.isPaused,
      signed,
      stopping: stopping !== undefined,
      changing: changing !== undefined,
      booked: [...payments.values()].some(({ purpose, state }) => state === 'booked' && purpose !== 'advance'),
      recovering: recovering.size > 0,
    };
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
      if (reply.status === 'closed') return; // postponed anew in the same task: that pause asks for itself
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
