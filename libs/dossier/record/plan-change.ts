import { addDays, lengthInDays } from '../../domain/calendar/days.js';
import type { JsonValue } from '../../domain/forms/canonical-json.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import type { ChangeKind } from '../../domain/programme/vocabulary.js';
import { say, type TextCatalogue } from '../../domain/texts/catalogue.js';
import { formatDay } from '../../domain/texts/say-values.js';

/** A plan, as far as it can change after the signatures. Days are local, `2027-03-08`. */
export interface ChangeablePlan {
  firstDay: string;
  lastDay: string;
  content: object;
}

/** Somebody who travels, as the plan names them. */
export interface Traveller {
  name: string;
  position: string;
  email: string;
}

/** What an agreed change makes of the plan. */
export function changedPlan(plan: ChangeablePlan, what: ChangeKind, payload: FormValue): ChangeablePlan {
  const content = plan.content as FormValue;
  switch (what) {
    case 'dates':
    case 'fewer-days':
      return withDates(plan, newDates(plan, what, payload));
    case 'participant':
      return { ...plan, content: { ...content, participants: substituted(travellersOf(plan), payload) } };
    case 'online':
      return { ...plan, content: { ...content, online: true } };
  }
}

/** The days that a change asks for; with fewer days and no dates named, the first ones count. */
function newDates(plan: ChangeablePlan, what: ChangeKind, payload: FormValue): { from: string; to: string } {
  const dates = payload['dates'] as { from: string; to: string } | undefined;
  if (dates) return dates;
  const days = what === 'fewer-days' ? Number(payload['days']) : lengthInDays(plan.firstDay, plan.lastDay);
  return { from: plan.firstDay, to: addDays(plan.firstDay, days - 1) };
}

/** Who travels by the plan. */
export function travellersOf({ content }: ChangeablePlan): Traveller[] {
  const people = (content as FormValue)['participants'];
  return Array.isArray(people) ? (people as unknown as Traveller[]) : [];
}

/** The number of the traveller who is replaced, from 0. */
export function replacedTraveller(payload: FormValue): number {
  return Math.max(1, Number(payload['participant'] ?? 1)) - 1;
}

/** A change as one sentence of `changes.<kind>`: what is new. */
export function sayChange(texts: TextCatalogue, plan: ChangeablePlan, what: ChangeKind, payload: FormValue): string {
  const { firstDay, lastDay } = changedPlan(plan, what, payload);
  const position = `forms.change.fields.substitutePosition.options.${textOf(payload['substitutePosition'])}`;
  return say(texts, `changes.${what}`, {
    firstDay: formatDay(firstDay, texts.language),
    lastDay: formatDay(lastDay, texts.language),
    count: lengthInDays(firstDay, lastDay),
    name: textOf(payload['substituteName']),
    position: what === 'participant' ? say(texts, position) : '',
  });
}

/** The final event stays where it is, or moves to the last day where it would lie outside the visit. */
function withDates(plan: ChangeablePlan, { from, to }: { from: string; to: string }): ChangeablePlan {
  const content = plan.content as FormValue;
  const event = content['eventDate'];
  const moved = typeof event === 'string' && (event < from || event > to) ? { eventDate: to } : {};
  return { firstDay: from, lastDay: to, content: { ...content, dates: { from, to }, ...moved } };
}

function substituted(travellers: Traveller[], payload: FormValue): JsonValue {
  const substitute = {
    name: textOf(payload['substituteName']),
    position: textOf(payload['substitutePosition']),
    email: textOf(payload['substituteEmail']),
  };
  const place = replacedTraveller(payload);
  return travellers.length === 0 ? [substitute] : travellers.map((one, n) => (n === place ? substitute : { ...one }));
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
