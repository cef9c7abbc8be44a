import type { DomainEvent, PromptInstants, Step } from '../../libs/contracts/exchange/index.js';
import { promptInstants } from '../../libs/domain/calendar/deadlines.js';
import { localDay } from '../../libs/domain/calendar/days.js';
import { editionClosesAt } from '../../libs/domain/calendar/moments.js';
import { isEnding } from '../../libs/domain/exchange/lifecycle.js';
import { parsePromptId, type PromptId } from '../../libs/domain/exchange/reference.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import { roles, type MailKind } from '../../libs/domain/programme/vocabulary.js';
import { changesVariant, mailsWithChanges } from '../../libs/domain/texts/mail-params.js';
import { arrivalOf, carrierOf, mailAt } from './arrival.js';
import type { Letters } from './letters.js';

/** The words of a calendar. */
export type CalendarWords = Pick<Letters, 'subject' | 'question' | 'answered' | 'lapsed' | 'stage' | 'who' | 'contact' | 'role'>;

/** One line of a road's calendar. */
export interface CalendarLine {
  /** ISO 8601 UTC, by the exchange's clock. */
  at: string;
  /** Party and slot, or staff role; empty for what happens to the exchange as a whole. */
  who: string;
  /** The party that gets a mail. */
  party?: string;
  kind: 'mail' | 'digest' | 'payment run' | 'answer' | 'hand-over' | 'closed' | 'stage' | 'end';
  what: string;
  /** Where something is asked: please answer by, and closed without an answer. */
  dueAt?: string;
  closesAt?: string;
}

type Event<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

/**
 * What everybody gets on a road and when: mails in mail hours and outside quiet periods, digests and payment runs,
 * deadlines with who takes over, what closes, and where the exchange stands.
 */
export function roadCalendar(definition: Definition, letters: CalendarWords, steps: readonly Step[]): CalendarLine[] {
  const calendar = new RoadCalendar(definition, letters);
  for (const step of steps) for (const event of step.events) calendar.hear(event, step.at);
  return calendar.lines.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

class RoadCalendar {
  readonly lines: CalendarLine[] = [];
  /** Contact and day of each reminder: what falls due on one day goes in one mail. */
  private readonly reminded = new Set<string>();

  constructor(
    private readonly definition: Definition,
    private readonly letters: CalendarWords,
  ) {}

  hear(event: DomainEvent, at: string): void {
    const { letters } = this;
    switch (event.kind) {
      case 'asked':
        return this.ask(event, at);
      case 'answered':
        return this.answer(event);
      case 'reminded':
        return this.remind(event.prompt, at);
      case 'warned':
        return this.mailAbout(event.prompt, 'closing-soon', at);
      case 'extended':
        return this.mailAbout(event.prompt, 'extended', at);
      case 'escalated':
        return this.handOver(event.prompt, at);
      case 'lapsed':
        return this.add({ at, who: letters.who(event.prompt), kind: 'closed', what: letters.lapsed(event.prompt) });
      case 'closed':
        return this.add({ at, who: letters.who(event.prompt), kind: 'closed', what: `no longer asked: ${letters.question(event.prompt)}` });
      case 'informed':
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

  /** The date that people read has passed. */
  private handOver(prompt: PromptId, at: string): void {
    const { kind } = parsePromptId(prompt);
    const to = this.letters.role(this.definition.prompts[kind].escalateTo ?? 'coordinator');
    const what = isStaff(prompt) ? `late: ${this.letters.question(prompt)}` : `to call ${this.letters.who(prompt)}: ${this.letters.question(prompt)}`;
    this.add({ at, who: to, kind: 'hand-over', what });
  }

  private mailAbout(prompt: PromptId, kind: MailKind, at: string): void {
    if (isStaff(prompt)) return;
    const { party, slot } = parsePromptId(prompt);
    this.mail(party, slot, kind, at, { note: this.letters.question(prompt) });
  }

  private mail(party: string, slot: string, kind: MailKind, at: string, more: { variant?: string; note?: string; dates?: PromptInstants } = {}): void {
    const subject = this.letters.subject(kind, party, more.variant);
    this.add({
      at: mailAt(this.definition, kind, at),
      who: this.letters.contact(party, slot),
      party,
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

function isStaff(prompt: PromptId): boolean {
  return (roles as readonly string[]).includes(parsePromptId(prompt).slot);
}

function datesOf({ dueAt, closesAt }: PromptInstants): Pick<CalendarLine, 'dueAt' | 'closesAt'> {
  return { dueAt, closesAt };
}
