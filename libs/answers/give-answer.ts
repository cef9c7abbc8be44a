import type { Client } from '@temporalio/client';
import type { EntityManager } from 'typeorm';
import type { AnswerReceipt } from '../contracts/dossier/index.js';
import { InboxEntity, PromptEntity, type StaffMemberEntity } from '../platform/db/entities/index.js';
import type { FieldError } from '../domain/forms/field-errors.js';
import type { FormValue } from '../domain/forms/read-form.js';
import { forwardAnswer, type Forwarded } from './forward-answer.js';
import { receiveAnswer, type Received } from '../dossier/prompts/receive-answer.js';
import { loadExchange } from '../dossier/record/exchange-record.js';
import { holdForAnswer } from '../kinds/exchange/claims/hold-for-answer.js';
import type { Objection } from '../staff/objections/objections.js';
import { prepareAnswer } from './prepare-answer.js';
import { receivedAt } from '../dossier/prompts/received-at.js';
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

/** How long a page waits for the exchange to take an answer before it says "received", in milliseconds. */
const forwardMs = 2_500;

/** Takes a staff member's answer to a question: checked and stored in one transaction, then handed to the exchange. */
export async function giveAnswer(
  db: EntityManager,
  client: Client,
  staff: StaffMemberEntity,
  promptId: string,
  raw: Readonly<Record<string, unknown>>,
): Promise<Given> {
  const taken = await db.transaction((tx) => takeAnswer(tx, staff, promptId, raw));
  if (taken.kind === 'refused') await auditRefusals(db, staff, promptId, taken.refusals);
  if (taken.kind !== 'taken') return taken;
  return forwardTaken(db, client, taken.answer);
}

/** An answer that is in the inbox, or what speaks against it. */
export type Taken = Exclude<Given, { kind: 'recorded' }> | { kind: 'taken'; answer: string };

/** Checks an answer and puts it into the inbox, in the caller's transaction. */
export async function takeAnswer(
  tx: EntityManager,
  staff: StaffMemberEntity,
  promptId: string,
  raw: Readonly<Record<string, unknown>>,
): Promise<Taken> {
  const prompt = await tx.findOneByOrFail(PromptEntity, { id: promptId });
  const record = await loadExchange(tx, prompt.ref);
  const { programme } = record;
  const prepared = await prepareAnswer({ db: tx, programme, prompt, by: staff.id, raw });
  if (!prepared.ok) return { kind: 'refused', ...prepared };
  const { choice, payload, facts } = prepared;
  const at = await receivedAt(tx, prompt.edition);
  const received = await receiveAnswer(tx, { promptId, by: staff.id, choice, payload, facts, receivedAt: at });
  if (received.kind === 'received') await holdForAnswer(tx, record, prompt, prepared);
  return takenOf(received);
}

/** Hands an answer that is in the inbox to its exchange; the relay does it later where that fails. */
export async function forwardTaken(db: EntityManager, client: Client, answer: string): Promise<Given> {
  const row = await db.findOneByOrFail(InboxEntity, { id: answer });
  const counts = { kind: 'recorded', answer, choice: row.choice } as const;
  if (row.status === 'accepted') return { ...counts, arrived: true };
  const forwarded = await forwardAnswer(db, client, row, forwardMs);
  return givenOf(forwarded, counts);
}

function takenOf(received: Received): Taken {
  switch (received.kind) {
    case 'received':
    case 'same':
      return { kind: 'taken', answer: received.answer };
    case 'superseded':
      return { kind: 'other', recorded: received.recorded };
    case 'too-late':
    case 'closed':
      return { kind: 'closed' };
  }
}

function givenOf(forwarded: Forwarded, counts: { kind: 'recorded'; answer: string; choice: string }): Given {
  switch (forwarded.kind) {
    case 'recorded':
      return { ...counts, arrived: true };
    case 'waiting':
      return { ...counts, arrived: false };
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
