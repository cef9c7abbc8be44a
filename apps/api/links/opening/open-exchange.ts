import type { EntityManager } from 'typeorm';
import { DraftEntity, type PromptEntity } from '../../../../libs/platform/db/entities/index.js';
import { receivedAt } from '../../../../libs/dossier/prompts/received-at.js';
import { loadDossier } from '../../../../libs/dossier/record/dossier-record.js';
import { spokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import { textOf } from '../../../../libs/dossier/record/text-of.js';
import type { FoundLink } from '../../../../libs/links/links.js';
import { openPrompt, readableUntil, type OpenPrompt } from './open-prompt.js';
import { frameOf } from '../../http/site.js';

/** An exchange as somebody of a party sees it, by whichever link: one of a question, or the one that confirmed the enquiry. */
export interface OpenExchange extends Pick<OpenPrompt, 'record' | 'holder' | 'definition' | 'now' | 'frame' | 'params'> {
  /** The side of it, and the slot that the link was mailed to. */
  prompt: Pick<PromptEntity, 'ref' | 'edition' | 'leg' | 'party' | 'slot'>;
}

/**
 * The exchange behind a link, for whoever acts for a party now. Undefined for everybody else: somebody who handed over
 * or was replaced, a hub that was asked before another one was chosen, staff, an enquiry that is not confirmed.
 */
export async function openExchange(db: EntityManager, link: FoundLink): Promise<OpenExchange | undefined> {
  if (link.purpose === 'confirm') return openConfirmed(db, link);
  const open = link.purpose === 'prompt' && !link.handedOverAt ? await openPrompt(db, link) : undefined;
  return open?.isCurrent ? open : undefined;
}

/** The link of the candidate's first mail leads on, as long as the candidate manages the visit. */
async function openConfirmed(db: EntityManager, link: FoundLink): Promise<OpenExchange | undefined> {
  const draft = await db.findOneBy(DraftEntity, { id: link.subjectId });
  if (!draft?.ref) return undefined;
  const record = await loadDossier(db, draft.ref);
  const side = record.parties['visiting'];
  const holder = side?.contacts['manager'];
  if (!side || holder?.email.toLowerCase() !== textOf((draft.payload as { email?: unknown }).email).toLowerCase()) return undefined;
  const now = await receivedAt(db, draft.edition);
  if (readableUntil(record) < now) return undefined;
  const frame = frameOf(record.programme, holder.language);
  const params = spokenParams(record, frame.texts.language, { party: side.id });
  const prompt = { ref: draft.ref, edition: draft.edition, leg: side.leg, party: side.id, slot: 'manager' as const };
  return { record, holder, definition: record.programme.definition, now, frame, params, prompt };
}
