import { DateTime } from 'luxon';
import { daysBetween, localDay } from '../../libs/domain/calendar/days.js';
import { isWorkingDay } from '../../libs/domain/calendar/working-days.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import type { CalendarLine } from './road-calendar.js';

/** The most that a column of words may take. */
const widest = 110;

/** A road's calendar as a table: day, days and working days since the enquiry, who, what, and the dates of what is asked. */
export function calendarTable({ calendar, zone }: Definition, startAt: string, lines: readonly CalendarLine[]): string {
  const firstDay = localDay(zone, startAt);
  const rows = lines.map(({ at, who, kind, what, dueAt, closesAt }) => {
    const day = localDay(zone, at);
    const working = workingDays(calendar, zone, firstDay, day);
    const dates = [dueAt, closesAt].map((instant) => (instant ? sayDay(localDay(zone, instant)) : ''));
    return [sayDay(day), `${daysBetween(firstDay, day)}d`, `${working}wd`, who || '-', kind, cut(what), ...dates];
  });
  return table([['day', 'days', 'working', 'who', 'gets or does', 'what', 'answer by', 'closes'], ...rows]);
}

/** How many mails each party gets on a road. */
export function mailCounts(lines: readonly CalendarLine[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, party } of lines) if (kind === 'mail' && party) counts.set(party, (counts.get(party) ?? 0) + 1);
  return counts;
}

/** Rows as columns of text, the first row as the heading. */
export function table(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const padded = (cell: string, column: number): string => cell[isNumber(cell) ? 'padStart' : 'padEnd'](widths[column] ?? 0);
  return rows.map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
}

function isNumber(cell: string): boolean {
  return /^\d+w?d$/.test(cell);
}

function workingDays(calendar: Definition['calendar'], zone: string, firstDay: string, day: string): number {
  let count = 0;
  for (let date = DateTime.fromISO(firstDay, { zone }).plus({ days: 1 }); date.toISODate()! <= day; date = date.plus({ days: 1 })) {
    if (isWorkingDay(calendar, date)) count += 1;
  }
  return count;
}

function sayDay(day: string): string {
  return DateTime.fromISO(day, { zone: 'utc', locale: 'en' }).toFormat('ccc dd LLL yyyy');
}

function cut(text: string): string {
  return text.length > widest ? `${text.slice(0, widest - 1)}…` : text;
}
