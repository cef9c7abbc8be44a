import type { EntityManager } from 'typeorm';
import { EditionEntity, ExchangeEntity, InboxEntity, PlanEntity } from '../../platform/db/entities/index.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import type { PromptKind } from '../../domain/programme/vocabulary.js';
import { loadParties, type Parties } from '../people/parties.js';
import { programmeVersion, type Programme } from '../../programmes/definition-store.js';

/** Everything that is on file about one exchange when it is judged or shown. */
export interface ExchangeRecord {
  exchange: ExchangeEntity;
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
export async function loadExchange(db: EntityManager, ref: string): Promise<ExchangeRecord> {
  const exchange = await db.findOneByOrFail(ExchangeEntity, { ref });
  return {
    exchange,
    edition: await db.findOneByOrFail(EditionEntity, { id: exchange.edition }),
    programme: await programmeVersion(db, exchange.definitionId, exchange.definitionVersion),
    parties: await loadParties(db, ref),
    plan: await db.findOneOrFail(PlanEntity, { where: { ref }, order: { version: 'DESC' } }),
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
    .andWhere(`split_part(inbox.promptId, '/', 4) = :kind`, { kind })
    .andWhere(party === undefined ? 'true' : `split_part(inbox.promptId, '/', 3) = :party`, { party })
    .orderBy('inbox.order', 'DESC')
    .getOne();
  return (row as StandingAnswer | null) ?? undefined;
}
