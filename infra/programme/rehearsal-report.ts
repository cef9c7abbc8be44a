import { budgetOf } from '../../libs/domain/programme/message-budget.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import type { TextCatalogue } from '../../libs/domain/texts/catalogue.js';
import { calendarTable, mailCounts } from './calendar-table.js';
import { Letters } from './letters.js';
import type { RehearsedPlan, RehearsedRoad } from './rehearse.js';
import { roadCalendar, type CalendarLine } from './road-calendar.js';

/** The calendar of each road that was played, one below the other, as a programme manager reads it before publishing. */
export function rehearsalReport(definition: Definition, texts: readonly TextCatalogue[], plan: RehearsedPlan, roads: readonly RehearsedRoad[]): string {
  const { visit, startAt } = plan;
  const intro = `${definition.name}, version ${definition.version}: a visit from ${visit.firstDay} to ${visit.lastDay}. Dates on the clock of ${definition.zone}.`;
  return [intro, ...roads.map((road) => roadReport(definition, texts, { startAt, visit }, road))].join('\n\n\n');
}

function roadReport(definition: Definition, texts: readonly TextCatalogue[], { startAt, visit }: RehearsedPlan, { road, ref, steps }: RehearsedRoad): string {
  const letters = new Letters(definition, texts, visit, ref);
  const lines = [...enquiry(letters, startAt, road.input?.startAt), ...roadCalendar(definition, letters, steps)];
  const title = road.silent ? silence(letters, definition, road.silent) : (road.title ?? road.key);
  const heading = `${title} [${road.key}]`;
  return [heading, '='.repeat(heading.length), calendarTable(definition, startAt, lines), '', counts(definition, letters, road.key, lines)].join('\n');
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

function counts({ messages }: Definition, letters: Letters, road: string, lines: readonly CalendarLine[]): string {
  const allowed = road === 'happy' ? budgetOf(messages, 'happy').parties : {};
  const each = [...mailCounts(lines)].map(([party, count]) => {
    const budget = allowed[party]?.mails;
    return `${letters.party(party)} ${count}${budget === undefined ? '' : ` of ${budget}${count > budget ? ' (TOO MANY)' : ''}`}`;
  });
  return `Mails: ${each.join(', ') || 'none'}.`;
}
