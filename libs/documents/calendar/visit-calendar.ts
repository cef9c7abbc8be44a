import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { PlanEntity } from '../../platform/db/entities/index.js';
import { addDays } from '../../domain/calendar/days.js';
import type { Parties } from '../../dossier/people/parties.js';

/** A visit as calendars know it. */
export interface CalendarVisit {
  ref: string;
  leg: string;
  /** Local days, `2027-03-08`. */
  firstDay: string;
  lastDay: string;
  /** Counts up with each version of the plan; a cancellation counts one more. */
  sequence: number;
  /** When this version was made, ISO 8601 UTC. */
  stamp: string;
  summary: string;
  /** Where; empty when it is not known. */
  place: string;
  /** It does not take place: calendars that know it take it out. */
  cancelled: boolean;
  /** The final event, once it is planned: an entry of its own. */
  event?: CalendarEvent;
}

/** The final event as calendars know it: it has the visit's version and is off when the visit is. */
export interface CalendarEvent {
  /** A local day, `2027-03-11`. */
  day: string;
  summary: string;
  /** Where; empty when it is not known. */
  place: string;
}

/** Whose calendar file it is. */
export interface CalendarPublisher {
  programme: string;
  office: string;
  /** The office's mail address. */
  address: string;
  publicUrl: string;
}

/** A plan's visit for calendars; cancelled at an instant, it counts as one version more. */
export function calendarVisit(plan: PlanEntity, parties: Parties, { cancelledAt }: { cancelledAt?: string } = {}): CalendarVisit {
  const { visiting, hosting } = parties;
  const event = eventOf(plan.content as PlannedEvent);
  return {
    ref: plan.ref,
    leg: plan.leg,
    firstDay: plan.firstDay,
    lastDay: plan.lastDay,
    sequence: plan.version + (cancelledAt ? 1 : 0),
    stamp: cancelledAt ?? plan.createdAt,
    summary: `${visiting?.hub?.name ?? ''} → ${hosting?.hub?.name ?? ''}`,
    place: hosting?.hub ? `${hosting.hub.name}, ${hosting.hub.city}` : '',
    cancelled: cancelledAt !== undefined,
    ...(event && { event }),
  };
}

/** As much of a plan as says when and where the final event is. */
interface PlannedEvent {
  eventTitle?: unknown;
  eventDate?: unknown;
  eventPlace?: unknown;
}

function eventOf({ eventTitle, eventDate, eventPlace }: PlannedEvent): CalendarEvent | undefined {
  if (typeof eventDate !== 'string' || typeof eventTitle !== 'string') return undefined;
  return { day: eventDate, summary: eventTitle, place: typeof eventPlace === 'string' ? eventPlace : '' };
}

/** The visit and its final event as a calendar file: whole days, each with one id for good, so that a changed plan replaces the older entry. */
export function visitCalendar(visit: CalendarVisit, { programme, office, address, publicUrl }: CalendarPublisher): string {
  const method = visit.cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH;
  const calendar = ical({ name: programme, prodId: { company: 'sojourn', product: 'exchange', language: 'EN' }, method });
  const entries = [
    { id: `${visit.ref}/${visit.leg}`, first: visit.firstDay, last: visit.lastDay, summary: visit.summary, place: visit.place },
    ...(visit.event ? [{ id: `${visit.ref}/${visit.leg}/event`, first: visit.event.day, last: visit.event.day, summary: visit.event.summary, place: visit.event.place }] : []),
  ];
  for (const { id, first, last, summary, place } of entries) {
    calendar.createEvent({
      id: `${id}@${new URL(publicUrl).hostname}`,
      sequence: visit.sequence,
      start: midnight(first),
      // The end of an all-day entry is the day after.
      end: midnight(addDays(last, 1)),
      allDay: true,
      stamp: new Date(visit.stamp),
      summary: `${summary} (${visit.ref})`,
      organizer: { name: office, email: address },
      ...(visit.cancelled && { status: ICalEventStatus.CANCELLED }),
      ...(place && { location: place }),
    });
  }
  return calendar.toString();
}

function midnight(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
