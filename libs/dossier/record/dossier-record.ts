import type { EntityManager } from 'typeorm';
import { EditionEntity, DossierEntity, InboxEntity, PlanEntity } from '../../platform/db/entities/index.js';
import { inPromptId } from '../../platform/db/prompt-id.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import type { PromptKind } from '../../domain/programme/vocabulary.js';
import { loadParties, type Parties } from '../people/parties.js';
import { programmeVersion, type Programme } from '../../programmes/definition-store.js';

/** Everything that is on file about one exchange when it is judged or shown. */
export interface DossierRecord {
  exchange: DossierEntity;
  edition: EditionEntity;
  /** The version of the rules that the exchange started under. */
  programme: Programme;
  parties: Parties;
  /** The latest version of the plan. */
  plan: PlanEntity;
}

/** An answer that stands, with its form's values. */
export type StandingAnswer = InboxEntity & { payload: FormValue };

/** Reads what is on file about an exchange. Throws when there is no such exchange. */
export async function loadDossier(db: EntityManager, ref: string): Promise<DossierRecord> {
  return recordOf(db, await db.findOneByOrFail(DossierEntity, { ref }));
}

/** What is on file about an exchange whose row was read, and perhaps locked, before. */
export async function recordOf(db: EntityManager, exchange: DossierEntity): Promise<DossierRecord> {
  return {
    exchange,
    edition: await db.findOneByOrFail(EditionEntity, { id: exchange.edition }),
    programme: await programmeVersion(db, exchange.definitionId, exchange.definitionVersion),
    parties: await loadParties(db, exchange.ref),
    plan: await db.findOneOrFail(PlanEntity, { where: { ref: exchange.ref }, order: { version: 'DESC' } }),
  };
}

/** The latest answer that stands for a kind of question, whoever of the exchange (or of one party) gave it. */
export async function latestAnswer(
  db: EntityManager,
  ref: string,
  kind: PromptKind,
  party?: string,
): Promise<StandingAnswer | undefined> {
  const row = await db
    .createQueryBuilder(InboxEntity, 'inbox')
    .where(`inbox.ref = :ref and inbox.status in ('received', 'accepted')`, { ref })
    .andWhere(`${inPromptId.kind('inbox.promptId')} = :kind`, { kind })
    .andWhere(party === undefined ? 'true' : `${inPromptId.party('inbox.promptId')} = :party`, { party })
    .orderBy('inbox.order', 'DESC')
    .getOne();
  return (row as StandingAnswer | null) ?? undefined;
}
