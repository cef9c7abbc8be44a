import type { EntityManager } from 'typeorm';
import { ContactEntity, HubEntity, OrganisationEntity, PromptEntity } from '../../../../libs/platform/db/entities/index.js';
import { plainInstant } from '../../../../libs/domain/calendar/deadlines.js';
import { isEnding } from '../../../../libs/domain/kinds/exchange/lifecycle.js';
import type { CodeHolder } from '../../../../libs/answers/mailed-code.js';
import { receivedAt } from '../../../../libs/dossier/prompts/received-at.js';
import { standingAnswer, takesAnswer } from '../../../../libs/dossier/prompts/takes-answer.js';
import { loadDossier, type DossierRecord, type StandingAnswer } from '../../../../libs/dossier/record/dossier-record.js';
import { spokenPrompt, type SpokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import { amountAskedBack } from '../../../../libs/kinds/exchange/claims/settlement-claim.js';
import type { FoundLink } from '../../../../libs/links/links.js';
import { frameOf, type Frame } from '../../http/site.js';

/** A question as the holder of its link sees it. */
export interface OpenPrompt extends CodeHolder {
  link: FoundLink;
  prompt: PromptEntity;
  record: DossierRecord;
  /** The person whom the link was mailed to. */
  holder: ContactEntity;
  frame: Frame;
  /** What sentences about it may name. */
  params: SpokenParams;
  /** The answer that stands, if any. */
  standing: StandingAnswer | undefined;
  /** The holder still acts for the party; a hub that was asked before another one was chosen does not. */
  isCurrent: boolean;
}

/**
 * What a prompt's link leads to, or undefined when the right to read it is over: some weeks after the exchange's end,
 * as the definition says.
 */
export async function openPrompt(db: EntityManager, link: FoundLink): Promise<OpenPrompt | undefined> {
  const prompt = await db.findOneBy(PromptEntity, { id: link.subjectId });
  const holder = await db.findOneBy(ContactEntity, { id: link.holderId });
  if (!prompt || !holder) return undefined;
  const loaded = await loadDossier(db, prompt.ref);
  const isCurrent = Object.values(loaded.parties[prompt.party]?.contacts ?? {}).some(({ id }) => id === holder.id);
  const record = isCurrent ? loaded : await asAskedThen(db, loaded, prompt.party, holder);
  const { definition } = record.programme;
  const now = await receivedAt(db, prompt.edition);
  if (readableUntil(record) < now) return undefined;
  const frame = frameOf(record.programme, holder.language);
  return {
    link,
    prompt,
    record,
    holder,
    definition,
    now,
    frame,
    params: spokenPrompt(record, prompt, frame.texts.language, holder.zone, await amountAskedBack(db, prompt)),
    standing: await standingAnswer(db, prompt.id),
    isCurrent,
  };
}

/** The exchange as a hub knows it that was asked before another one took its place: with itself in that place. */
async function asAskedThen(db: EntityManager, record: DossierRecord, party: string, holder: ContactEntity): Promise<DossierRecord> {
  const side = record.parties[party];
  if (!side || side.organisation?.id === holder.organisationId) return record;
  const organisation = await db.findOneByOrFail(OrganisationEntity, { id: holder.organisationId });
  const hub = await db.findOneBy(HubEntity, holder.hubId ? { id: holder.hubId } : { organisationId: holder.organisationId });
  const then = { id: side.id, leg: side.leg, organisation, contacts: {}, ...(hub && { hub }) };
  return { ...record, parties: { ...record.parties, [party]: then } };
}

/** Whether an answer would still count. */
export function mayAnswer({ prompt, standing, holder, now }: OpenPrompt): boolean {
  return takesAnswer(prompt, standing, holder.id, now);
}

/** Until when the people of an exchange can read about it. */
export function readableUntil({ exchange, programme: { definition } }: DossierRecord): string {
  if (!isEnding(exchange.stage) || exchange.stageSince === null) return '9999';
  return plainInstant(definition.links.readableFor, definition.calendar, definition.zone, exchange.stageSince);
}
