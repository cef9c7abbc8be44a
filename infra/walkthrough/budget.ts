import type { Definition } from '../../libs/domain/programme/definition.js';

/** What was counted in one exchange: mails and questions by party, acts by staff role. */
export interface Counts {
  mails: Record<string, number>;
  questions: Record<string, number>;
  acts: Record<string, number>;
}

/** One line of the comparison with the definition's budget. */
export interface BudgetLine {
  who: string;
  what: 'mails' | 'questions' | 'acts';
  counted: number;
  allowed: number;
}

/** Compares what was counted with what the definition allows one happy exchange. */
export function compareWithBudget(counts: Counts, budget: Definition['messages']): BudgetLine[] {
  const parties = Object.entries(budget.parties).flatMap(([who, allowed]): BudgetLine[] => [
    { who, what: 'mails', counted: counts.mails[who] ?? 0, allowed: allowed.mails },
    { who, what: 'questions', counted: counts.questions[who] ?? 0, allowed: allowed.questions },
  ]);
  const roles = new Set([...Object.keys(budget.staff), ...Object.keys(counts.acts)]);
  const staff = [...roles].map(
    (who): BudgetLine => ({
      who,
      what: 'acts',
      counted: counts.acts[who] ?? 0,
      allowed: budget.staff[who as keyof typeof budget.staff]?.acts ?? 0,
    }),
  );
  return [...parties, ...staff];
}

/** Whether somebody was written to or asked more often than the definition allows. */
export function isOverBudget(lines: readonly BudgetLine[]): boolean {
  return lines.some(({ counted, allowed }) => counted > allowed);
}

/** The comparison as a small table. */
export function budgetTable(lines: readonly BudgetLine[]): string[] {
  return lines.map(({ who, what, counted, allowed }) => {
    const verdict = counted > allowed ? '  MORE THAN ALLOWED' : '';
    return `  ${who.padEnd(12)} ${what.padEnd(10)} ${String(counted).padStart(3)} of ${String(allowed).padStart(2)}${verdict}`;
  });
}
