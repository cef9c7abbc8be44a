import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { DraftEntity, type PromptEntity } from '../db/entities/index.js';
import type { FormValue } from '../domain/forms/read-form.js';

/** An answer that was saved to be continued later; it counts for nothing until it is sent. */
export interface SavedAnswer {
  value: FormValue;
  savedAt: string;
}

/** Keeps what was typed so far; it is deleted when the question closes. */
export async function saveAnswer(db: EntityManager, prompt: PromptEntity, language: string, value: FormValue, now: string): Promise<void> {
  const row: DraftEntity = {
    id: draftId(prompt.id),
    edition: prompt.edition,
    payload: { prompt: prompt.id, value },
    language,
    createdAt: now,
    deleteAt: prompt.closesAt,
    // No exchange came of it: upkeep deletes it like any draft that nobody sent.
    ref: null,
  };
  await db.save(DraftEntity, row as never);
}

/** What was saved for a question, if anything. */
export async function savedAnswer(db: EntityManager, prompt: PromptEntity): Promise<SavedAnswer | undefined> {
  const row = await db.findOneBy(DraftEntity, { id: draftId(prompt.id) });
  if (!row) return undefined;
  return { value: (row.payload as unknown as { value: FormValue }).value, savedAt: row.createdAt };
}

/** An answer was sent: nothing is kept beside it. */
export async function dropSavedAnswer(db: EntityManager, prompt: PromptEntity): Promise<void> {
  await db.delete(DraftEntity, { id: draftId(prompt.id) });
}

/** One draft for each question: its id follows from the question's. */
function draftId(promptId: string): string {
  const hex = createHash('sha256').update(`saved-answer|${promptId}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
