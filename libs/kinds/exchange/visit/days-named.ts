import type { EntityManager } from 'typeorm';
import { JournalEntity, PlanEntity } from '../../../platform/db/entities/index.js';
import { lengthInDays, localDay } from '../../../domain/calendar/days.js';
import { editionOpensAt } from '../../../domain/calendar/moments.js';
import type { FieldError } from '../../../domain/forms/field-errors.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import type { PartyId } from '../../../domain/programme/vocabulary.js';
import { rowsOf } from '../claims/entitlement-for.js';
import type { DossierRecord } from '../../../dossier/record/dossier-record.js';
import { textOf } from '../../../dossier/record/text-of.js';
import { todayOfHost } from './visit-days-past.js';
import { zoneOf } from '../../../dossier/people/parties.js';

/** Local days, `2027-03-08`. */
export interface Days {
  firstDay: string;
  lastDay: string;
}

/** A visit is planned for days to come: its first day is not today. */
export function daysGoneBy(field: string, { firstDay }: Days, today: string): FieldError[] {
  return firstDay > today ? [] : [{ field: `${field}.from`, code: 'day-gone-by', params: {} }];
}

/**
 * The days that the host has said yes to: the plan as it was before the first application. Only for an exchange that
 * was not signed yet: until then nothing but applications has changed the plan since.
 */
export async function daysAgreed(db: EntityManager, { exchange: { ref }, plan }: DossierRecord): Promise<Days> {
  const applications = await db.countBy(JournalEntity, { ref, kind: 'plan-submitted' });
  if (applications === 0) return plan;
  return db.findOneByOrFail(PlanEntity, { ref, leg: plan.leg, version: plan.version - applications });
}

/** An application keeps to the days that the host has agreed to, all of them or some, and to days to come. */
export async function judgeApplicationDays(db: EntityManager, record: DossierRecord, value: FormValue, stay: Days, now: string): Promise<FieldError[]> {
  const { firstDay, lastDay } = await daysAgreed(db, record);
  const outside = (day: string, end: 'from' | 'to'): FieldError[] =>
    day >= firstDay && day <= lastDay ? [] : [{ field: `dates.${end}`, code: 'day-not-agreed', params: { firstDay, lastDay } }];
  const gone = daysGoneBy('dates', stay, todayOfHost(record, now));
  return [...(gone.length > 0 ? gone : outside(stay.firstDay, 'from')), ...outside(stay.lastDay, 'to'), ...judgeWorkPlan(value, stay)];
}

/** What is prepared before the visit belongs in the objectives: the work plan has days of the visit only. */
function judgeWorkPlan(value: FormValue, { firstDay, lastDay }: Days): FieldError[] {
  return rowsOf(value['activities']).flatMap((row, n): FieldError[] => {
    const day = textOf(row['day']);
    return day >= firstDay && day <= lastDay ? [] : [{ field: `activities.${n}.day`, code: 'day-outside-visit', params: { firstDay, lastDay } }];
  });
}

/** What a party paid was paid by today, on its own clock or the programme's, and not before the edition opened. */
export function judgePaidDays(record: DossierRecord, party: PartyId, value: FormValue, now: string): FieldError[] {
  return rowsOf(value['costs']).flatMap((row, n) => judgePaidDay(record, { field: `costs.${n}.date`, day: textOf(row['date']), party }, now));
}

/** The same of one day at a field. An empty one is for the form to judge. */
export function judgePaidDay({ programme, parties }: DossierRecord, { field, day, party }: { field: string; day: string; party: PartyId }, now: string): FieldError[] {
  if (day === '') return [];
  const { zone, edition } = programme.definition;
  const hubZone = zoneOf(parties[party]) ?? zone;
  if (day > localDay(zone, now) && day > localDay(hubZone, now)) return [{ field, code: 'day-to-come', params: {} }];
  const firstDay = localDay(edition.zone, editionOpensAt(edition));
  return day < firstDay ? [{ field, code: 'day-before-edition', params: { firstDay } }] : [];
}

/** Days present that the plan has not, and people whom it does not name. */
export function judgeDaysPresent({ plan }: DossierRecord, value: FormValue): FieldError[] {
  const max = lengthInDays(plan.firstDay, plan.lastDay);
  const rows = rowsOf(value['daysPresent']);
  if (rows.length > plan.participants) {
    return [{ field: 'daysPresent', code: 'too-many-rows', params: { max: plan.participants, count: rows.length } }];
  }
  return rows.flatMap((row, n): FieldError[] =>
    Number(row['days']) > max ? [{ field: `daysPresent.${n}.days`, code: 'too-large', params: { max } }] : [],
  );
}

/**
 * Costs of a claim that were paid before all had signed: a programme that says nothing of them leaves them to whoever
 * checks. None as long as nobody knows when it was signed.
 */
export async function paidBeforeSignature(db: EntityManager, { exchange, programme }: DossierRecord, claim: FormValue | undefined): Promise<{ what: string; day: string }[]> {
  const signed = await db.findOne(JournalEntity, { where: { ref: exchange.ref, kind: 'agreement-signed' }, order: { seq: 'ASC' } });
  if (!signed) return [];
  const signedOn = localDay(programme.definition.zone, signed.at);
  return rowsOf(claim?.['costs'])
    .map((row) => ({ what: textOf(row['what']), day: textOf(row['date']) }))
    .filter(({ day }) => day !== '' && day < signedOn);
}
