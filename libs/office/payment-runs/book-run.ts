import type { Client } from '@temporalio/client';
import { In, type EntityManager } from 'typeorm';
import { InboxEntity, PaymentEntity, PaymentRunEntity, PromptEntity, type StaffMemberEntity } from '../../platform/db/entities/index.js';
import type { FieldError } from '../../domain/forms/field-errors.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import type { Objection } from '../../staff/objections/objections.js';
import { receivedAt } from '../../dossier/prompts/received-at.js';
import { audit } from '../../staff/audit/audit.js';
import { givenOf } from '../../answers/give-answer.js';
import { takeAnswer } from '../../answers/take-answer.js';

/** What the bank's statement says of a whole run. */
export interface BankStatement {
  /** Local day, as typed. */
  date: unknown;
  bankReference: unknown;
}

/** What became of marking a run as booked. */
export type Booked =
  | {
      kind: 'booked';
      /** Payments that were marked just now. */
      marked: number;
      /** Payments that had been marked before, by whomever. */
      before: number;
      /** Payments that somebody else has to mark, and why. */
      left: { payment: string; refusals: readonly Objection[] }[];
    }
  /** The date or the reference is not in order; nothing was marked. */
  | { kind: 'refused'; errors: readonly FieldError[]; value: FormValue }
  /** No payment of the run is approved. */
  | { kind: 'nothing-approved' };

/**
 * Marks every approved payment of a run as booked: one act, one answer to each payment's own question. Pressed twice, or
 * by two people at once, each payment is marked once.
 */
export async function bookRun(
  db: EntityManager,
  client: Client,
  staff: StaffMemberEntity,
  runId: string,
  statement: BankStatement,
): Promise<Booked> {
  const taken: string[] = [];
  const booked = await db.transaction((tx) => markAll(tx, staff, runId, statement, taken));
  await Promise.all(taken.map((answer) => givenOf(db, client, answer)));
  return booked;
}

async function markAll(tx: EntityManager, staff: StaffMemberEntity, runId: string, statement: BankStatement, taken: string[]): Promise<Booked> {
  const run = await tx.findOneOrFail(PaymentRunEntity, { where: { id: runId }, lock: { mode: 'for_no_key_update' } });
  const payments = await tx.find(PaymentEntity, { where: { runId, status: In(['approved', 'booked']) }, order: { id: 'ASC' } });
  if (payments.length === 0) return { kind: 'nothing-approved' };
  let before = 0;
  const left: { payment: string; refusals: readonly Objection[] }[] = [];
  for (const payment of payments) {
    const question = await openBooking(tx, payment);
    if (!question) {
      before += 1;
      continue;
    }
    const answer = await takeAnswer(tx, { prompt: question, by: staff.id, raw: { choice: 'booked', ...statement } });
    if (answer.kind === 'taken') taken.push(answer.answer);
    else if (answer.kind !== 'refused') before += 1;
    else if (answer.errors.length > 0) return { kind: 'refused', errors: answer.errors, value: answer.value };
    else left.push({ payment: payment.id, refusals: answer.refusals });
  }
  if (taken.length > 0) {
    const at = await receivedAt(tx, run.edition);
    await tx.update(PaymentRunEntity, { id: runId }, { bookedAt: run.bookedAt ?? at, bookedBy: run.bookedBy ?? staff.id });
    await audit(tx, staff.id, { kind: 'run-booked', run: runId, payments: taken.length });
  }
  return { kind: 'booked', marked: taken.length, before, left };
}

/** The question whether the bank booked a payment, as long as nobody has answered it. */
async function openBooking(tx: EntityManager, { ref, leg, party }: PaymentEntity): Promise<PromptEntity | undefined> {
  const question = await tx.findOneBy(PromptEntity, { ref, leg, party, kind: 'booking', status: 'open' });
  if (!question) return undefined;
  const answered = await tx.existsBy(InboxEntity, { promptId: question.id, status: In(['received', 'accepted']) });
  return answered ? undefined : question;
}
