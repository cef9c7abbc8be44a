import { ownId } from '../../acts/acts.js';
import { addDays, lengthInDays } from '../../domain/calendar/days.js';
import { checkEligibility, checkSubstitute } from '../../domain/eligibility/eligibility.js';
import type { JsonValue } from '../../domain/forms/canonical-json.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import type { ChangeKind, PartyId } from '../../domain/programme/vocabulary.js';
import { rowsOf } from '../../intake/entitlement-for.js';
import type { ExchangeRecord } from '../../intake/exchange-record.js';
import type { Objection } from '../../intake/objections.js';
import { textOf } from '../../intake/text-of.js';
import { object, refuse, wrongField, type ActDesk, type JudgedAct } from './act-desk.js';
import { foreseenMail, foreseenNotices, noConsequences } from './consequences.js';
import { foreseenRefusal } from './standing.js';

/** On whose behalf staff change the plan: a party's, whose consent is given then, or their own. */
export type Behalf = PartyId | 'office';

/** Staff change the signed plan. Everybody whom it concerns is asked, but whoever had it asked for. */
export function judgeChange(desk: ActDesk, value: FormValue, behalf: Behalf): JudgedAct {
  const refusal = foreseenRefusal('change', desk.standing);
  if (refusal) return refuse(desk, refusal);
  const what = value['what'] as ChangeKind;
  const changed = changedPlan(desk, value, what);
  if ('ok' in changed) return changed;
  const leg = Object.values(desk.record.parties)[0]?.leg ?? '1';
  const consentOf = Object.keys(desk.record.parties).filter((party) => party !== behalf);
  return {
    ok: true,
    make: async () => ({ kind: 'change', input: { leg, change: ownId, what, consentOf, by: desk.staff.id } }),
    payload: changed.payload,
    consequences: {
      ...noConsequences(),
      mails: [...consentOf.flatMap((party) => foreseenMail(desk.record, party, 'manager', 'consent')), ...foreseenNotices(desk.record, 'changed')],
    },
  };
}

/** What the change makes of the plan, as `publish` reads it; or what speaks against it. */
function changedPlan(desk: ActDesk, value: FormValue, what: ChangeKind): { payload: FormValue } | Extract<JudgedAct, { ok: false }> {
  switch (what) {
    case 'dates':
    case 'fewer-days':
      return otherDates(desk, value, what);
    case 'participant':
      return otherParticipant(desk, value);
    case 'online':
      return contentOf(desk.record)['online'] === true ? refuse(desk, 'nothing-changes') : { payload: value };
  }
}

/** Other days within the rules, never more of them than money is held for. */
function otherDates(desk: ActDesk, value: FormValue, what: 'dates' | 'fewer-days'): { payload: FormValue } | Extract<JudgedAct, { ok: false }> {
  const { plan, programme } = desk.record;
  const dates = datesOf(value, plan.firstDay);
  if (!dates) return wrongField(what === 'dates' ? 'dates' : 'days', 'required');
  if (dates.from === plan.firstDay && dates.to === plan.lastDay) return refuse(desk, 'nothing-changes');
  const [before, after] = [lengthInDays(plan.firstDay, plan.lastDay), lengthInDays(dates.from, dates.to)];
  const objections: Objection[] = checkEligibility(programme.definition, { parties: {}, plan: { firstDay: dates.from, lastDay: dates.to } });
  if (after > before) objections.push({ code: 'stay-too-long', params: { days: after, max: before } });
  if (what === 'fewer-days' && after >= before) return refuse(desk, 'nothing-changes');
  if (objections.length > 0) return object(desk, objections);
  return { payload: { ...value, dates } };
}

/** The dates that were typed; of fewer days without dates, the first days stay. */
function datesOf(value: FormValue, firstDay: string): { from: string; to: string } | undefined {
  const typed = value['dates'] as { from: string; to: string } | undefined;
  if (typed) return typed;
  const days = Number(value['days']);
  return days > 0 ? { from: firstDay, to: addDays(firstDay, days - 1) } : undefined;
}

/** Somebody else travels: judged by the same rule as the first. */
function otherParticipant(desk: ActDesk, value: FormValue): { payload: FormValue } | Extract<JudgedAct, { ok: false }> {
  const travellers = rowsOf(contentOf(desk.record)['participants']);
  const number = Number(value['participant'] ?? 1);
  if (number > Math.max(1, travellers.length)) return wrongField('participant', 'too-large', { max: Math.max(1, travellers.length) });
  const insteadOf = textOf(travellers[number - 1]?.['name']);
  if (insteadOf !== '' && insteadOf === value['substituteName']) return refuse(desk, 'nothing-changes');
  const objections = checkSubstitute(desk.record.programme.definition, 'visiting', textOf(value['substitutePosition']));
  if (objections.length > 0) return object(desk, objections);
  return { payload: { ...value, insteadOf } };
}

function contentOf({ plan }: ExchangeRecord): Record<string, JsonValue> {
  return plan.content as Record<string, JsonValue>;
}
