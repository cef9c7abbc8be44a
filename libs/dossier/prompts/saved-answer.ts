import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { DraftEntity, PromptEntity, type ContactEntity } from '../../platform/db/entities/index.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import { afterButton, mayReplace, type DraftMark, type Sheet } from '../../domain/forms/sheet.js';
import { standingAnswer, takesAnswer } from './takes-answer.js';

/** An answer that was saved to be continued later; it counts for nothing until it is sent. */
export interface SavedAnswer {
  value: FormValue;
  savedAt: string;
  /** Which version it is, from 1 on. */
  revision: number;
  /** It was written before the question was asked: what the question itself brings is still missing. */
  ahead: boolean;
}

/** What was typed so far, and on which page. */
export interface Saving {
  prompt: Pick<PromptEntity, 'id'>;
  holder: Pick<ContactEntity, 'id' | 'language'>;
  value: FormValue;
  sheet: Sheet;
  /** Somebody pressed a button, or the page saved by itself. */
  by: 'person' | 'script';
  /** By the exchange's clock. */
  now: string;
}

/** What became of it. */
export type Saved =
  | { kind: 'saved'; revision: number }
  /** The page saved by itself, but what is kept was written on another page meanwhile; it stays. */
  | { kind: 'changed-elsewhere' }
  /** The question was answered, closed or given to a colleague. */
  | { kind: 'closed' };

/** How a draft holds a saved answer; those that were saved before pages saved by themselves have no marks. */
interface Payload extends Partial<DraftMark> {
  prompt: string;
  value: FormValue;
  /** It was written before the question was asked. */
  ahead?: true;
}

/**
 * Keeps what was typed so far, in the caller's transaction, until the question closes. Whoever presses a button replaces
 * what is kept; a page that saves by itself does so only where nobody wrote elsewhere meanwhile. The prompt's row is
 * locked, as it is when an answer comes in: what arrives after the answer is not kept.
 */
export async function saveAnswer(db: EntityManager, { prompt: { id }, holder, value, sheet, by, now }: Saving): Promise<Saved> {
  const prompt = await db.findOneOrFail(PromptEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (!takesAnswer(prompt, await standingAnswer(db, id), holder.id, now)) return { kind: 'closed' };
  const kept = await markOf(db, id);
  if (by === 'script' && !mayReplace(kept, sheet)) return { kind: 'changed-elsewhere' };
  const revision = (kept?.revision ?? 0) + 1;
  const { id: sheetId, nth } = by === 'person' ? afterButton(sheet) : sheet;
  const row: DraftEntity = {
    id: draftId(id),
    edition: prompt.edition,
    payload: { prompt: id, value, revision, sheet: sheetId, nth } satisfies Payload,
    language: holder.language,
    createdAt: now,
    // Its question's end decides, wherever that moves to; no exchange comes of it.
    deleteAt: prompt.closesAt,
    ref: null,
  };
  await db.save(DraftEntity, row as never);
  return { kind: 'saved', revision };
}

/** What was saved for a question, if anything. */
export async function savedAnswer(db: EntityManager, prompt: Pick<PromptEntity, 'id'>): Promise<SavedAnswer | undefined> {
  const row = await db.findOneBy(DraftEntity, { id: draftId(prompt.id) });
  if (!row) return undefined;
  const { value, revision = 1, ahead = false } = row.payload as Payload;
  return { value, savedAt: row.createdAt, revision, ahead };
}

/** The draft of an answer that is written before its question is asked; the caller stores it. */
export async function keepAhead(
  db: EntityManager,
  { id, edition }: Pick<PromptEntity, 'id' | 'edition'>,
  { value, language, now }: { value: FormValue; language: string; now: string },
): Promise<DraftEntity> {
  const revision = ((await markOf(db, id))?.revision ?? 0) + 1;
  const payload: Payload = { prompt: id, value, revision, sheet: null, nth: 0, ahead: true };
  // The question's end decides, or the exchange's where it is never asked.
  return { id: draftId(id), edition, payload, language, createdAt: now, deleteAt: now, ref: null };
}

/** An answer was sent: nothing is kept beside it. */
export async function dropSavedAnswer(db: EntityManager, prompt: PromptEntity): Promise<void> {
  await db.delete(DraftEntity, { id: draftId(prompt.id) });
}

async function markOf(db: EntityManager, promptId: string): Promise<DraftMark | undefined> {
  const row = await db.findOneBy(DraftEntity, { id: draftId(promptId) });
  if (!row) return undefined;
  const { revision = 1, sheet = null, nth = 0 } = row.payload as Payload;
  return { revision, sheet, nth };
}

/** One draft for each question: its id follows from the question's. */
function draftId(promptId: string): string {
  const hex = createHash('sha256').update(`saved-answer|${promptId}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
