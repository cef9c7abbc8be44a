/** What is left of a question's deadlines when an exchange is postponed, and when they fall once it goes on. */
import { DateTime } from 'luxon';
import type { ProgrammeCalendar, PromptPolicy } from '../programme/definition.js';
import type { PromptInstants } from './deadlines.js';
import { addWorkingDays, atTime, isoInstant, isWorkingDay } from './working-days.js';

/** Working days left until something, and the local time of that day. */
export interface Remaining {
  readonly workingDays: number;
  /** `HH:mm:ss` on the clock of whoever is asked. */
  readonly at: string;
}

/** What is left of a question's dates; what had passed already is gone. */
export interface RemainingInstants {
  readonly remind: readonly Remaining[];
  readonly due: Remaining;
  readonly closes: Remaining;
  readonly notice?: Remaining;
}

/** What is left of a question's dates at an instant. A due date that has passed leaves one working day. */
export function remainingOf(instants: PromptInstants, calendar: ProgrammeCalendar, zone: string, at: string): RemainingInstants {
  const left = (instant: string): Remaining => ({
    workingDays: Math.max(1, workingDaysBetween(calendar, zone, at, instant)),
    at: DateTime.fromISO(instant, { zone }).toFormat('HH:mm:ss'),
  });
  return {
    remind: instants.remindAt.filter((instant) => instant > at).map(left),
    due: left(instants.dueAt),
    closes: left(instants.closesAt),
    ...(instants.noticeAt && instants.noticeAt > at && { notice: left(instants.noticeAt) }),
  };
}

/**
 * When the rest falls, counted from the instant at which the exchange goes on. The order of the dates is kept. A question
 * that closes with the edition still does: no pause makes an edition longer.
 */
export function resumedInstants(
  rest: RemainingInstants,
  policy: Pick<PromptPolicy, 'due' | 'closes'>,
  calendar: ProgrammeCalendar,
  zone: string,
  from: string,
  editionClosesAt: string,
): PromptInstants {
  const fall = ({ workingDays, at }: Remaining): string =>
    isoInstant(atTime(addWorkingDays(calendar, DateTime.fromISO(from, { zone }), workingDays), at));
  const end = policy.due === 'edition-closes' || policy.closes === 'edition-closes' ? later(editionClosesAt, from) : undefined;
  const dueAt = policy.due === 'edition-closes' && end !== undefined ? end : earlier(fall(rest.due), end);
  const closesAt = end ?? later(fall(rest.closes), dueAt);
  return {
    remindAt: rest.remind.map(fall).filter((instant) => instant < dueAt),
    dueAt,
    closesAt,
    ...(rest.notice && { noticeAt: earlier(fall(rest.notice), closesAt) }),
  };
}

function earlier(instant: string, other: string | undefined): string {
  return other !== undefined && other < instant ? other : instant;
}

function later(instant: string, other: string): string {
  return other > instant ? other : instant;
}

function workingDaysBetween(calendar: ProgrammeCalendar, zone: string, from: string, to: string): number {
  const last = DateTime.fromISO(to, { zone }).startOf('day');
  let day = DateTime.fromISO(from, { zone }).startOf('day');
  let count = 0;
  while (day < last) {
    day = day.plus({ days: 1 });
    if (isWorkingDay(calendar, day)) count += 1;
  }
  return count;
}
