import type { EntityManager } from 'typeorm';
import type { NoticeSection } from '../../../domain/sections/section.js';
import { formatDay, formatInstant, sayEntitlement } from '../../../domain/texts/say-values.js';
import { latestAnswer } from '../../../dossier/record/dossier-record.js';
import { spokenParams } from '../../../dossier/record/say-dossier.js';
import { entitlementFor, type PartyEntitlement } from '../claims/entitlement-for.js';
import { checkable, settlementClaim } from '../claims/settlement-claim.js';
import { paidBeforeSignature } from '../visit/days-named.js';
import { answerFact, answersOf, planFact, sumFact, type Basis, type BasisWish } from './basis.js';

/** What a report or the costs of a settlement are checked by: the words of whoever reported, and the sum line by line. */
export async function checkBasis(db: EntityManager, wish: BasisWish): Promise<Basis> {
  return (await settlementBasis(db, wish)) ?? reportBasis(db, wish);
}

/** Both sides' words next to each other, and the sum that follows from them. */
async function reportBasis(db: EntityManager, wish: BasisWish): Promise<Basis> {
  const { record, prompt, texts, params } = wish;
  const { ref } = record.exchange;
  const { entitlement, daysBy, daysDiffer } = await entitlementFor(db, ref, prompt.party);
  const host = await latestAnswer(db, ref, 'host-wrap-up');
  const visitor = await latestAnswer(db, ref, 'visitor-wrap-up');
  const early = prompt.party === 'visiting' ? await paidBeforeSignature(db, record, visitor?.payload) : [];
  const lines = sayEntitlement(texts, entitlement);
  const spoken = (party: string) => spokenParams(record, texts.language, { party });
  const sent = (at: string): string => `sent ${formatInstant(at, record.programme.definition.zone, texts.language)}`;
  return {
    sections: [
      ...(daysDiffer ? [daysDifferNotice] : []),
      ...earlyCosts(wish, early),
      { type: 'sum', title: 'The sum', lines, cents: entitlement.totalCents, note: sourceOf(wish, daysBy) },
      {
        type: 'comparison',
        sides: [
          answersOf(wish, params.hostingHub, 'host-wrap-up', host?.payload, spoken('hosting')),
          answersOf(wish, params.visitingHub, 'visitor-wrap-up', visitor?.payload, spoken('visiting')),
        ],
      },
    ],
    facts: [
      planFact(wish),
      sumFact(lines, entitlement.totalCents),
      answerFact('host-report', 'The host’s report', host, sent),
      answerFact('visitor-report', 'The visitor’s report', visitor, sent),
      { name: 'days-by', label: 'Whose days count', said: sourceOf(wish, daysBy), value: [daysBy, daysDiffer] },
    ],
  };
}

/** What cannot be refunded, with the sum; undefined where a report is checked. */
async function settlementBasis(db: EntityManager, wish: BasisWish): Promise<Basis | undefined> {
  const { record, prompt, texts, params } = wish;
  const claim = await settlementClaim(db, prompt);
  if (!claim) return undefined;
  const { explanation, cents } = await checkable(db, record, prompt, texts);
  return {
    sections: [
      ...earlyCosts(wish, await paidBeforeSignature(db, record, claim.payload)),
      { type: 'sum', title: 'The sum', lines: explanation, cents },
      answersOf(wish, params.party, 'settlement', claim.payload, params),
    ],
    facts: [planFact(wish), sumFact(explanation, cents), answerFact('claim', 'The claim', claim, (at) => `sent ${formatInstant(at, record.programme.definition.zone, texts.language)}`)],
  };
}

const daysDifferNotice: NoticeSection = {
  type: 'notice',
  tone: 'warn',
  title: 'The two sides count the days differently',
  words: ['The amount follows the host’s count. Ask both sides before you decide.'],
};

function earlyCosts({ texts }: BasisWish, costs: readonly { what: string; day: string }[]): NoticeSection[] {
  if (costs.length === 0) return [];
  const paid = costs.map(({ what, day }) => `${what}: ${formatDay(day, texts.language)}`);
  return [{ type: 'notice', tone: 'warn', title: 'Paid before all had signed', words: ['Accept them only if they belong to this visit.'], items: { after: 0, texts: paid } }];
}

function sourceOf({ params: { visitingHub, hostingHub } }: BasisWish, daysBy: PartyEntitlement['daysBy']): string {
  return {
    host: `Days present as ${hostingHub} reports them.`,
    visitor: `Days present as ${visitingHub} reports them: ${hostingHub} has not reported yet, so ask for a proof of presence.`,
    staff: 'Days present as the office decided.',
    nobody: 'Nobody has reported days present.',
  }[daysBy];
}
