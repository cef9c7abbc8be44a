import ical, { ICalCalendarMethod } from 'ical-generator';
import { addDays } from '../../../libs/domain/calendar/days.js';
import type { HubEntity, PlanEntity } from '../../../libs/db/entities/index.js';

interface Visit {
  ref: string;
  plan: PlanEntity;
  summary: string;
  place: HubEntity | undefined;
  programme: string;
  publicUrl: string;
}

/** The visit as a calendar file: whole days, one id for good, so that a changed plan replaces the older entry. */
export function visitCalendar({ ref, plan, summary, place, programme, publicUrl }: Visit): string {
  const calendar = ical({ name: programme, prodId: { company: 'sojourn', product: 'exchange', language: 'EN' }, method: ICalCalendarMethod.PUBLISH });
  calendar.createEvent({
    id: `${ref}/${plan.leg}@${new URL(publicUrl).hostname}`,
    sequence: plan.version,
    start: midnight(plan.firstDay),
    // The end of an all-day entry is the day after.
    end: midnight(addDays(plan.lastDay, 1)),
    allDay: true,
    stamp: new Date(plan.createdAt),
    summary: `${summary} (${ref})`,
    ...(place && { location: `${place.name}, ${place.city}` }),
  });
  return calendar.toString();
}

function midnight(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
