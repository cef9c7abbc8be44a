import { addDays } from '../../../domain/calendar/days.js';
import { isEnding, type Stage } from '../../../domain/kinds/exchange/lifecycle.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import { say } from '../../../domain/texts/catalogue.js';
import { formatDay } from '../../../domain/texts/say-values.js';
import { spokenParams, themeOf } from '../../../dossier/record/say-dossier.js';
import { textOf } from '../../../dossier/record/text-of.js';
import type { FactsSection, Said, TrailSection } from '../../../domain/sections/section.js';
import { dayRangeText } from '../../../ui/dates.js';
import type { PartyReader } from './party-reader.js';

/** How far the two sides know each other. */
export interface Acquainted {
  /** The host has said yes: each side may write to the other. */
  isAgreed: boolean;
  /** All have signed: each side may call the other. */
  isSigned: boolean;
}

/** The visit in a few lines, and whom to reach at the other side. */
export function visitFacts(reader: PartyReader, acquainted: Acquainted): FactsSection {
  const { record, frame, prompt } = reader;
  const { texts } = frame;
  const { plan } = record;
  const params = spokenParams(record, texts.language, { party: prompt.party });
  const content = plan.content as FormValue;
  const label = (field: string): string => say(texts, `forms.application.fields.${field}.label`, params);
  const event = [textOf(content['eventTitle']), textOf(content['eventDate']) && formatDay(textOf(content['eventDate']), texts.language), textOf(content['eventPlace'])];
  return {
    type: 'facts',
    boxed: false,
    title: say(texts, 'pages.exchange.visit'),
    rows: [
      ...(['visiting', 'hosting'] as const).map((party) => ({ label: say(texts, `parties.${party}`), value: placeOf(reader, party) })),
      { label: label('dates'), value: { text: dayRangeText(plan.firstDay, plan.lastDay, texts.language), days: { from: plan.firstDay, to: plan.lastDay } } },
      { label: label('theme'), value: themeOf(record) },
      { label: say(texts, 'agreement.annexes.event'), value: event.filter(Boolean).join(', ') },
      { label: say(texts, 'pages.exchange.partner'), value: partnerOf(reader, acquainted) },
    ],
  };
}

function placeOf({ record }: PartyReader, party: string): string {
  const hub = record.parties[party]?.hub;
  return hub ? `${hub.name}, ${hub.city}` : '';
}

/** Name and address from the host's yes on, the phone from the signatures on; nothing any more once the exchange is over. */
function partnerOf({ record, prompt }: PartyReader, { isAgreed, isSigned }: Acquainted): Said[] {
  const partner = Object.values(record.parties).find(({ id }) => id !== prompt.party)?.contacts['manager'];
  if (!partner || !isAgreed || isEnding(record.exchange.stage)) return [];
  const { name, email, phone } = partner;
  return [
    name,
    { text: email, to: { kind: 'mail-address', id: email } },
    ...(isSigned && phone ? [{ text: phone, to: { kind: 'phone' as const, id: phone.replace(/[^+\d]/g, '') } }] : []),
  ];
}

/** The road that most exchanges take, by what a party notices of it. */
const road = ['host-asked', 'applying', 'in-review', 'signing', 'travelling', 'wrapping-up', 'following-up', 'completed'] as const satisfies readonly Stage[];

/** What comes next on that road, by where an exchange stands; nothing where it left it. */
const nextOf: Partial<Record<Stage, (typeof road)[number]>> = {
  matching: 'host-asked',
  'choosing-host': 'host-asked',
  'host-asked': 'applying',
  'agreeing-dates': 'applying',
  applying: 'in-review',
  queued: 'in-review',
  'in-review': 'signing',
  signing: 'travelling',
  preparing: 'travelling',
  travelling: 'wrapping-up',
  'wrapping-up': 'following-up',
  'following-up': 'completed',
};

/** What is still to come, with the days that are known; undefined where the exchange left the road. */
export function stillToCome({ record, frame: { texts } }: PartyReader): TrailSection | undefined {
  const next = nextOf[record.exchange.stage];
  if (next === undefined) return undefined;
  const { firstDay, lastDay } = record.plan;
  const days: Partial<Record<Stage, string>> = {
    travelling: dayRangeText(firstDay, lastDay, texts.language),
    'wrapping-up': say(texts, 'pages.exchange.from', { day: formatDay(addDays(lastDay, 1), texts.language) }),
  };
  const entries = road.slice(road.indexOf(next)).map((stage) => {
    const detail = days[stage];
    return { text: say(texts, `stages.${stage}.name`), ...(detail !== undefined && { detail }) };
  });
  return { type: 'trail', title: say(texts, 'pages.exchange.ahead'), entries };
}

/** What a party owes beside its open questions: what to keep until it reports, and its account. */
export function dutiesOf({ record, frame: { texts }, prompt }: PartyReader, { isSigned, bankMissing }: { isSigned: boolean; bankMissing: boolean }): string[] {
  const beforePayment: readonly Stage[] = ['preparing', 'travelling', 'wrapping-up'];
  if (!isSigned || !beforePayment.includes(record.exchange.stage)) return [];
  const part = record.programme.definition.parties[prompt.party]?.part ?? 'visits';
  return [say(texts, `pages.exchange.keep.${part}`), ...(bankMissing ? [say(texts, 'pages.exchange.bankMissing')] : [])];
}
