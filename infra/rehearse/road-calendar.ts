import type { DomainEvent, PromptInstants, Step } from '../../libs/contracts/dossier/index.js';
import { remainingOf, resumedInstants, type RemainingInstants } from '../../libs/domain/calendar/pauses.js';
import { movedInstants, promptInstants } from '../../libs/domain/calendar/deadlines.js';
import { localDay } from '../../libs/domain/calendar/days.js';
import { editionClosesAt, momentInstant, type VisitDays } from '../../libs/domain/calendar/moments.js';
import { isEnding } from '../../libs/domain/kinds/exchange/lifecycle.js';
import { parsePromptId, type PromptId } from '../../libs/domain/dossier/reference.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import { roles, type MailKind, type Moment } from '../../libs/domain/programme/vocabulary.js';
import { changesVariant, mailsWithChanges } from '../../libs/domain/texts/mail-params.js';
import { arrivalOf, carrierOf, mailAt } from './arrival.js';
import type { Letters, RoadDates } from './letters.js';

/** The words of a calendar. */
export type CalendarWords = Omit<Letters, 'party'>;

/** One line of a road's calendar. */
export interface CalendarLine {
  /** ISO 8601 UTC, by the exchange's clock. */
  at: string;
  /** Party and slot, or staff role; empty for what happens to the exchange as a whole. */
  who: string;
  /** The party that gets a mail. */
  party?: string;
  /** Which mail it is. */
  mail?: MailKind;
  kind: 'mail' | 'digest' | 'payment run' | 'answer' | 'act' | 'hand-over' | 'stands still' | 'goes on' | 'closed' | 'stage' | 'end';
  what: string;
  /** Where something is asked: please answer by, and closed without an answer. */
  dueAt?: string;
  closesAt?: string;
}

/** What the same step holds before and after an event. */
interface Surroundings {
  before: DomainEvent | undefined;
  after: readonly DomainEvent[];
}

/** The dates that people read of what they are asked. */
type Asked = Pick<PromptInstants, 'dueAt' | 'closesAt'>;

type Event<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

/**
 * What everybody gets on a road and when: mails in mail hours and outside quiet periods, digests and payment runs,
 * deadlines with who takes over, what closes, and where the exchange stands.
 */
export function roadCalendar(definition: Definition, letters: CalendarWords, dates: RoadDates, steps: readonly Step[]): CalendarLine[] {
  const calendar = new RoadCalendar(definition, letters, dates);
  for (const { at, events } of steps) for (const [n, event] of events.entries()) calendar.hear(event, at, { before: events[n - 1], after: events.slice(n + 1) });
  return calendar.lines.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

class RoadCalendar {
  readonly lines: CalendarLine[] = [];
  /** Contact and day of each reminder: what falls due on one day goes in one mail. */
  private readonly reminded = new Set<string>();
  private visit: VisitDays;
  /** Dates of the plan that have not come, with the instant from which they are awaited. */
  private readonly awaited = new Map<Moment, string>();
  /** Open questions with their dates. */
  private readonly open = new Map<PromptId, PromptInstants>();
  /** What is left of their dates, while it is postponed. */
  private frozen: Map<PromptId, RemainingInstants> | undefined;

  constructor(
    private readonly definition: Definition,
    private readonly letters: CalendarWords,
    private readonly dates: RoadDates,
  ) {
    this.visit = dates.visit;
  }

  hear(event: DomainEvent, at: string, { before, after }: Surroundings): void {
    const { letters } = this;
    switch (event.kind) {
      case 'asked':
        return this.ask(event, at);
      case 'answered':
        this.open.delete(event.prompt);
        return this.answer(event);
      case 'reminded':
        return this.remind(event.prompt, at);
      case 'warned':
        return this.mailAbout(event.prompt, 'closing-soon', at);
      case 'extended':
        return this.extend(event, at);
      case 'escalated':
        return this.handOver(event.prompt, at);
      case 'lapsed':
        this.open.delete(event.prompt);
        return this.add({ at, who: letters.who(event.prompt), kind: 'closed', what: letters.lapsed(event.prompt) });
      case 'closed':
        this.open.delete(event.prompt);
        return this.add({ at, who: letters.who(event.prompt), kind: 'closed', what: `no longer asked: ${letters.question(event.prompt)}` });
      case 'paused':
        return this.pause(event, at);
      case 'resumed':
        if (before?.kind !== 'answered') this.act(event.by, letters.happened('resumed', { by: event.by }), at);
        return this.resume(at);
      case 'stopped':
        return this.act(event.by, letters.happened(event.ending, { by: event.by, reason: event.reason }), at);
      case 'change-asked':
        return this.act(event.by, letters.happened('change-asked', { by: event.by, change: event.what }), at);
      case 'awaited':
        return void this.awaited.set(event.moment, at);
      case 'reached':
        return void this.awaited.delete(event.moment);
      case 'plan-changed':
        if (event.what === 'dates') this.visit = this.dates.moved;
        return this.act('', letters.happened('plan-changed', { change: event.what }), at);
      case 'contact-replaced':
        return this.replace(event, at, after);
      case 'contradiction-decided':
        return this.act('', letters.happened('contradiction-decided'), at);
      case 'recovery-requested':
        return this.act('', letters.happened('recovery-requested', { party: event.party, cents: event.cents }), at);
      case 'recovery-ended':
        return this.act('', letters.happened(`recovery-${event.outcome}`, { party: event.party }), at);
      case 'nothing-claimed':
        return this.act('', letters.happened('nothing-claimed', { party: event.party }), at);
      case 'informed':
        if (event.notice === 'next-week' && this.visit.firstDay <= localDay(this.definition.zone, at)) return; // helps nobody any more
        return this.mail(event.party, event.slot, event.notice, at);
      case 'entered':
        return isEnding(event.stage) ? undefined : this.add({ at, who: '', kind: 'stage', what: letters.stage(event.stage) });
      case 'ended':
        return this.add({ at, who: '', kind: 'end', what: letters.stage(event.ending) });
      default:
    }
  }

  private ask({ prompt, about }: Event<'asked'>, at: string): void {
    const { kind, party, slot } = parsePromptId(prompt);
    const carrier = carrierOf(prompt);
    const dates = this.instantsOf(prompt, at);
    this.open.set(prompt, dates);
    if (this.frozen && !goesOnPaused(prompt)) this.frozen.set(prompt, this.remaining(dates, at));
    if (carrier === 'mail') {
      const again = about !== undefined && (mailsWithChanges as readonly string[]).includes(kind);
      return this.mail(party, slot, kind as MailKind, at, { ...(again && { variant: changesVariant }), dates });
    }
    if (carrier === 'nothing') return;
    const what = this.letters.question(prompt);
    const by = carrier === 'digest' ? 'digest' : 'payment run';
    this.add({ at: arrivalOf(this.definition, prompt, at), who: this.letters.who(prompt), kind: by, what, ...datesOf(dates) });
  }

  private answer({ prompt, choice, at }: Event<'answered'>): void {
    const { kind, party, slot } = parsePromptId(prompt);
    if (this.definition.prompts[kind].code) this.mail(party, slot, 'code', at);
    this.add({ at, who: this.letters.who(prompt), kind: 'answer', what: this.letters.answered(prompt, choice) });
  }

  private remind(prompt: PromptId, at: string): void {
    const { party, slot } = parsePromptId(prompt);
    const mail = `${party}/${slot}/${localDay(this.definition.zone, at)}`;
    if (isStaff(prompt) || this.reminded.has(mail)) return; // staff have their digest
    this.reminded.add(mail);
    this.mail(party, slot, 'reminder', at, { note: this.letters.question(prompt) });
  }

  /** The office gave more time: the other dates follow from the new one. */
  private extend({ prompt, until, by }: Event<'extended'>, at: string): void {
    const { letters } = this;
    const { prompts, calendar, zone, edition } = this.definition;
    const dates = movedInstants(prompts[parsePromptId(prompt).kind], calendar, zone, { dueAt: until, movedAt: at }, editionClosesAt(edition));
    this.open.set(prompt, { ...dates, remindAt: [...dates.remindAt] });
    this.act(by, letters.happened('extended', { by, prompt, due: until }), at);
    this.mailAbout(prompt, 'extended', at, dates);
  }

  /** Postponed: what is left of each deadline is kept in working days. */
  private pause({ by }: Event<'paused'>, at: string): void {
    this.act(by, this.letters.happened('paused', { by }), at);
    this.frozen = new Map([...this.open].filter(([prompt]) => !goesOnPaused(prompt)).map(([prompt, dates]) => [prompt, this.remaining(dates, at)]));
    for (const [prompt, { due }] of this.frozen) {
      const left = `${due.workingDays} working ${due.workingDays === 1 ? 'day' : 'days'}`;
      this.add({ at, who: this.letters.who(prompt), kind: 'stands still', what: `with ${left} left to answer: ${this.letters.question(prompt)}` });
    }
    this.addMoments('stands still', at);
  }

  /** It goes on: what was left counts from now. */
  private resume(at: string): void {
    const { calendar, zone, prompts, edition } = this.definition;
    for (const [prompt, rest] of this.frozen ?? []) {
      if (!this.open.has(prompt)) continue;
      const { remindAt, ...rests } = resumedInstants(rest, prompts[parsePromptId(prompt).kind], calendar, zone, at, editionClosesAt(edition));
      const dates = { remindAt: [...remindAt], ...rests };
      this.open.set(prompt, dates);
      this.add({ at, who: this.letters.who(prompt), kind: 'goes on', what: this.letters.question(prompt), ...datesOf(dates) });
    }
    this.frozen = undefined;
    this.addMoments('goes on', at);
  }

  private addMoments(kind: CalendarLine['kind'], at: string): void {
    const { zone } = this.definition;
    for (const [moment, since] of this.awaited) {
      this.add({ at, who: '', kind, what: this.letters.moment(moment, momentInstant(moment, this.visit, this.definition, zone, since)) });
    }
  }

  private remaining(dates: PromptInstants, at: string): RemainingInstants {
    return remainingOf(dates, this.definition.calendar, this.definition.zone, at);
  }

  /** Somebody did something beside answering; what follows by itself is nobody's. */
  private act(by: string, what: string, at: string): void {
    this.add({ at, who: by && this.letters.actor(by), kind: 'act', what });
  }

  /** Whoever takes a slot over gets its open questions; where there is none, a mail says that they act now. */
  private replace({ party, slot, by = party }: Event<'contact-replaced'>, at: string, after: readonly DomainEvent[]): void {
    this.act(by, this.letters.happened('contact-replaced', { by, party, slot }), at);
    const isOfSlot = (prompt: PromptId): boolean => slot === parsePromptId(prompt).slot && party === parsePromptId(prompt).party;
    const open = [...this.open].filter(([prompt]) => isOfSlot(prompt) && carrierOf(prompt) === 'mail');
    for (const [prompt, dates] of open) this.mail(party, slot, parsePromptId(prompt).kind as MailKind, at, { dates });
    const isAskedNow = after.some((event) => event.kind === 'asked' && isOfSlot(event.prompt));
    if (open.length === 0 && !isAskedNow) this.mail(party, slot, 'took-over', at);
  }

  /** The date that people read has passed. */
  private handOver(prompt: PromptId, at: string): void {
    const { kind } = parsePromptId(prompt);
    const to = this.letters.role(this.definition.prompts[kind].escalateTo ?? 'coordinator');
    const what = isStaff(prompt) ? `late: ${this.letters.question(prompt)}` : `to call ${this.letters.who(prompt)}: ${this.letters.question(prompt)}`;
    this.add({ at, who: to, kind: 'hand-over', what });
  }

  private mailAbout(prompt: PromptId, kind: MailKind, at: string, dates?: Asked): void {
    if (isStaff(prompt)) return;
    const { party, slot } = parsePromptId(prompt);
    this.mail(party, slot, kind, at, { note: this.letters.question(prompt), ...(dates && { dates }) });
  }

  private mail(party: string, slot: string, kind: MailKind, at: string, more: { variant?: string; note?: string; dates?: Asked } = {}): void {
    const subject = this.letters.subject(kind, party, more.variant);
    this.add({
      at: mailAt(this.definition, kind, at),
      who: this.letters.contact(party, slot),
      party,
      mail: kind,
      kind: 'mail',
      what: more.note ? `${subject} [${more.note}]` : subject,
      ...(more.dates && datesOf(more.dates)),
    });
  }

  private add(line: CalendarLine): void {
    this.lines.push(line);
  }

  private instantsOf(prompt: PromptId, at: string): PromptInstants {
    const { prompts, calendar, zone, edition } = this.definition;
    const instants = promptInstants(prompts[parsePromptId(prompt).kind], calendar, zone, at, editionClosesAt(edition));
    return { ...instants, remindAt: [...instants.remindAt] };
  }
}

/** Whether an exchange stays postponed is asked while it is. */
function goesOnPaused(prompt: PromptId): boolean {
  return parsePromptId(prompt).kind === 'pause-check';
}

function isStaff(prompt: PromptId): boolean {
  return (roles as readonly string[]).includes(parsePromptId(prompt).slot);
}

function datesOf({ dueAt, closesAt }: Asked): Pick<CalendarLine, 'dueAt' | 'closesAt'> {
  return { dueAt, closesAt };
}
