import { ownId } from '../acts.js';
import { judgeChange, pricedPlan } from '../party/ask-change.js';
import { planMaximum } from '../../domain/entitlement/plan-maximum.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import type { ChangeKind, PartyId } from '../../domain/programme/vocabulary.js';
import { changedPlan } from '../../dossier/record/plan-change.js';
import { holdAtLeast } from '../../money/budget/hold-money.js';
import { object, refuse, type ActDesk, type JudgedAct } from './act-desk.js';
import { foreseenMail, foreseenNotices, noConsequences } from './consequences.js';
import { refusalOfAct } from '../../domain/kinds/exchange/act-refusals.js';

/** Staff change the plan on behalf of a party, whose consent is given then, or on the office's own. */
export const ownBehalf = 'office';

/** Staff change the signed plan by the parties' own rules. Everybody whom it concerns is asked, but whoever had it asked for. */
export async function judgeStaffChange(desk: ActDesk, value: FormValue, behalf: PartyId): Promise<JudgedAct> {
  const { db, record, staff, standing, now, open } = desk;
  const refusal = refusalOfAct({ kind: 'change' }, standing);
  if (refusal) return refuse(desk, refusal);
  const { errors, refusals, payload } = await judgeChange(db, record, value, { now, asker: 'office' });
  if (refusals.length > 0) return object(desk, refusals);
  if (errors.length > 0) return { ok: false, errors, refusals: [] };
  const what = value['what'] as ChangeKind;
  const consentOf = Object.keys(record.parties).filter((party) => party !== behalf);
  const asked = consentOf.flatMap((party) => foreseenMail(record, party, 'manager', 'consent'));
  return {
    ok: true,
    make: async (tx) => {
      // Held before anybody is asked to agree; given back when they do not. Of all changes only other days cost more.
      const after = pricedPlan(record, changedPlan(record.plan, what, payload));
      if (what === 'dates') await holdAtLeast(tx, record.exchange.ref, planMaximum(record.programme.definition, after));
      return [{ kind: 'change', input: { leg: record.plan.leg, change: ownId, what, consentOf, by: staff.id } }];
    },
    payload,
    consequences: { ...noConsequences(), mails: [...asked, ...foreseenNotices(record, 'changed', open)] },
  };
}
