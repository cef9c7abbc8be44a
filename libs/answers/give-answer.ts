import type { Client } from '@temporalio/client';
import type { EntityManager } from 'typeorm';
import type { AnswerReceipt } from '../contracts/dossier/index.js';
import { InboxEntity, PromptEntity, type StaffMemberEntity } from '../platform/db/entities/index.js';
import type { FieldError } from '../domain/forms/field-errors.js';
import type { FormValue } from '../domain/forms/read-form.js';
import { forwardTaken } from './forward-answer.js';
import type { Objection } from '../staff/objections/objections.js';
import { takeAnswer } from './take-answer.js';
import { audit } from '../staff/audit/audit.js';

/** What became of a staff member's answer. */
export type Given =
  /** It counts; `arrived` is false while the exchange is out of reach, and nothing more is to be done then. */
  | { kind: 'recorded'; arrived: boolean; answer: string; choice: string }
  /** Another answer came first. */
  | { kind: 'other'; recorded: AnswerReceipt }
  /** The form is not in order, or the person may not decide this. */
  | { kind: 'refused'; errors: readonly FieldError[]; refusals: readonly Objection[]; value: FormValue }
  /** The question has closed. */
  | { kind: 'closed' };

/** Takes a staff member's answer to a question: checked and stored in one transaction, then handed to the exchange. */
export async function giveAnswer(
  db: EntityManager,
  client: Client,
  staff: StaffMemberEntity,
  promptId: string,
  raw: Readonly<Record<string, unknown>>,
): Promise<Given> {
  const prompt = await db.findOneByOrFail(PromptEntity, { id: promptId });
  const taken = await db.transaction((tx) => takeAnswer(tx, { prompt, by: staff.id, raw }));
  switch (taken.kind) {
    case 'taken':
      return givenOf(db, client, taken.answer);
    case 'other-answer':
      return { kind: 'other', recorded: taken.recorded };
    case 'too-late':
    case 'closed':
      return { kind: 'closed' };
    case 'refused':
      await auditRefusals(db, staff, promptId, taken.refusals);
      return taken;
  }
}

/** Hands a staff member's answer that is in the inbox to its exchange. */
export async function givenOf(db: EntityManager, client: Client, answer: string): Promise<Given> {
  const { choice } = await db.findOneByOrFail(InboxEntity, { id: answer });
  const forwarded = await forwardTaken(db, client, answer);
  switch (forwarded.kind) {
    case 'recorded':
    case 'waiting':
      return { kind: 'recorded', answer, choice, arrived: forwarded.kind === 'recorded' };
    case 'superseded':
      return { kind: 'other', recorded: forwarded.receipt };
    case 'refused':
      return { kind: 'closed' };
  }
}

async function auditRefusals(db: EntityManager, staff: StaffMemberEntity, promptId: string, refusals: readonly Objection[]): Promise<void> {
  const [ref = null] = promptId.split('/');
  for (const { code } of refusals) await audit(db, staff.id, { kind: 'staff-refused', route: `question ${promptId}`, code }, ref);
}
