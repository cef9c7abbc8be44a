import { parsePromptId } from '../../libs/domain/dossier/reference.js';
import type { MessageBudget } from '../../libs/domain/programme/definition.js';
import { staffRoles, type StaffRole } from '../../libs/domain/programme/vocabulary.js';
import type { JournalEntry } from './staff-api.js';

/** What was counted in one exchange: mails and questions by party, acts by staff role. */
export interface Counts {
  mails: Record<string, number>;
  questions: Record<string, number>;
  acts: Record<string, number>;
}

/** Acts of staff that no question asked for. */
const actsBeside = ['stopped', 'extended', 'contact-replaced', 'change-asked', 'paused', 'resumed'];

/**
 * Mails by who got them, questions and acts by who was asked and who answered. `office` says which role acts under
 * which id, for what staff do without being asked.
 */
export function countMessages(
  mails: ReadonlyMap<string, { party: string }>,
  journal: readonly JournalEntry[],
  office: ReadonlyMap<string, StaffRole> = new Map(),
): Counts {
  const counts: Counts = { mails: {}, questions: {}, acts: {} };
  const add = (counter: Record<string, number>, key: string): void => void (counter[key] = (counter[key] ?? 0) + 1);
  for (const { party } of mails.values()) if (party !== 'staff') add(counts.mails, party);
  let goesOn = false;
  for (const { kind, detail } of journal) {
    const prompt = detail['prompt'];
    const by = office.get(String(detail['by']));
    // "It goes on" said in answer to a question is one act, not two.
    if (actsBeside.includes(kind) && by && !(kind === 'resumed' && goesOn)) add(counts.acts, by);
    goesOn = kind === 'answered' && detail['choice'] === 'resume';
    if (typeof prompt !== 'string') continue;
    const key = parsePromptId(prompt);
    const isStaff = (staffRoles as readonly string[]).includes(key.slot);
    if (kind === 'asked' && key.slot !== 'programme' && !isStaff) add(counts.questions, key.party);
    // A whole run is marked as booked by one act, whatever number of exchanges is on it.
    if (kind === 'answered' && isStaff && key.kind !== 'booking') add(counts.acts, key.slot);
  }
  return counts;
}

/** One line of the comparison with the definition's budget. */
export interface BudgetLine {
  who: string;
  what: 'mails' | 'questions' | 'acts';
  counted: number;
  allowed: number;
}

/** Compares what was counted with what the definition allows on the road that the exchange took. */
export function compareWithBudget(counts: Counts, budget: MessageBudget): BudgetLine[] {
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
