import type { Step } from '../../libs/contracts/dossier/index.js';
import { daysBetween, localDay } from '../../libs/domain/calendar/days.js';
import type { Definition, MessageBudget } from '../../libs/domain/programme/definition.js';
import type { TextCatalogue } from '../../libs/domain/texts/catalogue.js';
import { budgetOfWay, wayTaken } from '../walkthrough/detours.js';
import { calendarTable, mailCounts, table } from './calendar-table.js';
import { Letters } from './letters.js';
import type { RehearsedPlan, RehearsedRoad } from './rehearse.js';
import { roadCalendar, type CalendarLine } from './road-calendar.js';

/** The calendar of each road that was played, one below the other, as a programme manager reads it before publishing. */
export function rehearsalReport(definition: Definition, texts: readonly TextCatalogue[], plan: RehearsedPlan, roads: readonly RehearsedRoad[]): string {
  const { visit, startAt } = plan;
  const intro = `${definition.name}, version ${definition.version}: a visit from ${visit.firstDay} to ${visit.lastDay}. Dates on the clock of ${definition.zone}.`;
  const told = roads.map((road) => tell(definition, texts, startAt, road));
  const overview = told.length > 1 ? [table([['road', 'days', 'ends', 'mails', 'what is rehearsed'], ...told.map(({ overview }) => overview)])] : [];
  return [intro, ...overview, ...told.map(({ report }) => report)].join('\n\n\n');
}

function tell(definition: Definition, texts: readonly TextCatalogue[], startAt: string, played: RehearsedRoad): { overview: string[]; report: string } {
  const { road, ref, dates, steps } = played;
  const letters = new Letters(definition, texts, dates, ref);
  const lines = [...enquiry(letters, startAt, road.input?.startAt), ...roadCalendar(definition, letters, dates, steps)];
  const title = road.silent ? silence(letters, definition, road.silent) : (road.title ?? road.key);
  const heading = `${title} [${road.key}]`;
  const mails = counts(definition, letters, steps, lines);
  const end = lines.at(-1);
  const days = `${daysBetween(localDay(definition.zone, startAt), localDay(definition.zone, end?.at ?? startAt))}d`;
  return {
    overview: [road.key, days, end?.what ?? '', mails, title],
    report: [heading, '='.repeat(heading.length), calendarTable(definition, startAt, lines), '', `Mails: ${mails}.`].join('\n'),
  };
}

/** Before the exchange begins the candidate confirms the address. A correction has no enquiry. */
function enquiry(letters: Letters, startAt: string, begins: string | undefined): CalendarLine[] {
  if (begins === 'correcting') return [];
  const who = letters.contact('visiting', 'manager');
  return [{ at: startAt, who, party: 'visiting', kind: 'mail', what: letters.subject('confirm-address', 'visiting') }];
}

function silence(letters: Letters, definition: Definition, { kind, party }: NonNullable<RehearsedRoad['road']['silent']>): string {
  const { to } = definition.prompts[kind];
  const slot = 'slot' in to ? to.slot : 'manager';
  const prompt = ['rehearsal', '1', party, kind, slot, '1'].join('/');
  return `${letters.contact(party, slot)} is silent: ${letters.question(prompt)}`;
}

function counts({ messages }: Definition, letters: Letters, steps: readonly Step[], lines: readonly CalendarLine[]): string {
  const allowed = budgetFor(messages, steps);
  const each = [...mailCounts(lines)].map(([party, count]) => {
    const budget = allowed?.parties[party]?.mails;
    return `${letters.party(party)} ${count}${budget === undefined ? '' : ` of ${budget}${count > budget ? ' (TOO MANY)' : ''}`}`;
  });
  return each.join(', ') || 'none';
}

/** What the definition allows on the way that the exchange took; a correction has no budget of its own. */
function budgetFor(messages: Definition['messages'], steps: readonly Step[]): MessageBudget | undefined {
  if (steps[0]?.stage === 'correcting') return undefined;
  const journal = steps.flatMap(({ at, events }) => events.map(({ kind, ...detail }) => ({ kind, at, detail })));
  return budgetOfWay(messages, wayTaken(journal));
}
