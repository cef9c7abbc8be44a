import type { EntityManager } from 'typeorm';
import { PlaceHoldEntity } from '../../../platform/db/entities/index.js';
import { checkEligibility } from '../../../domain/eligibility/eligibility.js';
import { formatCents } from '../../../domain/money/cents.js';
import type { FactRow, NoticeSection } from '../../../domain/sections/section.js';
import { say } from '../../../domain/texts/catalogue.js';
import { formatInstant, sayRefusal } from '../../../domain/texts/say-values.js';
import { unknownManager } from '../../../dossier/people/colleagues.js';
import { latestAnswer, type DossierRecord } from '../../../dossier/record/dossier-record.js';
import { nameOfParty, reservedFor } from '../../../dossier/record/say-dossier.js';
import { textOf } from '../../../dossier/record/text-of.js';
import type { SeenFact } from '../../../dossier/seen/facts-seen.js';
import { rowsOf } from '../claims/entitlement-for.js';
import { partiesAsJudged } from '../matching/eligibility-facts.js';
import { answerFact, answersOf, planFact, type Basis, type BasisWish } from './basis.js';

/** What an application is decided by: number, checks, money, and what the candidate wrote. */
export async function reviewBasis(db: EntityManager, wish: BasisWish): Promise<Basis> {
  const { record, texts, params } = wish;
  const { definition } = record.programme;
  const answer = await latestAnswer(db, record.exchange.ref, 'application');
  const application = answer?.payload;
  const positions = rowsOf(application?.['participants']).map((person) => textOf(person['position']));
  const refusals = checkEligibility(definition, {
    parties: partiesAsJudged(record.parties, application ? { visiting: positions } : {}),
    plan: record.plan,
  });
  const checks = refusals.map((refusal) => sayRefusal(texts, refusal, refusal.party ? nameOfParty(record, refusal.party) : ''));
  const { visiting } = record.parties;
  const unknown = visiting && (await unknownManager(db, visiting));
  const number = await queueNumber(db, record);
  return {
    sections: [
      { type: 'facts', rows: [{ label: 'Number in the queue', value: number === undefined ? '' : String(number) }, ...moneyRows(wish)] },
      checksNotice(checks),
      ...(unknown ? [unknownNotice(`${unknown.name}, ${unknown.email}`, params.visitingHub)] : []),
      answersOf(wish, `Application of ${params.visitingHub}`, 'application', application, params),
    ],
    facts: [
      planFact(wish),
      answerFact('application', 'The application', answer, (at) => `sent ${formatInstant(at, definition.zone, texts.language)}`),
      ...partyFacts(record),
      { name: 'checks', label: 'The automatic checks', said: checks.length === 0 ? 'pass' : checks.join(' '), value: refusals.map(({ code, party = '' }) => [code, party]) },
      { name: 'unknown-address', label: 'Address that is not on file', said: unknown?.email ?? 'none', value: unknown?.email ?? null },
    ],
  };
}

/** Who visits and who hosts. */
function partyFacts(record: DossierRecord): SeenFact[] {
  return Object.values(record.parties).map(({ id, organisation, hub }) => ({
    name: `party/${id}`,
    label: id === 'hosting' ? 'The host' : 'The visitor',
    said: nameOfParty(record, id),
    value: [organisation?.id ?? null, hub?.id ?? null],
  }));
}

function checksNotice(checks: readonly string[]): NoticeSection {
  if (checks.length === 0) return { type: 'notice', tone: 'good', words: ['The automatic checks pass: membership, positions, dates and stay.'] };
  return { type: 'notice', tone: 'warn', title: 'The automatic checks do not pass', words: [], items: { after: 0, texts: checks } };
}

function unknownNotice(who: string, hub: string): NoticeSection {
  const words = [`${who}. Make sure that they work for ${hub} before you approve.`];
  return { type: 'notice', tone: 'warn', title: 'This address is not on file for the hub', words };
}

/** What is held for each side, and what the edition has left. */
function moneyRows({ record, texts }: BasisWish): FactRow[] {
  const euro = (cents: number): string => say(texts, 'words.euro', { amount: formatCents(cents, texts.language) });
  const { edition } = record;
  const left = edition.budgetCents - edition.reservedCents;
  const reserved = Object.keys(record.parties).map((party): FactRow => {
    const cents = reservedFor(record, party);
    return { label: `Reserved for ${nameOfParty(record, party)}`, value: { text: euro(cents), cents } };
  });
  const places = `${edition.places - edition.placesHeld} of ${edition.places} places`;
  return [...reserved, { label: 'Left in the edition', value: { text: `${euro(left)}, ${places}`, cents: left } }];
}

async function queueNumber(db: EntityManager, { exchange, edition }: DossierRecord): Promise<number | undefined> {
  const own = await db.findOneBy(PlaceHoldEntity, { ref: exchange.ref });
  if (!own) return undefined;
  return db
    .createQueryBuilder(PlaceHoldEntity, 'hold')
    .where('hold.edition = :edition and hold.queueOrder <= :order', { edition: edition.id, order: own.queueOrder })
    .getCount();
}
