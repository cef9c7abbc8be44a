/** What a party may get, computed from the definition's rules: cap, unit times rate, ceiling on real costs, lump sum. */
import type { Condition, EntitlementLine, EntitlementRules } from '../programme/definition.js';
import type { Cents } from '../money/cents.js';

/** What happened, as far as money depends on it. */
export interface EntitlementFacts {
  readonly participants: number;
  /** Whole days present, one entry for each participant. */
  readonly daysPresent: readonly number[];
  /** Real costs in cents by line key, one entry for each participant (for a line per party: their sum counts). */
  readonly costs: Readonly<Record<string, readonly Cents[]>>;
  /** Facts that conditions refer to, such as `stay-days`, `event` or `access-needs`. */
  readonly conditions: Readonly<Record<string, string | number | boolean>>;
  /** What was held for this party; it is never exceeded. Absent: only the cap counts. */
  readonly reservedCents?: Cents;
}

/** How a line's amount came about, as a text key (below `entitlement.`) with its numbers; amounts are cents. */
export interface Explanation {
  readonly key: 'unit' | 'ceiling' | 'lump-sum';
  readonly params: Readonly<Record<string, number>>;
}

/** One line of what a party gets. */
export interface GrantedLine {
  readonly key: string;
  readonly rule: EntitlementLine['rule'];
  readonly claimedCents: Cents;
  readonly grantedCents: Cents;
  readonly explanation: Explanation;
}

/** What a party gets. */
export interface Entitlement {
  readonly lines: readonly GrantedLine[];
  readonly beforeCapCents: Cents;
  readonly capCents: Cents;
  readonly totalCents: Cents;
}

/** The plan's size, for the amount that is held at submission. */
export interface PlannedStay {
  readonly participants: number;
  readonly days: number;
  readonly conditions?: Readonly<Record<string, string | number | boolean>>;
}

/** Applies the rules to what happened. Never above the cap (plus top-ups), never negative, whole cents. */
export function entitlementOf(rules: EntitlementRules, facts: EntitlementFacts): Entitlement {
  const lines = rules.lines.filter((line) => applies(line.when, facts)).map((line) => grant(line, facts));
  const topUps = rules.topUps.filter((line) => applies(line.when, facts)).map((line) => grant(line, facts));
  const ordinary = sum(lines.map((line) => line.grantedCents));
  const extra = sum(topUps.map((line) => line.grantedCents));
  const ruleCap = rules.cap + extra;
  const capCents = facts.reservedCents === undefined ? ruleCap : Math.min(ruleCap, facts.reservedCents);
  return {
    lines: [...lines, ...topUps],
    beforeCapCents: ordinary + extra,
    capCents,
    totalCents: Math.min(Math.min(ordinary, rules.cap) + extra, capCents),
  };
}

/** The most that a planned stay can cost: the amount held at submission. */
export function maximumEntitlement(rules: EntitlementRules, plan: PlannedStay): Cents {
  const perParticipant = <T>(value: T): T[] => Array.from({ length: plan.participants }, () => value);
  const costs = Object.fromEntries(
    [...rules.lines, ...rules.topUps].map((line) => [line.key, perParticipant(line.amount)]),
  );
  return entitlementOf(rules, {
    participants: plan.participants,
    daysPresent: perParticipant(plan.days),
    costs,
    conditions: { 'stay-days': plan.days, ...plan.conditions },
  }).totalCents;
}

/** Whether a condition holds; no condition always does, a fact that is not known never does. */
export function conditionHolds(condition: Condition, conditions: EntitlementFacts['conditions']): boolean {
  const value = conditions[condition.fact];
  if (value === undefined) return false;
  if (condition.is !== undefined && value !== condition.is) return false;
  if (condition.atLeast !== undefined && !(typeof value === 'number' && value >= condition.atLeast)) return false;
  if (condition.atMost !== undefined && !(typeof value === 'number' && value <= condition.atMost)) return false;
  return true;
}

function applies(condition: Condition | undefined, facts: EntitlementFacts): boolean {
  return condition === undefined || conditionHolds(condition, facts.conditions);
}

function grant(line: EntitlementLine, facts: EntitlementFacts): GrantedLine {
  switch (line.rule) {
    case 'unit':
      return grantUnits(line, facts);
    case 'ceiling':
      return grantCosts(line, facts);
    case 'lump-sum':
      return grantLumpSum(line, facts);
  }
}

function grantUnits(line: Extract<EntitlementLine, { rule: 'unit' }>, facts: EntitlementFacts): GrantedLine {
  const days = facts.daysPresent.slice(0, facts.participants).map(wholeAndPositive);
  const present = line.per === 'participant' ? days : [Math.max(0, ...days)];
  const units = sum(present.map((count) => Math.min(count, line.maxUnits)));
  const grantedCents = units * line.amount;
  return {
    key: line.key,
    rule: line.rule,
    claimedCents: sum(present) * line.amount,
    grantedCents,
    explanation: { key: 'unit', params: { units, rateCents: line.amount, maxUnits: line.maxUnits, grantedCents } },
  };
}

function grantCosts(line: Extract<EntitlementLine, { rule: 'ceiling' }>, facts: EntitlementFacts): GrantedLine {
  const costs = (facts.costs[line.key] ?? []).map(wholeAndPositive);
  const claims = line.per === 'participant' ? costs.slice(0, facts.participants) : [sum(costs)];
  const claimedCents = sum(claims);
  const grantedCents = sum(claims.map((cost) => Math.min(cost, line.amount)));
  return {
    key: line.key,
    rule: line.rule,
    claimedCents,
    grantedCents,
    explanation: { key: 'ceiling', params: { claimedCents, ceilingCents: line.amount, grantedCents } },
  };
}

function grantLumpSum(line: Extract<EntitlementLine, { rule: 'lump-sum' }>, facts: EntitlementFacts): GrantedLine {
  const grantedCents = line.per === 'participant' ? line.amount * facts.participants : line.amount;
  return {
    key: line.key,
    rule: line.rule,
    claimedCents: grantedCents,
    grantedCents,
    explanation: { key: 'lump-sum', params: { grantedCents } },
  };
}

function wholeAndPositive(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${value} is no count and no amount in cents`);
  return value;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
