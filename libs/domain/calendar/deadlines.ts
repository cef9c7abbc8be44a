/** When a question is due, when it closes and when its reminders go: pure arithmetic on a local clock. */
import { DateTime } from 'luxon';
import type { ProgrammeCalendar, PromptPolicy } from '../programme/definition.js';
import { durationOf } from '../programme/durations.js';
import { addWorkingDays, atTime, isWorkingDay, isoInstant, onOrNextDay } from './working-days.js';

/** The instants of one prompt, ISO 8601 in UTC. */
export interface PromptInstants {
  /** In order, each before `dueAt`. */
  readonly remindAt: readonly string[];
  /** The date that people read: staff take over here, an answer still counts. */
  readonly dueAt: string;
  /** After this instant no answer counts; never before `dueAt`. */
  readonly closesAt: string;
  /** When the notice before closing goes, where the policy has one. */
  readonly noticeAt?: string;
}

/** A policy as far as deadlines go. */
export type DeadlinePolicy = Pick<PromptPolicy, 'due' | 'closes' | 'reminders' | 'noticeBefore'>;

/**
 * Computes a prompt's instants from the moment it was opened, on the clock of whoever is asked. A policy that closes
 * with the edition needs `editionClosesAt`.
 */
export function promptInstants(
  policy: DeadlinePolicy,
  calendar: ProgrammeCalendar,
  zone: string,
  openedAt: string,
  editionClosesAt?: string,
): PromptInstants {
  const opened = DateTime.fromISO(openedAt, { zone });
  if (!opened.isValid) throw new Error(`"${openedAt}" in "${zone}" is no instant`);

  const due = dueInstant(policy.due, calendar, opened, editionClosesAt);
  const closes = closingInstant(policy, calendar, opened, due, editionClosesAt);
  const reminders = policy.reminders
    .map((text) => reminderInstant(text, calendar, opened))
    .filter((instant) => instant > opened && instant < due);
  return {
    remindAt: [...new Set(reminders.map(isoInstant))].toSorted(),
    dueAt: isoInstant(due),
    closesAt: isoInstant(closes),
    ...(policy.noticeBefore === undefined
      ? {}
      : { noticeAt: isoInstant(noticeInstant(policy.noticeBefore, calendar, opened, closes)) }),
  };
}

/**
 * Computes a prompt's instants anew when staff move its due date at an instant: it closes, warns and reminds as far from
 * the new date as it would had it been opened in time for it. What would have gone before `movedAt` is left out; where
 * that leaves no reminder although there are days enough, one goes two working days before the date.
 */
export function movedInstants(
  policy: DeadlinePolicy,
  calendar: ProgrammeCalendar,
  zone: string,
  { dueAt, movedAt }: { dueAt: string; movedAt: string },
  editionClosesAt?: string,
): PromptInstants {
  const due = DateTime.fromISO(dueAt, { zone });
  const now = DateTime.fromISO(movedAt, { zone });
  const opened = openingFor(policy.due, calendar, due);
  const closes = closingInstant(policy, calendar, opened, due, editionClosesAt);
  const byPolicy = policy.reminders.map((text) => reminderInstant(text, calendar, opened)).filter((instant) => instant > now && instant < due);
  const reminders = byPolicy.length > 0 || policy.reminders.length === 0 ? byPolicy : lastReminder(calendar, now, due);
  return {
    remindAt: [...new Set(reminders.map(isoInstant))].toSorted(),
    dueAt: isoInstant(due),
    closesAt: isoInstant(closes),
    ...(policy.noticeBefore !== undefined && { noticeAt: isoInstant(noticeInstant(policy.noticeBefore, calendar, now, closes)) }),
  };
}

/**
 * The plain length of a duration from an instant, without working hours: when a draft is deleted, a code stops
 * working or a link stops being readable.
 */
export function plainInstant(duration: string, calendar: ProgrammeCalendar, zone: string, from: string): string {
  return isoInstant(shift(duration, calendar, DateTime.fromISO(from, { zone })));
}

function dueInstant(due: string, calendar: ProgrammeCalendar, opened: DateTime, editionClosesAt: string | undefined): DateTime {
  if (due === 'edition-closes') return editionEnd(editionClosesAt, opened);
  if (isShort(due)) return shift(due, calendar, opened);
  const day = onOrNextDay(shift(due, calendar, opened), (date) => isWorkingDay(calendar, date));
  return atTime(day, calendar.dueAt);
}

/** When a question would have been opened that is due then. */
function openingFor(text: string, calendar: ProgrammeCalendar, due: DateTime): DateTime {
  if (text === 'edition-closes') return due;
  const { amount, unit } = durationOf(text);
  return unit === 'wd' ? workingDaysBefore(calendar, due, amount) : shiftBack(due, text);
}

/** One reminder shortly before a date, unless it would follow at the heels of the mail that named the date. */
function lastReminder(calendar: ProgrammeCalendar, now: DateTime, due: DateTime): DateTime[] {
  const instant = atTime(workingDaysBefore(calendar, due, 2), calendar.remindAt);
  return instant > addWorkingDays(calendar, now, 2) ? [instant] : [];
}

function closingInstant(
  policy: DeadlinePolicy,
  calendar: ProgrammeCalendar,
  opened: DateTime,
  due: DateTime,
  editionClosesAt: string | undefined,
): DateTime {
  if (policy.due === 'edition-closes' || policy.closes === 'edition-closes') return editionEnd(editionClosesAt, opened);
  if (policy.closes === undefined) return isShort(policy.due) ? due : lastSecond(due);
  if (isShort(policy.closes)) return DateTime.max(due, shift(policy.closes, calendar, opened));
  return DateTime.max(lastSecond(shift(policy.closes, calendar, opened)), lastSecond(due));
}

function reminderInstant(text: string, calendar: ProgrammeCalendar, opened: DateTime): DateTime {
  if (isShort(text)) return shift(text, calendar, opened);
  const day = onOrNextDay(shift(text, calendar, opened), (date) => isWorkingDay(calendar, date));
  return atTime(day, calendar.remindAt);
}

function noticeInstant(before: string, calendar: ProgrammeCalendar, opened: DateTime, closes: DateTime): DateTime {
  const { amount, unit } = durationOf(before);
  let day = unit === 'wd' ? workingDaysBefore(calendar, closes, amount) : shiftBack(closes, before);
  // A notice that would fall on a silent day goes on the last working day before it, so that it is never late.
  while (!isWorkingDay(calendar, day) && day > opened) day = day.minus({ days: 1 });
  return DateTime.max(atTime(day, calendar.remindAt), opened);
}

function workingDaysBefore(calendar: ProgrammeCalendar, date: DateTime, count: number): DateTime {
  let day = date;
  for (let counted = 0; counted < count; ) {
    day = day.minus({ days: 1 });
    if (isWorkingDay(calendar, day)) counted += 1;
  }
  return day;
}

function shift(text: string, calendar: ProgrammeCalendar, from: DateTime): DateTime {
  const { amount, unit } = durationOf(text);
  switch (unit) {
    case 'wd':
      return addWorkingDays(calendar, from, amount);
    case 'd':
      return from.plus({ days: amount });
    case 'mo':
      return from.plus({ months: amount });
    case 'h':
      return from.plus({ hours: amount });
    case 'min':
      return from.plus({ minutes: amount });
  }
}

function shiftBack(from: DateTime, text: string): DateTime {
  const { amount, unit } = durationOf(text);
  if (unit === 'mo') return from.minus({ months: amount });
  return unit === 'd' ? from.minus({ days: amount }) : from.minus({ hours: unit === 'h' ? amount : amount / 60 });
}

function isShort(text: string): boolean {
  const { unit } = durationOf(text);
  return unit === 'h' || unit === 'min';
}

function lastSecond(date: DateTime): DateTime {
  // By the clock, not "just before tomorrow": where clocks go back at midnight, that would fall into tomorrow.
  return date.set({ hour: 23, minute: 59, second: 59, millisecond: 0 });
}

function editionEnd(editionClosesAt: string | undefined, opened: DateTime): DateTime {
  if (editionClosesAt === undefined) throw new Error('this policy closes with the edition, whose end was not given');
  const end = DateTime.fromISO(editionClosesAt, { zone: opened.zone });
  return DateTime.max(end, opened);
}
