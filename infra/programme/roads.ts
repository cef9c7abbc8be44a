import { happyScript, type Reply, type Script } from '../bench/people.js';
import type { ChangeInput, ExchangeInput, StopInput } from '../../libs/contracts/exchange/index.js';
import { lengthInDays } from '../../libs/domain/calendar/days.js';
import type { VisitDays } from '../../libs/domain/calendar/moments.js';
import { maximumEntitlement } from '../../libs/domain/entitlement/entitlement.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import { stopReasons, type PartyId, type PromptKind } from '../../libs/domain/programme/vocabulary.js';

/** Something that staff or a party do while the visit is being prepared, beside answering. */
export type RoadAct = { act: 'stop'; input: StopInput } | { act: 'change'; input: Omit<ChangeInput, 'leg'> };

/** One way an exchange can go, as it is rehearsed. */
export interface Road {
  key: string;
  /** Who is silent on what; the title says it in the programme's own words. */
  silent?: { kind: PromptKind; party: PartyId };
  /** What is rehearsed, where nobody in particular is silent. */
  title?: string;
  people: Script;
  act?: RoadAct;
  /** Whether a place is free for who asks. */
  place?: 'held' | 'waiting';
  input?: Partial<ExchangeInput>;
}

const [visiting, hosting] = ['visiting', 'hosting'] as const;
const staffKinds = ['review', 'check', 'approve-payment', 'booking'] as const satisfies readonly PromptKind[];
const days = (afterDays: number, choice: string, facts?: Reply['facts']): Reply => ({ choice, afterDays, ...(facts && { facts }) });

/** The happy road, and one for each silence that a definition has to have an answer to. */
export function roadsOf(definition: Definition, visit: VisitDays): Road[] {
  const happy = happyPeople(definition, visit);
  const silence = (kind: PromptKind, party: PartyId, more: Omit<Road, 'key' | 'people'> & { people?: Script } = {}): Road => ({
    key: `${kind}-${party}`,
    silent: { kind, party },
    ...more,
    people: { ...happy, ...({ [`${kind}.${party}`]: ['silent'] } as Script), ...more.people },
  });
  return [
    { key: 'happy', title: 'Everybody answers', people: happy },
    silence('availability', hosting, { people: { 'availability.hosting': ['silent', days(2, 'yes')] } }),
    silence('choose-host', visiting, { people: { availability: [days(2, 'no')] } }),
    silence('dates', visiting, { people: { availability: [days(2, 'other-dates'), days(2, 'yes')] } }),
    silence('application', visiting),
    { key: 'no-place', title: 'No place becomes free', place: 'waiting', people: { ...happy, place: ['silent'] } },
    silence('sign', visiting),
    silence('sign', hosting),
    silence('bank-details', visiting, {
      people: { 'sign.visiting': [days(1, 'signed', { bank: 'later' })], 'bank-details.visiting': ['silent', days(3, 'given')] },
    }),
    silence('consent', hosting, { act: { act: 'change', input: { change: 'change', what: 'dates', consentOf: [hosting], by: visiting } } }),
    silence('host-wrap-up', hosting),
    silence('visitor-wrap-up', visiting),
    ...settlementOf(definition).map((stop) =>
      silence('settlement', visiting, { act: { act: 'stop', input: stop }, people: { 'settlement.hosting': [days(3, 'nothing-to-claim')] } }),
    ),
    silence('repayment', visiting, { input: { startAt: 'correcting', correction: { party: visiting, cents: -mostOf(definition, visiting, visit), notice: 'audit' } } }),
    silence('follow-up', visiting),
    { key: 'office', title: 'The office is silent the first time it is asked anything; whoever takes over answers', people: officeSilent(happy) },
  ];
}

/** People who do what the happy road expects, with the most that each side can get. */
function happyPeople(definition: Definition, visit: VisitDays): Script {
  const accepted = Object.keys(definition.entitlements).map((party) => [`check.${party}`, [days(1, 'accept', { cents: mostOf(definition, party, visit) })]]);
  return { ...happyScript, ...(Object.fromEntries(accepted) as Script) };
}

/** The most that a party can get by the plan, in cents. */
function mostOf({ entitlements }: Definition, party: PartyId, { firstDay, lastDay }: VisitDays): number {
  const rules = entitlements[party];
  return rules ? maximumEntitlement(rules, { participants: 1, days: lengthInDays(firstDay, lastDay) }) : 0;
}

/** Each staff question is answered only when it is asked again, of the one who takes over. */
function officeSilent(happy: Script): Script {
  const late = Object.entries(happy).map(([key, replies]): [string, Script[PromptKind]] =>
    (staffKinds as readonly string[]).includes(key.split('.')[0] ?? '') ? [key, ['silent', ...(replies ?? [])]] : [key, replies],
  );
  return Object.fromEntries(late) as Script;
}

/** A cancellation for a reason that the definition pays proven costs for, if there is one. */
function settlementOf({ settlement }: Definition): StopInput[] {
  const reason = stopReasons.find((one) => settlement[one] === 'proven-costs');
  return reason ? [{ ending: 'cancelled', reason, by: 'office' }] : [];
}
