import { consentAskedOf, isHeard, stopAfter, type DomainEvent, type HeardEvent, type Step, type WrittenStep } from '../../libs/contracts/exchange/index.js';
import { canonicalJson } from '../../libs/domain/forms/canonical-json.js';
import type { FrontDesk } from '../desk/front-desk.js';
import type { ExchangeControl } from './exchange.control.js';

/** What is needed to tell a story again. */
export interface Recalling {
  /** A desk at which the story has just begun. */
  desk: FrontDesk;
  control: ExchangeControl;
  /** Waits until the story has run as far as it can. */
  quiet: () => Promise<void>;
}

/**
 * Tells a story again up to where it stands written, for a run that goes on from there: answers, acts and dates are heard
 * as they came then, each step gets the result that it had, nothing is published. What the steps ask and where they
 * lead must be what was written; other differences are let be, as a replay lets them be.
 */
export class Recall {
  /** The step before, whose result the story may not have heard yet: something else came first. */
  private before: WrittenStep | undefined;
  /** Events of the step that the story has not staged yet, in writing. */
  private expected: string[] = [];
  private seen = 0;

  constructor(private readonly recalling: Recalling) {}

  /** Tells one step again; they come in their order, from the first. Throws a RangeError when the story tells another. */
  async hear(written: WrittenStep): Promise<Step> {
    const { desk, quiet } = this.recalling;
    const { events } = written.step;
    this.expected = [];
    this.seen = 0;
    for (const [n, event] of events.entries()) {
      if (this.isStaged(event)) continue;
      if (isHeard(event)) await this.hearEvent(event, events.slice(n + 1));
      else await this.runUntilStaged(event);
    }
    await this.applyBefore();
    await quiet();
    const step = desk.takeStep();
    if (!step || outlineOf(step) !== outlineOf(written.step)) throw new RangeError(`step ${written.step.seq} is told otherwise than it was written`);
    this.before = written;
    return step;
  }

  /** Everything was told; the story goes on from here. */
  async end(): Promise<void> {
    await this.applyBefore();
  }

  private async hearEvent(event: HeardEvent, after: readonly DomainEvent[]): Promise<void> {
    const { desk, control, quiet } = this.recalling;
    switch (event.kind) {
      case 'answered':
        return void desk.answer({ ...event, receivedAt: event.at, facts: event.facts ?? {} });
      case 'reminded':
      case 'escalated':
      case 'warned':
      case 'lapsed':
      case 'reached':
        await this.applyBefore(); // dates are looked at between two steps only
        await quiet();
        return desk.hearAgain(event);
      case 'extended':
        return void control.extend(event);
      case 'contact-replaced':
        return void control.replaceContact(event);
      case 'change-asked':
        return void control.change({ ...event, consentOf: consentAskedOf(event, after) });
      case 'paused':
        return void control.pause(event);
      case 'resumed':
        return this.hearResumed(event, after);
      case 'stopped':
        return void control.stop(stopAfter([event])!);
    }
  }

  /** An exchange goes on by an act, because the lead said so when asked, or because it is stopped. */
  private async hearResumed(event: Extract<HeardEvent, { kind: 'resumed' }>, after: readonly DomainEvent[]): Promise<void> {
    const { control, quiet } = this.recalling;
    const stop = stopAfter(after);
    if (stop) return void control.stop(stop);
    await quiet();
    if (!this.isStaged(event)) control.resume(event);
  }

  /** The story brings an event about by itself: after what it has heard, or after the result of the step before. */
  private async runUntilStaged(event: DomainEvent): Promise<void> {
    await this.recalling.quiet();
    if (this.isStaged(event) || !this.before) return;
    await this.applyBefore();
    await this.recalling.quiet();
    this.isStaged(event);
  }

  private async applyBefore(): Promise<void> {
    const { before } = this;
    this.before = undefined;
    if (before) this.recalling.desk.applied(before.step, before.result);
  }

  /** Whether the story has staged an event that was not counted before. */
  private isStaged(event: DomainEvent): boolean {
    const { staged } = this.recalling.desk;
    this.expected.push(...staged.slice(this.seen).map((one) => canonicalJson(one)));
    this.seen = staged.length;
    const at = this.expected.indexOf(canonicalJson(event));
    if (at >= 0) this.expected.splice(at, 1);
    return at >= 0;
  }
}

/** What a step asks and where it leads: by this two tellings are the same. */
function outlineOf({ stage, events }: Step): string {
  const asked = events.flatMap((event) => (event.kind === 'asked' ? [event.prompt] : []));
  return [stage, ...asked.toSorted()].join(' ');
}
