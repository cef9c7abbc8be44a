/** Dates that the story waits for, the hours in which mail goes out, and the office's own rhythm. */
import { DateTime } from 'luxon';
import type { Definition, EditionRules, ProgrammeCalendar } from '../programme/definition.js';
import { durationOf } from '../programme/durations.js';
import type { Moment } from '../programme/vocabulary.js';
import { addWorkingDays, atTime, earlierOf, isOfficeDay, isQuiet, isoInstant, laterOf, onOrNextDay, weekdayOf } from './working-days.js';

/** The days of a visit on the host's clock. */
export interface VisitDays {
  readonly firstDay: string;
  readonly lastDay: string;
}

/** Whom a mail goes to: quiet periods leave hubs in peace, the office works on. */
export type MailAudience = 'hub' | 'staff';

/**
 * The instant of a moment. `zone` is the clock of the visit (the host's); `from` is the instant of settlement, which
 * only the follow-up counts from.
 */
export function momentInstant(
  moment: Moment,
  plan: VisitDays,
  definition: Pick<Definition, 'moments' | 'calendar' | 'edition'>,
  zone: string,
  from: string,
): string {
  const rule = definition.moments[moment];
  const base = momentBase(rule.from, plan, definition.edition, zone, from);
  const { amount, unit } = durationOf(rule.offset);
  const shifted =
    unit === 'wd'
      ? addWorkingDays(definition.calendar, base, amount)
      : base.plus({ [{ d: 'days', mo: 'months', h: 'hours', min: 'minutes' }[unit]]: amount });
  return isoInstant(rule.at === undefined ? shifted : atTime(shifted, rule.at));
}

/** The last instant of an edition: the end of the closing minute on the clock of its own zone. */
export function editionClosesAt(edition: EditionRules): string {
  return isoInstant(laterOf(DateTime.fromISO(edition.closes, { zone: edition.zone })).endOf('minute').startOf('second'));
}

/** The first instant of an edition. */
export function editionOpensAt(edition: EditionRules): string {
  return isoInstant(earlierOf(DateTime.fromISO(edition.opens, { zone: edition.zone })));
}

/** The next moment at which a mail may go, on the clock of whoever gets it: the wish itself, or the next opening hour. */
export function mailInstant(calendar: ProgrammeCalendar, zone: string, wishedAt: string, audience: MailAudience = 'hub'): string {
  const wished = DateTime.fromISO(wishedAt, { zone });
  const mayGo = (date: DateTime): boolean =>
    isOfficeDay(calendar, date) && !(audience === 'hub' && isQuiet(calendar, date));
  const { from, to } = calendar.mailHours;
  if (mayGo(wished) && wished >= atTime(wished, from) && wished < atTime(wished, to)) return isoInstant(wished);
  const today = wished < atTime(wished, from) ? wished : wished.plus({ days: 1 });
  return isoInstant(atTime(onOrNextDay(today, mayGo), from));
}

/** The next staff digest strictly after an instant: each working day of the office. */
export function nextDigestAt(calendar: ProgrammeCalendar, zone: string, after: string): string {
  return nextAt(zone, after, calendar.digestAt, (date) => isOfficeDay(calendar, date));
}

/** The next Monday mail strictly after an instant; a Monday off moves it to the next working day of that week. */
export function nextMondayMailAt(calendar: ProgrammeCalendar, zone: string, after: string): string {
  const from = DateTime.fromISO(after, { zone });
  let monday = from.startOf('week');
  for (;;) {
    const candidate = atTime(onOrNextDay(monday, (date) => isOfficeDay(calendar, date)), calendar.mondayMailAt);
    if (candidate > from) return isoInstant(candidate);
    monday = monday.plus({ weeks: 1 });
  }
}

/** The next payment run strictly after an instant, on the office's clock; a run day off moves to the next working day. */
export function nextPaymentRunAt(definition: Pick<Definition, 'calendar' | 'zone'>, after: string): string {
  const { calendar, zone } = definition;
  const { day, at } = calendar.paymentRun;
  const from = DateTime.fromISO(after, { zone });
  let date = from.startOf('day').minus({ weeks: 1 });
  while (weekdayOf(date) !== day) date = date.plus({ days: 1 });
  for (;;) {
    const candidate = atTime(onOrNextDay(date, (each) => isOfficeDay(calendar, each)), at);
    if (candidate > from) return isoInstant(candidate);
    date = date.plus({ weeks: 1 });
  }
}

function nextAt(zone: string, after: string, time: string, counts: (date: DateTime) => boolean): string {
  const from = DateTime.fromISO(after, { zone });
  const first = atTime(from, time) > from ? from : from.plus({ days: 1 });
  return isoInstant(atTime(onOrNextDay(first, counts), time));
}

function momentBase(
  base: Definition['moments'][Moment]['from'],
  plan: VisitDays,
  edition: EditionRules,
  zone: string,
  from: string,
): DateTime {
  switch (base) {
    case 'first-day':
      return DateTime.fromISO(plan.firstDay, { zone });
    case 'last-day':
      return DateTime.fromISO(plan.lastDay, { zone });
    case 'settled':
      return DateTime.fromISO(from, { zone });
    case 'edition-closes':
      return DateTime.fromISO(editionClosesAt(edition), { zone });
  }
}
