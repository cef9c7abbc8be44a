import type { EntityManager } from 'typeorm';
import { InboxEntity, type PromptEntity } from '../../platform/db/entities/index.js';
import type { StandingAnswer } from '../record/dossier-record.js';

/** The answer that a question refers to: the dates that the host proposed, the changes that staff asked for. */
export async function answerAbout(db: EntityManager, prompt: PromptEntity): Promise<StandingAnswer | undefined> {
  if (!prompt.about) return undefined;
  return ((await db.findOneBy(InboxEntity, { id: prompt.about })) as StandingAnswer | null) ?? undefined;
}
