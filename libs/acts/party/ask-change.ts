import type { EntityManager } from 'typeorm';
import { PlaceHoldEntity } from '../../platform/db/entities/index.js';
import { lengthInDays, localDay } from '../../domain/calendar/days.js';
import { checkEligibility, checkSubstitute } from '../../domain/eligibility/eligibility.js';
import { planMaximum, type PricedPlan } from '../../domain/entitlement/plan-maximum.js';
import type { FieldError } from '../../domain/forms/field-errors.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import { sameMailbox } from '../../domain/network/mailbox.js';
import type { ChangeKind, PartyId } from '../../domain/programme/vocabulary.js';
import { zoneOf } from '../../dossier/people/parties.js';
import { changedPlan, replacedTraveller, travellersOf, type ChangeablePlan } from '../../dossier/record/plan-change.js';
import type { DossierRecord } from '../../dossier/record/dossier-record.js';
import { objectionToPrice } from '../../kinds/exchange/claims/hold-for-answer.js';
import type { Objection } from '../../staff/objections/objections.js';
import { textOf } from '../../dossier/record/text-of.js';
import { ownId, receiveAct } from '../acts.js';
import { readActForm, refusalNow, type PartyAct, type TakenAct } from './party-act.js';
import { lockExchange, sameAct } from '../same-act.js';

/**
 * A party asks for a change of the signed plan; whoever else it concerns is asked for consent. Stored in the caller's
 * transaction, once however often it is pressed.
 */
export async function askChange(db: EntityManager, act: PartyAct): Promise<TakenAct> {
  const { record, party, contact, now } = act;
  const { ref } = record.exchange;
  await lockExchange(db, ref);
  const code = await refusalNow(db, ref, 'change');
  if (code && code !== 'change-open') return { kind: 'not-now', code };
  const { value, errors } = readActForm(act, 'change');
  if (errors.length > 0) return { kind: 'refused', errors, refusals: [], value };
  const judged = await judgeChange(db, record, value, { now, asker: 'party' });
  if (judged.errors.length + judged.refusals.length > 0) return { kind: 'refused', ...judged, value };
  const what = value['what'] as ChangeKind;
  const input = { leg: record.plan.leg, change: ownId, what, consentOf: consentOf(record, party), by: contact.id };
  const asked = { ref, kind: 'change' as const, input, payload: judged.payload, by: contact.id, at: now };
  const same = await sameAct(db, asked);
  if (same) return { kind: 'taken', act: same };
  if (code) return { kind: 'refused', errors: [], refusals: [{ code }], value };
  return { kind: 'taken', act: await receiveAct(db, asked) };
}

/** Exactly those whom a change concerns: every party but the one that asks for it. */
export function consentOf({ parties }: DossierRecord, asker: PartyId): PartyId[] {
  return Object.keys(parties).filter((party) => party !== asker);
}

/** A change that may be asked for, with the dates that it comes to; or everything that speaks against it. */
export interface JudgedChange {
  errors: readonly FieldError[];
  refusals: readonly Objection[];
  payload: FormValue;
}

/** When a change is asked for, on the exchange's clock, and whether by a party or by the office. */
export interface AskedNow {
  now: string;
  asker: 'party' | 'office';
}

/**
 * Judges a change by the rules of the programme, by what is held, and by today. Parties stay within what was approved
 * for them; the office may give more, as far as the edition's budget has it.
 */
export async function judgeChange(db: EntityManager, record: DossierRecord, value: FormValue, asked: AskedNow): Promise<JudgedChange> {
  const what = value['what'] as ChangeKind;
  switch (what) {
    case 'dates':
    case 'fewer-days':
      return judgeDates(db, record, value, { what, ...asked });
    case 'participant':
      return judgeSubstitute(record, value);
    case 'online': {
      const already = (record.plan.content as FormValue)['online'] === true;
      return { errors: [], refusals: already ? [{ code: 'nothing-changes' }] : [], payload: value };
    }
  }
}

async function judgeDates(
  db: EntityManager,
  record: DossierRecord,
  value: FormValue,
  { what, now, asker }: { what: 'dates' | 'fewer-days' } & AskedNow,
): Promise<JudgedChange> {
  const { plan, programme, parties } = record;
  const after = changedPlan(plan, what, value);
  const payload = { ...value, dates: { from: after.firstDay, to: after.lastDay } };
  const [before, days] = [lengthInDays(plan.firstDay, plan.lastDay), lengthInDays(after.firstDay, after.lastDay)];
  if (what === 'fewer-days' && days !== Number(value['days'])) return wrongDays(days, payload);
  if (what === 'fewer-days' && days >= before) return wrongDays(before - 1, payload);
  if (after.firstDay === plan.firstDay && after.lastDay === plan.lastDay) return { errors: [], refusals: [{ code: 'nothing-changes' }], payload };
  const refusals: Objection[] = checkEligibility(programme.definition, { parties: {}, plan: after });
  const today = localDay(zoneOf(parties['hosting']) ?? programme.definition.zone, now);
  const begun = after.firstDay <= today && after.firstDay !== plan.firstDay;
  if (begun || after.lastDay < today) refusals.push({ code: 'in-the-past' });
  if (refusals.length === 0) refusals.push(...(await objectionsToMore(db, record, after, asker)));
  return { errors: [], refusals, payload };
}

/** The number of days and the dates do not fit each other. */
function wrongDays(max: number, payload: FormValue): JudgedChange {
  return { errors: [{ field: 'days', code: 'too-large', params: { max } }], refusals: [], payload };
}

/** A substitute passes the same check as whoever was named first. */
function judgeSubstitute({ plan, programme }: DossierRecord, value: FormValue): JudgedChange {
  const travellers = travellersOf(plan);
  const max = Math.max(1, travellers.length);
  const place = replacedTraveller(value);
  if (place >= max) return { errors: [{ field: 'participant', code: 'too-large', params: { max } }], refusals: [], payload: value };
  const travelsAlready = travellers.some((one) => sameMailbox(one.email, textOf(value['substituteEmail'])));
  const refusals: Objection[] = checkSubstitute(programme.definition, 'visiting', textOf(value['substitutePosition']));
  if (travelsAlready) refusals.push({ code: 'nothing-changes' });
  return { errors: [], refusals, payload: { ...value, insteadOf: travellers[place]?.name ?? null } };
}

/** What is held for the exchange does not cover the plan as it would become. */
async function objectionsToMore(db: EntityManager, record: DossierRecord, after: ChangeablePlan, asker: AskedNow['asker']): Promise<Objection[]> {
  const priced = pricedPlan(record, after);
  if (asker === 'office') return objectionToPrice(db, record, priced);
  const { exchange, programme, plan } = record;
  const hold = await db.findOneBy(PlaceHoldEntity, { ref: exchange.ref });
  const held = hold?.cents ?? planMaximum(programme.definition, plan);
  return planMaximum(programme.definition, priced) > held ? [{ code: 'more-than-held' }] : [];
}

/** A changed plan as far as its price depends on it: as many travel as before. */
export function pricedPlan({ plan }: DossierRecord, { firstDay, lastDay }: ChangeablePlan): PricedPlan {
  return { participants: plan.participants, firstDay, lastDay };
}
