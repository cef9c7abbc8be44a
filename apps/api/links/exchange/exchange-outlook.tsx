import { addDays } from '../../../../libs/domain/calendar/days.js';
import { isEnding, type Stage } from '../../../../libs/domain/kinds/exchange/lifecycle.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatDay } from '../../../../libs/domain/texts/say-values.js';
import { themeOf } from '../../../../libs/dossier/record/say-dossier.js';
import { textOf } from '../../../../libs/dossier/record/text-of.js';
import { dayRangeText, Facts, type Html } from '../../../../libs/ui/index.js';
import type { OpenExchange } from '../opening/open-exchange.js';

/** How far the two sides know each other. */
export interface Acquainted {
  /** The host has said yes: each side may write to the other. */
  isAgreed: boolean;
  /** All have signed: each side may call the other. */
  isSigned: boolean;
}

/** The visit in a few lines, and whom to reach at the other side. */
export function VisitFacts({ open, ...acquainted }: { open: OpenExchange } & Acquainted) {
  const { record, frame, params } = open;
  const { texts } = frame;
  const { plan } = record;
  const content = plan.content as FormValue;
  const label = (field: string): string => say(texts, `forms.application.fields.${field}.label`, params);
  const event = [textOf(content['eventTitle']), textOf(content['eventDate']) && formatDay(textOf(content['eventDate']), texts.language), textOf(content['eventPlace'])];
  return (
    <>
      <h2>{say(texts, 'pages.exchange.visit')}</h2>
      <Facts
        rows={[
          ...(['visiting', 'hosting'] as const).map((party) => ({ label: say(texts, `parties.${party}`), value: placeOf(open, party) })),
          { label: label('dates'), value: dayRangeText(plan.firstDay, plan.lastDay, texts.language) },
          { label: label('theme'), value: themeOf(record) },
          { label: say(texts, 'agreement.annexes.event'), value: event.filter(Boolean).join(', ') },
          { label: say(texts, 'pages.exchange.partner'), value: partnerOf(open, acquainted) },
        ]}
      />
    </>
  );
}

function placeOf({ record }: OpenExchange, party: string): string {
  const hub = record.parties[party]?.hub;
  return hub ? `${hub.name}, ${hub.city}` : '';
}

/** Name and address from the host's yes on, the phone from the signatures on; nothing any more once the exchange is over. */
function partnerOf({ record, prompt }: OpenExchange, { isAgreed, isSigned }: Acquainted): Html {
  const partner = Object.values(record.parties).find(({ id }) => id !== prompt.party)?.contacts['manager'];
  if (!partner || !isAgreed || isEnding(record.exchange.stage)) return '';
  return (
    <>
      {partner.name}, <a href={`mailto:${partner.email}`}>{partner.email}</a>
      {isSigned && partner.phone ? (
        <>
          {', '}
          <a href={`tel:${partner.phone.replace(/[^+\d]/g, '')}`}>{partner.phone}</a>
        </>
      ) : null}
    </>
  );
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

/** What is still to come, with the days that are known. */
export function StillToCome({ open: { record, frame } }: { open: OpenExchange }) {
  const { texts } = frame;
  const next = nextOf[record.exchange.stage];
  if (next === undefined) return null;
  const { firstDay, lastDay } = record.plan;
  const days: Partial<Record<Stage, string>> = {
    travelling: dayRangeText(firstDay, lastDay, texts.language),
    'wrapping-up': say(texts, 'pages.exchange.from', { day: formatDay(addDays(lastDay, 1), texts.language) }),
  };
  return (
    <>
      <h2>{say(texts, 'pages.exchange.ahead')}</h2>
      <ol class="timeline">
        {road.slice(road.indexOf(next)).map((stage) => (
          <li>
            {say(texts, `stages.${stage}.name`)}
            {days[stage] === undefined ? null : <div class="small">{days[stage]}</div>}
          </li>
        ))}
      </ol>
    </>
  );
}

/** What a party owes beside its open questions: what to keep until it reports, and its account. */
export function dutiesOf({ record, frame: { texts }, prompt, definition }: OpenExchange, { isSigned, bankMissing }: { isSigned: boolean; bankMissing: boolean }): string[] {
  const beforePayment: readonly Stage[] = ['preparing', 'travelling', 'wrapping-up'];
  if (!isSigned || !beforePayment.includes(record.exchange.stage)) return [];
  const part = definition.parties[prompt.party]?.part ?? 'visits';
  return [say(texts, `pages.exchange.keep.${part}`), ...(bankMissing ? [say(texts, 'pages.exchange.bankMissing')] : [])];
}
