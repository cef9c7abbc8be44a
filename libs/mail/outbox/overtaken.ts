import { In, type EntityManager } from 'typeorm';
import { clockNow, editionClock } from '../../platform/clock/edition-clock.js';
import { MailedCodeEntity, OutboxEntity, PromptEntity, SignedLinkEntity } from '../../platform/db/entities/index.js';
import { mailedPromptKinds, type MailKind } from '../../domain/programme/vocabulary.js';
import type { LetterData } from '../letters/new-mail.js';

/** Why a mail need not go any more: nobody waits for its answer, somebody else is asked by now, or its code has run out. */
export type Overtaken = 'question-closed' | 'other-contact' | 'code-ended';

/** Mails that say nothing but: please answer this question. What tells of something that happened always goes. */
const askingMails: readonly MailKind[] = [...mailedPromptKinds, 'extended', 'closing-soon'];

/**
 * Whether a mail that waited has nothing left to ask. A reminder of several questions goes as long as one of them waits
 * for its reader.
 */
export async function overtakenBy(db: EntityManager, row: OutboxEntity): Promise<Overtaken | undefined> {
  if (row.kind === 'code') return (await codeHasEnded(db, row)) ? 'code-ended' : undefined;
  const prompts = await questionsIn(db, row);
  const reasons = prompts.map((prompt) => reasonAgainst(row, prompt));
  return reasons.length > 0 && !reasons.includes(undefined) ? reasons[0] : undefined;
}

function reasonAgainst({ kind, recipientId }: OutboxEntity, { status, contactId, frozen }: PromptEntity): Overtaken | undefined {
  if (status !== 'open') return 'question-closed';
  if (contactId !== recipientId) return 'other-contact';
  return kind === 'reminder' && frozen ? 'question-closed' : undefined; // postponed: nothing is to be reminded of
}

/** The code that a mail brings is named by its business key: see libs/answers/mailed-code.ts. One that is gone has ended long ago. */
async function codeHasEnded(db: EntityManager, { businessKey, edition }: OutboxEntity): Promise<boolean> {
  const [, id] = /^code\/([0-9a-f-]{36})$/.exec(businessKey) ?? [];
  if (id === undefined || edition === null) return false;
  const code = await db.findOneBy(MailedCodeEntity, { id });
  return code === null || code.endsAt <= clockNow(await editionClock(db, edition));
}

async function questionsIn(db: EntityManager, { kind, linkId, data }: OutboxEntity): Promise<PromptEntity[]> {
  const items = (data as unknown as LetterData).items ?? [];
  const linkIds = kind === 'reminder' ? items.flatMap((item) => item.linkId ?? []) : askingMails.includes(kind) && linkId ? [linkId] : [];
  if (linkIds.length === 0) return [];
  const links = await db.findBy(SignedLinkEntity, { id: In(linkIds), purpose: 'prompt' });
  return db.findBy(PromptEntity, { id: In(links.map(({ subjectId }) => subjectId)) });
}
