import type { Client } from '@temporalio/client';
import type { EntityManager } from 'typeorm';
import type { ActEntity, AddressProblemEntity, ConversationEntity, DossierEntity, PaymentEntity, RecoveryEntity, StaffMemberEntity } from '../../platform/db/entities/index.js';
import type { OpenPrompt } from '../../contracts/dossier/index.js';
import type { Stage } from '../../domain/kinds/exchange/lifecycle.js';
import { catalogueFor, type TextCatalogue } from '../../domain/texts/catalogue.js';
import { openProposals, type HandOverProposal } from '../../dossier/people/hand-over-proposals.js';
import { correctionFamily } from '../../dossier/record/correction-family.js';
import { actsOfExchanges, recoveriesOf } from '../../dossier/record/dossier-acts.js';
import { historyOf, mailsOfExchange, paymentsOfExchange, peopleByIds, standingOf, type HistoryEntry, type SentMail, type Standing } from '../../dossier/record/dossier-file.js';
import { loadDossier, type DossierRecord } from '../../dossier/record/dossier-record.js';
import { addressProblems } from '../../mail/conversation/address-problems.js';
import { conversationOf } from '../../mail/conversation/conversation.js';
import { namedIn } from './history-line.js';

/** Everything that is read of one dossier for its page. */
export interface DossierFile {
  record: DossierRecord;
  /** Who reads it. */
  staff: StaffMemberEntity;
  texts: TextCatalogue;
  standing: Standing;
  /** The stage that the page speaks of: the workflow's own word where it answered. */
  stage: Stage;
  isPaused: boolean;
  open: readonly OpenPrompt[];
  history: readonly HistoryEntry[];
  /** Names by contact or staff id. */
  people: ReadonlyMap<string, string>;
  mails: readonly SentMail[];
  payments: readonly PaymentEntity[];
  /** What was done beside answering, to the exchange and its corrections. */
  acts: readonly ActEntity[];
  recoveries: readonly RecoveryEntity[];
  /** The exchange and its corrections. */
  family: readonly string[];
  /** Hand-overs to somebody elsewhere that wait for the office. */
  proposals: readonly HandOverProposal[];
  /** What came in by mail about the exchange and its corrections, the oldest first. */
  conversation: readonly ConversationEntity[];
  /** By contact id. */
  addressProblems: ReadonlyMap<string, AddressProblemEntity>;
}

/** Reads it. */
export async function readDossier(db: EntityManager, client: Client, staff: StaffMemberEntity, dossier: DossierEntity): Promise<DossierFile> {
  const { ref } = dossier;
  const record = await loadDossier(db, ref);
  const { definition, texts } = record.programme;
  const history = await historyOf(db, ref);
  const family = await correctionFamily(db, ref);
  const acts = await actsOfExchanges(db, family);
  const proposals = await openProposals(db, ref);
  const conversation = await conversationOf(db, ...family);
  const writers = conversation.flatMap(({ contactId }) => contactId ?? []);
  const contacts = Object.values(record.parties).flatMap((party) => Object.values(party.contacts));
  const standing = await standingOf(client, dossier);
  return {
    record,
    staff,
    texts: catalogueFor(texts, definition.languages[0] ?? 'en'),
    standing,
    stage: standing.source === 'live' ? standing.state.stage : dossier.stage,
    isPaused: standing.source === 'live' ? standing.state.paused : dossier.paused,
    open: waitingFor(standing, dossier),
    history,
    people: await peopleByIds(db, [...history.flatMap(namedIn), ...acts.map(({ by }) => by), ...proposals.map(({ by }) => by), ...writers]),
    mails: await mailsOfExchange(db, ref),
    payments: await paymentsOfExchange(db, ref),
    acts,
    recoveries: await recoveriesOf(db, family),
    family,
    proposals,
    conversation,
    addressProblems: await addressProblems(db, contacts.map(({ id }) => id)),
  };
}

function waitingFor(standing: Standing, { waitingFor: known }: DossierEntity): OpenPrompt[] {
  if (standing.source === 'read-model') return known;
  return standing.state.open.map(({ prompt, dueAt = '', closesAt = '' }) => ({
    prompt,
    dueAt,
    closesAt,
    escalated: known.find((each) => each.prompt === prompt)?.escalated ?? false,
  }));
}
