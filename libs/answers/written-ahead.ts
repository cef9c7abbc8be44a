import type { EntityManager } from 'typeorm';
import { DraftEntity, DossierEntity, PromptEntity, type ContactEntity } from '../platform/db/entities/index.js';
import { promptId } from '../domain/dossier/reference.js';
import type { Stage } from '../domain/kinds/exchange/lifecycle.js';
import type { FormValue } from '../domain/forms/read-form.js';
import type { DossierRecord } from '../dossier/record/dossier-record.js';
import { keepAhead } from '../dossier/prompts/saved-answer.js';

/** The application as it will be asked for, before it is. */
export type AheadQuestion = Pick<PromptEntity, 'id' | 'ref' | 'edition' | 'kind' | 'party' | 'slot' | 'about'>;

/** Stages in which a host is still looked for or asked. */
const before: readonly Stage[] = ['matching', 'choosing-host', 'host-asked', 'agreeing-dates'];

/** Keys of the application that wait for the host: which days suit is not said yet. */
export const aheadWithout: readonly string[] = ['dates', 'eventDate'];

/** The question that an application written ahead belongs to; undefined where nobody visits. */
export function writtenAhead({ exchange: { ref, edition }, programme: { definition } }: DossierRecord, leg: string): AheadQuestion | undefined {
  const { to } = definition.prompts.application;
  if (!('party' in to) || to.party === 'each') return undefined;
  const { party, slot } = to;
  return { id: promptId({ ref, leg, party, kind: 'application', slot, round: 1 }), ref, edition, kind: 'application', party, slot, about: null };
}

/** Whether an application may still be written ahead: it was not asked for, and may yet be. */
export async function mayWriteAhead(db: EntityManager, { id, ref }: Pick<AheadQuestion, 'id' | 'ref'>): Promise<boolean> {
  const { stage } = await db.findOneByOrFail(DossierEntity, { ref });
  return before.includes(stage) && !(await db.existsBy(PromptEntity, { id }));
}

/** What was typed ahead, and by whom. */
interface AheadSaving {
  question: AheadQuestion;
  holder: Pick<ContactEntity, 'language'>;
  value: FormValue;
  /** By the exchange's clock. */
  now: string;
}

/**
 * Keeps what was written ahead, in the caller's transaction, where the application finds it once it is asked for. False
 * when it was asked for meanwhile: then its own page keeps it. The exchange's row is locked, as it is when a step asks.
 */
export async function saveAhead(db: EntityManager, { question, holder, value, now }: AheadSaving): Promise<boolean> {
  await db.findOneOrFail(DossierEntity, { where: { ref: question.ref }, lock: { mode: 'for_no_key_update' } });
  if (!(await mayWriteAhead(db, question))) return false;
  const kept = Object.fromEntries(Object.entries(value).filter(([key]) => !aheadWithout.includes(key)));
  await db.save(DraftEntity, (await keepAhead(db, question, { value: kept, language: holder.language, now })) as never);
  return true;
}
