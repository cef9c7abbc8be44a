/** The most that a plan can cost: what is held for it. */
import { lengthInDays } from '../calendar/days.js';
import type { Cents } from '../money/cents.js';
import type { Definition } from '../programme/definition.js';
import type { PartyId } from '../programme/vocabulary.js';
import { maximumEntitlement } from './entitlement.js';

/** A plan as far as its price depends on it. Days are local, `2027-03-08`. */
export interface PricedPlan {
  readonly participants: number;
  readonly firstDay: string;
  readonly lastDay: string;
}

/** The most that one party can get by a plan; nothing where the definition pays it nothing. */
export function partyMaximum({ entitlements }: Pick<Definition, 'entitlements'>, party: PartyId, plan: PricedPlan): Cents {
  const rules = entitlements[party];
  return rules ? maximumEntitlement(rules, { participants: plan.participants, days: lengthInDays(plan.firstDay, plan.lastDay) }) : 0;
}

/** The most that all parties can get by a plan. */
export function planMaximum(definition: Pick<Definition, 'entitlements'>, plan: PricedPlan): Cents {
  return Object.keys(definition.entitlements).reduce((sum, party) => sum + partyMaximum(definition, party, plan), 0);
}
