import { consentAskedOf, isHeard, stopAfter, type DomainEvent, type HeardEvent, type Step, type WrittenStep } from '../../libs/contracts/dossier/index.js';
import { canonicalJson } from '../../libs/domain/forms/canonical-json.js';
import type { FrontDesk } from '../asking/front-desk.js';
import type { ExchangeControl } from './exchange.control.js';

/** Who hears a story that is told again. */
export interface Listeners {
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
  /** The step that is being told. */
  private at = 0;
  /** The step before, whose result the story may not have heard yet: something else came first. */
  private before: WrittenStep | undefined;
  /** Events of the step that the story has staged and that were not counted yet, in writing. */
  private ahead: string[] = [];
  private seen = 0;
  /** Changes of the story that the run came past before they were made. */
  private readonly tooEarly = new Set<string>();

  private steps: readonly WrittenStep[] = [];

  constructor(private readonly cameAfter: (change: string) => boolean) {}

  /** Takes all that stands written, from the first step; before the story begins. */
  read(steps: readonly WrittenStep[]): void {
    this.steps = steps;
  }

  /** Whether the story came after a change: as it stands written, and from there on as for any run. See `Desk.since`. */
  since(change: string): boolean {
    const written = this.steps[this.at];
    if (!written) return !this.tooEarly.has(change) && this.cameAfter(change);
    const came = written.step.since?.includes(change) ?? false;
    if (!came) this.tooEarly.add(change);
    return came;
  }

  /** Tells all steps again. Returns them as they were told; throws a RangeError at one that was written otherwise. */
  async tell(to: Listeners): Promise<Step[]> {
    const told: Step[] = [];
    for (const written of this.steps) {
      told.push(await this.tellStep(to, written));
      this.before = written;
      this.at += 1;
    }
    this.applyBefore(to);
    return told;
  }

  private async tellStep(to: Listeners, written: WrittenStep): Promise<Step> {
    const { events, seq } = written.step;
    this.ahead = [];
    this.seen = 0;
    for (const [n, event] of events.entries()) {
      if (this.isStaged(to, event)) continue;
      if (!isHeard(event)) {
        await this.runUntilStaged(to, event);
        continue;
      }
      await this.hear(to, event, events.slice(n + 1));
      this.isStaged(to, event); // counted now, or the same once more would pass for this one
    }
    this.applyBefore(to);
    await to.quiet();
    const step = to.desk.takeStep();
    if (!step || outlineOf(step) !== outlineOf(written.step)) throw new RangeError(`step ${seq} is told otherwise than it was written`);
    return step;
  }

  private async hear(to: Listeners, event: HeardEvent, after: readonly DomainEvent[]): Promise<void> {
    const { desk, control } = to;
    switch (event.kind) {
      case 'answered':
        return void desk.answer({ ...event, receivedAt: event.at, facts: event.facts ?? {} });
      case 'reminded':
      case 'escalated':
      case 'warned':
      case 'lapsed':
      case 'reached':
        this.applyBefore(to); // dates are looked at between two steps only
        return desk.hearAgain(event);
      case 'extended':
        return void control.extend(event);
      case 'contact-replaced':
        return void control.replaceContact({ ...event, contact: event.contact ?? '', by: event.by ?? '' });
      case 'change-asked':
        return void control.change({ ...event, consentOf: consentAskedOf(event, after) });
      case 'paused':
        return void control.pause(event);
      case 'resumed':
        return this.hearResumed(to, event, after);
      case 'stopped':
        return void control.stop(stopAfter([event])!);
    }
  }

  /** An exchange goes on by an act, because the lead said so when asked, or because it is stopped. */
  private async hearResumed(to: Listeners, event: Extract<HeardEvent, { kind: 'resumed' }>, after: readonly DomainEvent[]): Promise<void> {
    const stop = stopAfter(after);
    if (stop) to.control.stop(stop);
    else await to.quiet();
    if (!this.isStaged(to, event)) to.control.resume(event);
  }

  /** The story brings an event about by itself: after what it has heard, or after the result of the step before. */
  private async runUntilStaged(to: Listeners, event: DomainEvent): Promise<void> {
    await to.quiet();
    if (this.isStaged(to, event) || !this.before) return;
    this.applyBefore(to);
    await to.quiet();
    this.isStaged(to, event);
  }

  private applyBefore({ desk }: Listeners): void {
    const { before } = this;
    this.before = undefined;
    if (before) desk.applied(before.step, before.result);
  }

  /** Whether the story has staged an event that was not counted before; counts it. */
  private isStaged({ desk: { staged } }: Listeners, event: DomainEvent): boolean {
    this.ahead.push(...staged.slice(this.seen).map((one) => canonicalJson(one)));
    this.seen = staged.length;
    const at = this.ahead.indexOf(canonicalJson(event));
    if (at >= 0) this.ahead.splice(at, 1);
    return at >= 0;
  }
}

/** What a step asks and where it leads: by this two tellings are the same. */
function outlineOf({ stage, events }: Step): string {
  const asked = events.flatMap((event) => (event.kind === 'asked' ? [event.prompt] : []));
  return [stage, ...asked.toSorted()].join(' ');
}
