/** Local calendar days as text (`2027-03-08`), without a zone. */
import { DateTime } from 'luxon';

/** The local day of an instant in a zone. */
export function localDay(zone: string, instant: string): string {
  return isoDay(DateTime.fromISO(instant, { zone }));
}

/** Days from one local day to another; negative when the second lies before the first. */
export function daysBetween(firstDay: string, lastDay: string): number {
  return Math.round(utcDay(lastDay).diff(utcDay(firstDay), 'days').days);
}

/** How many days a stay has, both ends counted. */
export function lengthInDays(firstDay: string, lastDay: string): number {
  return daysBetween(firstDay, lastDay) + 1;
}

/** Every local day of a stay, in order. */
export function daysOf(firstDay: string, lastDay: string): string[] {
  return Array.from({ length: Math.max(0, lengthInDays(firstDay, lastDay)) }, (_, index) => addDays(firstDay, index));
}

/** The local day some days later (or earlier). */
export function addDays(day: string, count: number): string {
  return isoDay(utcDay(day).plus({ days: count }));
}

/** Whether a text is a day that exists. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

function utcDay(day: string): DateTime {
  const read = DateTime.fromISO(day, { zone: 'utc' });
  if (!read.isValid) throw new Error(`"${day}" is no day`);
  return read;
}

function isoDay(date: DateTime): string {
  const day = date.toISODate();
  if (day === null) throw new Error('not a valid date');
  return day;
}
