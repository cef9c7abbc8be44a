import type { EntityManager } from 'typeorm';
import type { FormValue } from '../../../domain/forms/read-form.js';
import type { TableSection } from '../../../domain/sections/section.js';
import { say } from '../../../domain/texts/catalogue.js';
import { formatInstant } from '../../../domain/texts/say-values.js';
import { latestAnswer } from '../../../dossier/record/dossier-record.js';
import { spokenParams } from '../../../dossier/record/say-dossier.js';
import { textOf } from '../../../dossier/record/text-of.js';
import { rowsOf } from '../claims/entitlement-for.js';
import { answerFact, answersOf, planFact, type Basis, type BasisWish } from './basis.js';

/** Two reports that differ, side by side, with the days that differ: whose days count is for staff to say. */
export async function contradictionBasis(db: EntityManager, wish: BasisWish): Promise<Basis> {
  const { record, texts, params } = wish;
  const { ref } = record.exchange;
  const host = await latestAnswer(db, ref, 'host-wrap-up');
  const visitor = await latestAnswer(db, ref, 'visitor-wrap-up');
  const visitorSays = say(texts, 'pages.contradiction.visitorSays', { hub: params.visitingHub });
  const hostSays = say(texts, 'pages.contradiction.hostSays', { hub: params.hostingHub });
  const spoken = (party: string) => spokenParams(record, texts.language, { party });
  const sent = (at: string): string => `sent ${formatInstant(at, record.programme.definition.zone, texts.language)}`;
  return {
    sections: [
      daysTable(wish, { visitorSays, hostSays }, daysOfBoth(visitor?.payload, host?.payload)),
      {
        type: 'comparison',
        sides: [
          answersOf(wish, visitorSays, 'visitor-wrap-up', visitor?.payload, spoken('visiting')),
          answersOf(wish, hostSays, 'host-wrap-up', host?.payload, spoken('hosting')),
        ],
      },
    ],
    facts: [planFact(wish), answerFact('host-report', 'The host’s report', host, sent), answerFact('visitor-report', 'The visitor’s report', visitor, sent)],
  };
}

/** The days of one traveller as each side counts them. */
interface CountedTwice {
  name: string;
  byVisitor: number | undefined;
  byHost: number | undefined;
}

function daysTable({ texts }: BasisWish, says: { visitorSays: string; hostSays: string }, days: readonly CountedTwice[]): TableSection {
  const differs = say(texts, 'pages.contradiction.differs');
  return {
    type: 'table',
    caption: differs,
    head: [{ label: 'Days present' }, { label: says.visitorSays, num: true }, { label: says.hostSays, num: true }, { label: '' }],
    rows: days.map(({ name, byVisitor, byHost }) => [
      name,
      String(byVisitor ?? '–'),
      String(byHost ?? '–'),
      byVisitor === byHost ? '' : { text: '', tag: differs },
    ]),
  };
}

/** The days of each traveller as both sides count them, in the order of the visitor's report. */
function daysOfBoth(visitor: FormValue | undefined, host: FormValue | undefined): CountedTwice[] {
  const counted = (report: FormValue | undefined): Map<string, number> =>
    new Map(rowsOf(report?.['daysPresent']).map((row) => [textOf(row['participant']), Number(row['days'] ?? 0)]));
  const [byVisitor, byHost] = [counted(visitor), counted(host)];
  return [...new Set([...byVisitor.keys(), ...byHost.keys()])].map((name) => ({ name, byVisitor: byVisitor.get(name), byHost: byHost.get(name) }));
}
