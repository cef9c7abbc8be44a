import { DateTime } from 'luxon';

/** A local day as people read it: "Monday 8 March 2027". */
export function dayText(day: string, language: string): string {
  const read = DateTime.fromISO(day, { zone: 'utc' });
  return read.isValid ? read.setLocale(locale(language)).toFormat('cccc d LLLL yyyy') : day;
}

/** Two local days as people read them: "Monday 8 March 2027 – Thursday 11 March 2027". */
export function dayRangeText(from: string, to: string, language: string): string {
  return from === to ? dayText(from, language) : `${dayText(from, language)} – ${dayText(to, language)}`;
}

/** The day of an instant on somebody's clock. */
export function dateText(instant: string, zone: string, language: string): string {
  return DateTime.fromISO(instant, { zone }).setLocale(locale(language)).toFormat('cccc d LLLL yyyy');
}

/** An instant on somebody's clock, with the clock's name: "Monday 8 March 2027, 18:00 (CET)". */
export function momentText(instant: string, zone: string, language: string): string {
  const local = DateTime.fromISO(instant, { zone }).setLocale(locale(language));
  return `${local.toFormat('cccc d LLLL yyyy, HH:mm')} (${local.offsetNameShort ?? zone})`;
}

/** English pages are read all over Europe: days before months. */
function locale(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}
