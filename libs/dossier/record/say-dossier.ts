import type { PromptEntity } from '../../platform/db/entities/index.js';
import { partyMaximum } from '../../domain/entitlement/plan-maximum.js';
import { formatCents, type Cents } from '../../domain/money/cents.js';
import { formatDay, formatInstant } from '../../domain/texts/say-values.js';
import type { exchangeParams } from '../../domain/texts/expected-texts.js';
import type { DossierRecord } from './dossier-record.js';

/** Values that sentences about an exchange may name; empty as long as something is not known. */
export type SpokenParams = Record<(typeof exchangeParams)[number], string>;

/** What a sentence is about, beside the exchange. */
export interface SpokenAbout {
  /** The party that is asked or paid. */
  party?: string;
  /** Until when: an instant, with the zone of whoever reads it. */
  due?: { at: string; zone: string };
  cents?: Cents;
}

/** The values of an exchange for its reader's language. */
export function spokenParams(record: DossierRecord, language: string, about: SpokenAbout = {}): SpokenParams {
  const { exchange, plan } = record;
  const cents = about.cents ?? (about.party ? reservedFor(record, about.party) : undefined);
  return {
    reference: exchange.ref,
    visitingHub: nameOfParty(record, 'visiting'),
    hostingHub: nameOfParty(record, 'hosting'),
    firstDay: formatDay(plan.firstDay, language),
    lastDay: formatDay(plan.lastDay, language),
    theme: themeOf(record),
    party: about.party ? nameOfParty(record, about.party) : '',
    due: about.due ? formatInstant(about.due.at, about.due.zone, language) : '',
    amount: cents === undefined ? '' : formatCents(cents, language),
  };
}

/** The values of an exchange around one question. */
export function spokenPrompt(record: DossierRecord, prompt: PromptEntity, language: string, zone: string, cents?: Cents): SpokenParams {
  return spokenParams(record, language, {
    ...(prompt.party === '-' ? {} : { party: prompt.party }),
    due: { at: prompt.dueAt, zone },
    ...(cents === undefined ? {} : { cents }),
  });
}

/** The hub's name as people know a party by. */
export function nameOfParty({ parties }: DossierRecord, party: string): string {
  const side = parties[party];
  return side?.hub?.name ?? side?.organisation?.legalName ?? '';
}

/** What the visit is about, in the candidate's words. */
export function themeOf({ plan }: DossierRecord): string {
  const theme = (plan.content as { theme?: unknown } | null)?.theme;
  return typeof theme === 'string' ? theme : '';
}

/** The most that a party can get by the plan: what is held for it at submission. */
export function reservedFor({ programme, plan }: DossierRecord, party: string): Cents {
  return partyMaximum(programme.definition, party, plan);
}
