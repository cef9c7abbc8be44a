/** From what the two sides reported (as facts of their answers) to the facts that an entitlement is computed from. */
import type { EntitlementFacts } from './entitlement.js';
import type { Cents } from '../money/cents.js';

/** Facts of an answer, as `readForm` makes them: `daysPresent.0.days`, `costs.1.amount`, `costs.1.line`. */
type AnswerFacts = Readonly<Record<string, string | number | boolean>>;

/** What the plan says, as far as money depends on it. */
export interface PlannedVisit {
  readonly participants: number;
  readonly days: number;
  readonly conditions?: EntitlementFacts['conditions'];
  readonly reservedCents?: Cents;
}

/**
 * Days present come from the given report; nobody is paid for more days than the plan has. Cost rows are summed by line
 * and traveller (the first where none is named); travellers beyond the plan count for nobody.
 */
export function entitlementFactsOf(plan: PlannedVisit, report: AnswerFacts): EntitlementFacts {
  const daysPresent = rows(report, 'daysPresent').map((row) => Math.min(plan.days, numberOf(row['days'])));
  return {
    participants: plan.participants,
    daysPresent,
    costs: costsOf(plan, report),
    conditions: { 'stay-days': Math.max(0, ...daysPresent), ...plan.conditions },
    ...(plan.reservedCents === undefined ? {} : { reservedCents: plan.reservedCents }),
  };
}

/** What was put in as costs, in cents, before any rule. */
export function claimedCostsCents(report: AnswerFacts): Cents {
  return rows(report, 'costs').reduce((total, row) => total + numberOf(row['amount']), 0);
}

function costsOf(plan: PlannedVisit, report: AnswerFacts): Record<string, Cents[]> {
  const costs: Record<string, Cents[]> = {};
  for (const row of rows(report, 'costs')) {
    const line = String(row['line'] ?? '');
    const traveller = numberOf(row['traveller'] ?? 1);
    if (traveller < 1 || traveller > plan.participants) continue;
    const perTraveller = (costs[line] ??= Array.from({ length: plan.participants }, () => 0));
    perTraveller[traveller - 1] = (perTraveller[traveller - 1] ?? 0) + numberOf(row['amount']);
  }
  return costs;
}

function rows(report: AnswerFacts, list: string): AnswerFacts[] {
  const found = new Map<number, Record<string, string | number | boolean>>();
  for (const [path, value] of Object.entries(report)) {
    const [name, index, key] = path.split('.');
    if (name !== list || key === undefined || !/^\d{1,4}$/.test(index ?? '')) continue;
    const row = found.get(Number(index)) ?? {};
    row[key] = value;
    found.set(Number(index), row);
  }
  return [...found].toSorted(([a], [b]) => a - b).map(([, row]) => row);
}

function numberOf(value: string | number | boolean | undefined): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
