import type { EntityManager } from 'typeorm';
import type { AnswerReceipt } from '../contracts/dossier/index.js';
import { InboxEntity, type PromptEntity } from '../platform/db/entities/index.js';
import { receiveAnswer } from '../dossier/prompts/receive-answer.js';
import { receivedAt } from '../dossier/prompts/received-at.js';
import { dropSavedAnswer } from '../dossier/prompts/saved-answer.js';
import { loadDossier } from '../dossier/record/dossier-record.js';
import { fileIdsIn, keepWithAnswer } from '../files/uploaded-files.js';
import { holdForAnswer } from '../kinds/exchange/claims/hold-for-answer.js';
import { formOf, prepareAnswer, type Prepared } from './prepare-answer.js';

/** An answer as a contact or a member of staff gives it. */
export interface GivenAnswer {
  prompt: PromptEntity;
  /** Contact or staff id. */
  by: string;
  /** What was posted, flat or nested. */
  raw: Readonly<Record<string, unknown>>;
}

/** What became of an answer at the desk. */
export type TakenAnswer =
  /** It is in the inbox, now or since the same was sent before. */
  | { kind: 'taken'; answer: string }
  /** Another answer came first. */
  | { kind: 'other-answer'; recorded: AnswerReceipt }
  /** The form is not in order, or something speaks against it. */
  | ({ kind: 'refused' } & Omit<Extract<Prepared, { ok: false }>, 'ok'>)
  /** The deadline has passed. */
  | { kind: 'too-late' }
  /** Its answer no longer matters. */
  | { kind: 'closed' };

/**
 * Takes an answer, whoever gives it, in the caller's transaction: checks it against what is on file now, puts it into the
 * inbox, holds the money that it promises, and keeps its files as long as the answer is kept.
 */
export async function takeAnswer(tx: EntityManager, { prompt, by, raw }: GivenAnswer): Promise<TakenAnswer> {
  const record = await loadDossier(tx, prompt.ref);
  const prepared = await prepareAnswer({ db: tx, programme: record.programme, prompt, by, raw });
  if (!prepared.ok) return { kind: 'refused', errors: prepared.errors, refusals: prepared.refusals, value: prepared.value };
  const { choice, payload, facts } = prepared;
  const received = await receiveAnswer(tx, { promptId: prompt.id, by, choice, payload, facts, receivedAt: await receivedAt(tx, prompt.edition) });
  if (received.kind === 'received') {
    await holdForAnswer(tx, record, prompt, prepared);
    await dropSavedAnswer(tx, prompt);
  }
  const form = formOf(record.programme, prompt.kind)?.form;
  if (form) await keepFiles(tx, prompt, by, fileIdsIn(form, payload));
  switch (received.kind) {
    case 'received':
    case 'same':
      return { kind: 'taken', answer: received.answer };
    case 'superseded':
      return { kind: 'other-answer', recorded: received.recorded };
    case 'too-late':
    case 'closed':
      return received;
  }
}

/** Whatever became of an answer, its files are kept as long as the answer is. */
async function keepFiles(tx: EntityManager, prompt: PromptEntity, by: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const [row] = await tx.find(InboxEntity, { where: { promptId: prompt.id, by }, order: { order: 'DESC' }, take: 1 });
  if (row) await keepWithAnswer(tx, row.id, ids);
}
