/** Which days count: the working week, holidays and quiet periods of a programme, on a local clock. */
import { DateTime } from 'luxon';
import type { ProgrammeCalendar } from '../programme/definition.js';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A day of the week as a definition writes it. */
export type Weekday = (typeof weekdays)[number];

/** The day of the week of a local date. */
export function weekdayOf(date: DateTime): Weekday {
  const day = weekdays[date.weekday - 1];
  if (day === undefined) throw new Error('not a valid date');
  return day;
}

/** Whether the office works on this local date; quiet periods leave hubs in peace, not the office. */
export function isOfficeDay(calendar: ProgrammeCalendar, date: DateTime): boolean {
  return calendar.workingDays.includes(weekdayOf(date)) && !calendar.holidays.includes(date.toFormat('MM-dd'));
}

/** Whether this local date lies in a quiet period; one may run over new year. */
export function isQuiet(calendar: ProgrammeCalendar, date: DateTime): boolean {
  const day = date.toFormat('MM-dd');
  return calendar.quietPeriods.some(({ from, to }) =>
    from <= to ? day >= from && day <= to : day >= from || day <= to,
  );
}

/** Whether this local date counts in deadlines. */
export function isWorkingDay(calendar: ProgrammeCalendar, date: DateTime): boolean {
  return isOfficeDay(calendar, date) && !isQuiet(calendar, date);
}

/** This local date when it counts, else the next one that does. */
export function onOrNextDay(date: DateTime, counts: (date: DateTime) => boolean): DateTime {
  let day = date;
  // A year and a half without a day that counts is a definition that was never validated.
  for (let step = 0; step < 550; step += 1) {
    if (counts(day)) return day;
    day = day.plus({ days: 1 });
  }
  throw new Error('the calendar has no working day');
}

/** The local date some working days later; the day itself is day 0. */
export function addWorkingDays(calendar: ProgrammeCalendar, date: DateTime, count: number): DateTime {
  // Days are walked without their zone, whose rules would be looked up for each; the local time comes back at the end.
  let day: DateTime = date.setZone('utc', { keepLocalTime: true });
  for (let counted = 0; counted < count; counted += 1) {
    day = onOrNextDay(day.plus({ days: 1 }), (each) => isWorkingDay(calendar, each));
  }
  return day.setZone(date.zone, { keepLocalTime: true });
}

/**
 * The instant of a local time of a day. A time that a clock change skips is moved by the length of the gap; of a time
 * that comes twice the first one is taken.
 */
export function atTime(date: DateTime, time: string): DateTime {
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
  return earlierOf(date.set({ hour, minute, second, millisecond: 0 }));
}

/** Of the two instants that one local time can be, the earlier; the library's own choice depends on where it came from. */
export function earlierOf(date: DateTime): DateTime {
  return date.getPossibleOffsets()[0] ?? date;
}

/** Of the two instants that one local time can be, the later. */
export function laterOf(date: DateTime): DateTime {
  return date.getPossibleOffsets().at(-1) ?? date;
}

/** Writes an instant as ISO 8601 in UTC with milliseconds. */
export function isoInstant(date: DateTime): string {
  const text = date.toUTC().toISO();
  if (text === null) throw new Error('not a valid instant');
  return text;
}
