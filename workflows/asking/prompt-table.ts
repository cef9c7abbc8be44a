import type { AnswerInput, AnswerReceipt, AnswerRefusal, CloseReason, DateEvent, PromptInstants } from '../../libs/contracts/dossier/index.js';
import { parsePromptId, type PromptId } from '../../libs/domain/dossier/reference.js';
import { promptChoices } from '../../libs/domain/programme/vocabulary.js';
import type { Outcome } from './desk.js';

/** A prompt that waits, or the receipt of its answer. */
interface Row {
  id: PromptId;
  settle: (outcome: Outcome) => void;
  /** Tells whoever waits for it that the date people read has passed. */
  tellOverdue: () => void;
  /** Its deadlines go on while the exchange is postponed. */
  evenPaused: boolean;
  instants?: PromptInstants;
  /** How many reminders are done or overtaken. */
  reminded: number;
  escalated: boolean;
  warned: boolean;
  status: 'open' | 'answered' | 'ended';
  receipt?: AnswerReceipt;
}

/** A prompt of which nothing has fallen due. */
const notYetDue = { reminded: 0, escalated: false, warned: false } as const;

/** What a prompt does next by itself. */
export type DueAction =
  | { action: 'remind'; prompt: PromptId; nth: number; skipped: number }
  | { action: 'escalate'; prompt: PromptId; skipped: number }
  | { action: 'warn'; prompt: PromptId }
  | { action: 'close'; prompt: PromptId; closesAt: string; skipped: number };

/** The questions of one exchange: which are open, until when, and what was answered. Pure; knows no Temporal. */
export class PromptTable {
  private readonly rows = new Map<PromptId, Row>();

  /** The next round for a question of the same kind to the same addressee, from 1. */
  nextRound(idWithoutRound: string): number {
    let round = 1;
    while (this.rows.has(`${idWithoutRound}/${round}`)) round += 1;
    return round;
  }

  open(id: PromptId, evenPaused = false): { outcome: Promise<Outcome>; overdue: Promise<void> } {
    let settle!: Row['settle'];
    let tellOverdue!: Row['tellOverdue'];
    const outcome = new Promise<Outcome>((resolve) => (settle = resolve));
    const overdue = new Promise<void>((resolve) => (tellOverdue = resolve));
    this.rows.set(id, { id, settle, tellOverdue, evenPaused, ...notYetDue, status: 'open' });
    return { outcome, overdue };
  }

  /** Sets when the prompt is reminded of, handed over and closed, as `publish` computed it. */
  schedule(id: PromptId, instants: PromptInstants): void {
    const row = this.rows.get(id);
    if (row?.status === 'open') Object.assign(row, { instants, ...notYetDue });
  }

  /** Whether a question's deadlines go on while the exchange is postponed. */
  goesOnPaused(id: PromptId): boolean {
    return this.rows.get(id)?.evenPaused ?? false;
  }

  /** Moves a deadline at once; `publish` computes the rest of the dates. */
  extend(id: PromptId, until: string): void {
    this.schedule(id, { remindAt: [], dueAt: until, closesAt: until });
  }

  /** Stops the clocks of all questions that do not go on while the exchange is postponed. */
  freeze(): void {
    for (const row of this.openRows()) if (!row.evenPaused) delete row.instants;
  }

  /** Whether the deadline is still the one that is being decided: not moved or frozen meanwhile. */
  closesAt(id: PromptId): string | undefined {
    return this.rows.get(id)?.instants?.closesAt;
  }

  /** Why an answer would be refused, or undefined when it may be taken (also when it is answered already: same receipt). */
  refusal(input: AnswerInput): AnswerRefusal | undefined {
    const row = this.rows.get(input.prompt);
    if (!row) return 'prompt-unknown';
    if (row.status === 'answered') return undefined;
    if (row.status === 'ended') return 'prompt-closed';
    const choices: readonly string[] = promptChoices[parsePromptId(input.prompt).kind];
    if (!choices.includes(input.choice)) return 'choice-not-offered';
    if (row.instants && input.receivedAt > row.instants.closesAt) return 'too-late';
    return undefined;
  }

  /** Takes an answer. Returns the receipt of the answer that counts, and whether it is this one, newly taken. */
  answer(input: AnswerInput): { receipt: AnswerReceipt; taken: boolean } {
    const row = this.rows.get(input.prompt);
    if (row?.receipt) return { receipt: row.receipt, taken: false };
    if (!row || row.status !== 'open') throw new RangeError('answer to a prompt that is not open');
    row.status = 'answered';
    row.receipt = { answer: input.answer, choice: input.choice, by: input.by, at: input.receivedAt };
    row.settle({
      status: 'answered',
      prompt: row.id,
      answer: input.answer,
      choice: input.choice,
      by: input.by,
      facts: input.facts,
    });
    return { receipt: row.receipt, taken: true };
  }

  /** Ends a prompt without an answer. Returns false when it was not open any more. */
  end(id: PromptId, how: { status: 'lapsed' } | { status: 'closed'; why: CloseReason }): boolean {
    const row = this.rows.get(id);
    if (!row || row.status !== 'open') return false;
    row.status = 'ended';
    row.settle({ ...how, prompt: id });
    return true;
  }

  isOpen(id: PromptId): boolean {
    return this.rows.get(id)?.status === 'open';
  }

  /** Open prompts in the order in which they were asked. */
  openPrompts(): { prompt: PromptId; instants?: PromptInstants }[] {
    return this.openRows().map((row) => ({ prompt: row.id, ...(row.instants && { instants: row.instants }) }));
  }

  /** The earliest instant at which a prompt acts by itself. */
  nextActionAt(): string | undefined {
    return this.openRows()
      .map((row) => nextActionOf(row))
      .filter((at) => at !== undefined)
      .sort()[0];
  }

  /**
   * What is due at `now`, at most one action a prompt: after an outage only the latest counts, so that nobody gets
   * three mails for one question. Reminders and hand-overs count as done from here on; closing is decided elsewhere.
   */
  takeDue(now: string): DueAction[] {
    return this.openRows().flatMap((row) => takeDueOf(row, now));
  }

  /** What a date did to a question, as it stands written: see {@link takeDue}. */
  hearAgain(event: Extract<DateEvent, { kind: 'reminded' | 'escalated' | 'warned' }>): void {
    const row = this.rows.get(event.prompt);
    if (!row) return;
    if (event.kind === 'reminded') {
      row.reminded = event.nth;
      return;
    }
    row.escalated = true;
    row.reminded = row.instants?.remindAt.length ?? 0;
    if (event.kind === 'warned') row.warned = true;
    row.tellOverdue();
  }

  private openRows(): Row[] {
    return [...this.rows.values()].filter((row) => row.status === 'open');
  }
}

function nextActionOf(row: Row): string | undefined {
  if (!row.instants) return undefined;
  const { remindAt, dueAt, noticeAt, closesAt } = row.instants;
  if (!row.escalated) return remindAt[row.reminded] ?? dueAt;
  return noticeAt && !row.warned ? noticeAt : closesAt;
}

function takeDueOf(row: Row, now: string): DueAction[] {
  if (!row.instants) return [];
  const { remindAt, dueAt, noticeAt, closesAt } = row.instants;
  if (closesAt <= now) return [{ action: 'close', prompt: row.id, closesAt, skipped: remindAt.length - row.reminded }];
  if (noticeAt && noticeAt <= now && !row.warned) return warn(row);
  if (row.escalated) return [];
  const reached = remindAt.filter((at) => at <= now).length;
  const fresh = reached - row.reminded;
  row.reminded = reached;
  if (dueAt <= now) {
    row.escalated = true;
    row.reminded = remindAt.length;
    row.tellOverdue();
    return [{ action: 'escalate', prompt: row.id, skipped: fresh }];
  }
  return fresh > 0 ? [{ action: 'remind', prompt: row.id, nth: reached, skipped: fresh - 1 }] : [];
}

/** A warning overtakes what was not done before it: one mail, not three. */
function warn(row: Row): DueAction[] {
  const late: DueAction[] = row.escalated ? [] : [{ action: 'escalate', prompt: row.id, skipped: row.instants!.remindAt.length - row.reminded }];
  row.escalated = true;
  row.tellOverdue();
  row.warned = true;
  row.reminded = row.instants!.remindAt.length;
  return [...late, { action: 'warn', prompt: row.id }];
}
