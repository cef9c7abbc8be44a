/** Who may take part, by the definition's rules. A refusal is a code with its numbers; texts say it to people. */
import type { Definition, PartyRules } from '../programme/definition.js';
import { lengthInDays } from '../calendar/days.js';
import type { Membership, OrganisationType, PartyId } from '../programme/vocabulary.js';

/** What is known of one party when it is judged. */
export interface PartyFacts {
  readonly organisationId: string;
  readonly organisationType: OrganisationType;
  readonly membership: Membership;
  /** ISO 3166 code of the country where its hub stands, or else its seat; absent as long as nobody knows. */
  readonly country?: string;
  /** The positions of those who take part, by option key; undefined as long as nobody is named. */
  readonly positions?: readonly string[];
}

/** The facts an application is judged by; parties that are not known yet are left out. */
export interface EligibilityFacts {
  readonly parties: Readonly<Record<PartyId, PartyFacts>>;
  /** Local days, `2027-03-08`. */
  readonly plan?: { readonly firstDay: string; readonly lastDay: string };
  /** The declaration; undefined as long as it was not asked. */
  readonly noDoubleFunding?: boolean;
}

/** Why not. */
export type RefusalCode =
  /** The organisation's membership does not open this programme. */
  | 'membership'
  /** The organisation is of a type that cannot take this part. */
  | 'organisation-type'
  /** Visitor and host are the same legal body. */
  | 'same-organisation'
  /** Visitor and host sit in the same country. */
  | 'same-country'
  /** A participant's position is not one that the programme is for. */
  | 'position'
  /** Too few people. */
  | 'too-few-participants'
  /** Too many people. */
  | 'too-many-participants'
  /** The last day lies before the first. */
  | 'days-reversed'
  /** The stay is too short. */
  | 'stay-too-short'
  /** The stay is too long. */
  | 'stay-too-long'
  /** The visit begins before the edition allows it. */
  | 'before-edition'
  /** The visit ends after the edition allows it. */
  | 'after-edition'
  /** Nobody declared that no other public money pays for the same costs. */
  | 'double-funding';

/** The values that each reason's sentence may name, beside the party. */
export const refusalParams: Readonly<Record<RefusalCode, readonly string[]>> = {
  membership: ['membership'],
  'organisation-type': ['type'],
  'same-organisation': [],
  'same-country': [],
  position: ['position', 'participant'],
  'too-few-participants': ['count', 'min'],
  'too-many-participants': ['count', 'max'],
  'days-reversed': [],
  'stay-too-short': ['days', 'min'],
  'stay-too-long': ['days', 'max'],
  'before-edition': ['from'],
  'after-edition': ['until'],
  'double-funding': [],
};

/** One reason, to be said with `refusals.<code>` of the texts. */
export interface Refusal {
  readonly code: RefusalCode;
  /** The party it concerns; absent when it concerns the plan. */
  readonly party?: PartyId;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Judges everything that is known; an empty list means eligible. */
export function checkEligibility(definition: Definition, facts: EligibilityFacts): Refusal[] {
  return [
    ...Object.entries(facts.parties).flatMap(([id, party]) => checkParty(definition, id, party)),
    ...checkPair(definition, facts),
    ...(facts.plan === undefined ? [] : checkPlan(definition, facts.plan)),
    ...(definition.eligibility.noDoubleFunding && facts.noDoubleFunding === false
      ? [{ code: 'double-funding' as const, params: {} }]
      : []),
  ];
}

/** Judges a person who takes another's place; the same rule as for the first. */
export function checkSubstitute(definition: Definition, party: PartyId, position: string): Refusal[] {
  return checkPositions(definition, party, [position]);
}

function checkParty(definition: Definition, id: PartyId, party: PartyFacts): Refusal[] {
  const rules = definition.parties[id];
  if (rules === undefined) throw new Error(`the programme has no party "${id}"`);
  const refusals: Refusal[] = [];
  if (!rules.membership.includes(party.membership)) {
    refusals.push({ code: 'membership', party: id, params: { membership: party.membership } });
  }
  if (!rules.organisationTypes.includes(party.organisationType)) {
    refusals.push({ code: 'organisation-type', party: id, params: { type: party.organisationType } });
  }
  if (party.positions !== undefined) {
    refusals.push(...checkCount(rules, id, party.positions.length), ...checkPositions(definition, id, party.positions));
  }
  return refusals;
}

function checkCount(rules: PartyRules, party: PartyId, count: number): Refusal[] {
  const { min, max } = rules.participants;
  if (count < min) return [{ code: 'too-few-participants', party, params: { count, min } }];
  if (count > max) return [{ code: 'too-many-participants', party, params: { count, max } }];
  return [];
}

function checkPositions(definition: Definition, party: PartyId, positions: readonly string[]): Refusal[] {
  return positions.flatMap((position, index): Refusal[] =>
    definition.eligibility.positions.includes(position)
      ? []
      : [{ code: 'position', party, params: { position, participant: index + 1 } }],
  );
}

function checkPair(definition: Definition, facts: EligibilityFacts): Refusal[] {
  const parties = Object.values(facts.parties);
  const repeats = (values: string[]): boolean => new Set(values).size < values.length;
  const refusals: Refusal[] = [];
  if (definition.eligibility.differentOrganisations && repeats(parties.map((party) => party.organisationId))) {
    refusals.push({ code: 'same-organisation', params: {} });
  }
  // Of a body whose country nobody knows it cannot be said that it shares another's.
  if (definition.eligibility.differentCountries && repeats(parties.flatMap((party) => party.country ?? []))) {
    refusals.push({ code: 'same-country', params: {} });
  }
  return refusals;
}

function checkPlan(definition: Definition, plan: { firstDay: string; lastDay: string }): Refusal[] {
  if (plan.lastDay < plan.firstDay) return [{ code: 'days-reversed', params: {} }];
  const { stay, visitWithinEdition } = definition.eligibility;
  const { from, until } = definition.edition.visits;
  const days = lengthInDays(plan.firstDay, plan.lastDay);
  const refusals: Refusal[] = [];
  if (days < stay.minDays) refusals.push({ code: 'stay-too-short', params: { days, min: stay.minDays } });
  if (days > stay.maxDays) refusals.push({ code: 'stay-too-long', params: { days, max: stay.maxDays } });
  if (visitWithinEdition && plan.firstDay < from) refusals.push({ code: 'before-edition', params: { from } });
  if (visitWithinEdition && plan.lastDay > until) refusals.push({ code: 'after-edition', params: { until } });
  return refusals;
}
