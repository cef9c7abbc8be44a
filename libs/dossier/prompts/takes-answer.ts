import type { EntityManager } from 'typeorm';
import { InboxEntity, type PromptEntity } from '../../platform/db/entities/index.js';
import type { StandingAnswer } from '../record/dossier-record.js';

/** The answer that stands for a question: received or accepted. */
export async function standingAnswer(db: EntityManager, promptId: string): Promise<StandingAnswer | undefined> {
  const row = await db
    .createQueryBuilder(InboxEntity, 'inbox')
    .where(`inbox.promptId = :promptId and inbox.status in ('received', 'accepted')`, { promptId })
    .getOne();
  return (row as StandingAnswer | null) ?? undefined;
}

/** Whether a question still takes an answer of a contact at an instant of the edition's clock. */
export function takesAnswer(prompt: PromptEntity, standing: StandingAnswer | undefined, contactId: string, now: string): boolean {
  const inTime = prompt.frozen !== null || now <= prompt.closesAt; // no deadline counts while it is postponed
  return !standing && prompt.status === 'open' && !prompt.decided && inTime && prompt.contactId === contactId;
}
