import type { EntityManager } from 'typeorm';
import type { CloseVerdict } from '../../libs/contracts/dossier/index.js';
import { InboxEntity, PromptEntity } from '../../libs/platform/db/entities/index.js';
import { answerInput } from '../../libs/answers/forward-answer.js';
import { receivedAt } from '../../libs/dossier/prompts/received-at.js';

/**
 * Decides a question at its deadline, under the lock that incoming answers take too: an answer that was received in
 * time counts, even if nobody could deliver it; after the decision none is taken. The database's clock decides, as it did
 * for the answers.
 */
export async function closePromptAt(tx: EntityManager, prompt: string, closesAt: string): Promise<CloseVerdict> {
  const row = await tx.findOneOrFail(PromptEntity, { where: { id: prompt }, lock: { mode: 'for_no_key_update' } });
  const now = await receivedAt(tx, row.edition);
  if (now < closesAt) return { kind: 'not-yet', waitMs: Math.min(Date.parse(closesAt) - Date.parse(now), 5_000) };
  await tx.update(PromptEntity, { id: prompt }, { decided: true });
  const standing = await tx
    .createQueryBuilder(InboxEntity, 'inbox')
    .where(`inbox.promptId = :prompt and inbox.status in ('received', 'accepted')`, { prompt })
    .getOne();
  return standing ? { kind: 'answered', answer: answerInput(standing) } : { kind: 'lapsed' };
}
