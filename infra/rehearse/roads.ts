import type { ChangeInput, StopInput } from '../../libs/contracts/dossier/index.js';
import type { VisitDays } from '../../libs/domain/calendar/moments.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import { mailedPromptKinds, settlementRules, stopReasons, type MailedPromptKind, type PartyId } from '../../libs/domain/programme/vocabulary.js';
import type { Script } from './people.js';
import { days, happyPeople, mostOf, officeSilent } from './road-people.js';
import type { ComesBetween, Road, RoadAct } from './road.js';

const [visiting, hosting] = ['visiting', 'hosting'] as const;
const lead = 'lead';
const coordinator = 'coordinator';
/** An amount that is corrected after the end, in cents. */
const correctedCents = 5_000;

/**
 * The happy road; one for each silence that a definition has to have an answer to; and the other turns that change what
 * people get and when. Together they send every mail of an exchange that there is.
 */
export function roadsOf(definition: Definition, visit: VisitDays): Road[] {
  const happy = happyPeople(definition, visit);
  return [
    { key: 'happy', title: 'Everybody answers', people: happy },
    ...mailedPromptKinds.flatMap((kind) => whomItAsks(definition, kind).map((party) => silence(definition, visit, kind, party))),
    ...officeRoads(definition, happy),
    ...roadsToTheSignatures(definition, happy),
    ...stops(definition, happy),
    ...roadsAfterTheSignatures(happy),
    ...roadsOfMoney(definition, visit, happy),
  ];
}

/** Whom a question goes to: one party, each, or nobody where the definition never pays what the question is about. */
function whomItAsks(definition: Definition, kind: MailedPromptKind): PartyId[] {
  const { to } = definition.prompts[kind];
  if (!('party' in to) || (kind === 'settlement' && !stopUnder(definition, 'proven-costs'))) return [];
  return to.party === 'each' ? Object.keys(definition.parties) : [to.party];
}

type Turn = Partial<Omit<Road, 'key' | 'silent'>>;

/** Nobody answers a question the first time; what has to happen so that it is asked at all. */
function silence(definition: Definition, visit: VisitDays, kind: MailedPromptKind, party: PartyId): Road {
  const happy = happyPeople(definition, visit);
  const other = party === visiting ? hosting : visiting;
  const stop = stopUnder(definition, 'proven-costs');
  const turns: Partial<Record<MailedPromptKind, Turn>> = {
    availability: { people: { [`availability.${party}`]: ['silent', days(2, 'yes')] } as Script },
    'choose-host': { people: { availability: [days(2, 'no')] } },
    dates: { people: { availability: [days(2, 'other-dates'), days(2, 'yes')] } },
    'bank-details': { people: { [`sign.${party}`]: [days(1, 'signed', { bank: 'later' })], [`bank-details.${party}`]: ['silent', days(3, 'given')] } as Script },
    consent: { comesBetween: whilePreparing({ act: 'change', input: otherDates(other, party) }) },
    settlement: { ...(stop && { comesBetween: whilePreparing({ act: 'stop', input: stop }) }), people: { [`settlement.${other}`]: [days(3, 'nothing-to-claim')] } as Script },
    repayment: { input: { startAt: 'correcting', correction: { party, cents: -mostOf(definition, party, visit), notice: 'audit' } } },
  };
  const { people, ...turn } = turns[kind] ?? {};
  return { key: `${kind}-${party}`, silent: { kind, party }, ...turn, people: { ...happy, ...({ [`${kind}.${party}`]: ['silent'] } as Script), ...people } };
}

/** The office is silent on everything that it is asked. */
function officeRoads(definition: Definition, happy: Script): Road[] {
  return [
    {
      key: 'office',
      title: 'The office is silent the first time it is asked anything, from finding a host on; whoever takes over answers',
      people: officeSilent(definition, { ...happy, 'host-wrap-up': [days(3, 'reported', { tookPlace: 'fewer-days', 'daysPresent.0.days': 3 })] }),
      input: { startAt: 'matching' },
    },
    {
      key: 'office-recovery',
      title: 'Money is asked back after an audit; finance is silent the first time',
      people: officeSilent(definition, happy),
      input: { startAt: 'correcting', correction: { party: visiting, cents: -correctedCents, notice: 'audit' } },
    },
    {
      key: 'office-pause',
      title: 'Postponed; the lead is silent when asked whether it stays so, and is asked again',
      people: officeSilent(definition, happy),
      comesBetween: whilePreparing({ act: 'pause', input: { by: lead } }),
    },
  ];
}

function roadsToTheSignatures({ hosts }: Definition, happy: Script): Road[] {
  const turn = (key: string, title: string, people: Script, more: Turn = {}): Road => ({ key, title, ...more, people: { ...happy, ...people } });
  return [
    turn('other-dates', 'The host offers other dates, and they suit', { availability: [days(2, 'other-dates')] }),
    turn('not-me', 'The host names a colleague who answers', { availability: [days(2, 'not-me'), days(2, 'yes')] }),
    turn('help', 'The host says no; the candidate asks the office for help', {
      availability: [days(2, 'no'), days(2, 'yes')],
      'choose-host': [days(2, 'help')],
    }),
    turn('no-host', `${hosts.maxRounds} hosts say no, and the office finds none`, { availability: [days(2, 'no')], 'pick-host': [days(2, 'give-up')] }),
    turn('no-place', 'No place becomes free', { place: ['silent'] }, { place: 'waiting' }),
    turn('place-waiting', 'A place becomes free after some weeks', {}, { place: 'waiting' }),
    turn('changes', 'The office asks for changes to the application', { review: [days(1, 'request-changes'), days(1, 'approve')] }),
    turn('declined', 'The office does not accept the application', { review: [days(1, 'decline')] }),
    turn('sign-refused', 'The host does not sign', { 'sign.hosting': [days(3, 'declined')] }),
  ];
}

/** Stepped back or ended: before the signatures, and after them by each of the definition's rules. */
function stops(definition: Definition, happy: Script): Road[] {
  const unsigned: Script = { ...happy, 'sign.hosting': ['silent'] };
  const afterSignatures = settlementRules.flatMap((rule): Road[] => {
    const stop = stopUnder(definition, rule);
    const title = `The office ends it after the signatures; ${rule === 'nothing' ? 'nothing is paid for that reason' : 'both sides have costs that cannot be refunded'}`;
    return stop ? [{ key: `settled-${rule}`, title, people: happy, comesBetween: whilePreparing({ act: 'stop', input: stop }) }] : [];
  });
  return [
    {
      key: 'withdrawn',
      title: 'The visiting hub steps back before all have signed',
      people: unsigned,
      comesBetween: [{ act: { act: 'stop', input: { ending: 'withdrawn', reason: 'organisation', by: visiting, party: visiting } }, after: 'signing', days: 5 }],
    },
    {
      key: 'cancelled',
      title: 'The office ends it before all have signed',
      people: unsigned,
      comesBetween: [{ act: { act: 'stop', input: { ending: 'cancelled', reason: 'organisation', by: coordinator } }, after: 'signing', days: 5 }],
    },
    ...afterSignatures,
  ];
}

function roadsAfterTheSignatures(happy: Script): Road[] {
  const change = whilePreparing({ act: 'change', input: otherDates(visiting, hosting) });
  return [
    {
      key: 'postponed',
      title: 'Postponed while the host is asked for other dates; it stays so once, then goes on',
      people: { ...happy, consent: [days(3, 'agree')], 'pause-check': [days(0, 'keep'), days(0, 'resume')] },
      comesBetween: [...change, { act: { act: 'pause', input: { by: lead } }, after: 'preparing', days: 7 }],
      visitLater: 84,
    },
    { key: 'changed', title: 'The visiting hub asks for other dates, and the host agrees', people: happy, comesBetween: change },
    {
      key: 'change-refused',
      title: 'The visiting hub asks for other dates, and the host does not agree',
      people: { ...happy, consent: [days(2, 'refuse')] },
      comesBetween: change,
    },
    {
      key: 'contact-replaced',
      title: 'The host’s manager leaves while the visit is prepared',
      people: happy,
      comesBetween: whilePreparing({ act: 'replace-contact', input: { party: hosting, slot: 'manager', contact: 'colleague', by: coordinator } }),
    },
    {
      key: 'extended',
      title: 'The office gives the visiting hub more time for its report',
      people: { ...happy, 'visitor-wrap-up': [days(30, 'claimed')] },
      comesBetween: [{ act: { act: 'extend', kind: 'visitor-wrap-up', party: visiting, days: 14, by: coordinator }, after: 'wrapping-up', days: 5 }],
    },
    {
      key: 'contradiction',
      title: 'The two sides report different days',
      people: { ...happy, 'host-wrap-up': [days(3, 'reported', { tookPlace: 'fewer-days', 'daysPresent.0.days': 3 })] },
    },
    { key: 'nothing-claimed', title: 'Neither side reports, so nothing is paid', people: { ...happy, 'host-wrap-up': ['silent'], 'visitor-wrap-up': ['silent'] } },
  ];
}

function roadsOfMoney(definition: Definition, visit: VisitDays, happy: Script): Road[] {
  const correction = (key: string, title: string, cents: number): Road => ({
    key,
    title,
    people: happy,
    input: { startAt: 'correcting', correction: { party: visiting, cents, notice: 'audit' } },
  });
  const accept = days(1, 'accept', { cents: mostOf(definition, visiting, visit) });
  return [
    {
      key: 'report-changes',
      title: 'The office has a question about the visiting hub’s costs',
      people: { ...happy, 'check.visiting': [days(1, 'request-changes'), accept] },
    },
    { key: 'claim-refused', title: 'The office does not accept what the visiting hub asks for', people: { ...happy, 'check.visiting': [days(1, 'refuse')] } },
    { key: 'payment-returned', title: 'Finance sends the visiting hub’s payment back once', people: { ...happy, 'approve-payment.visiting': [days(1, 'return'), days(1, 'approve')] } },
    {
      key: 'bank-returned',
      title: 'The bank sends the visiting hub’s payment back; the account is asked for again',
      people: { ...happy, 'booking.visiting': [days(3, 'returned'), days(3, 'booked')] },
    },
    correction('corrected', 'After the end the visiting hub gets more', correctedCents),
    correction('recovery', 'After the end the visiting hub pays something back', -correctedCents),
  ];
}

/** The office ends it for a reason that the definition has this rule for, if there is one. */
function stopUnder({ settlement }: Definition, rule: (typeof settlementRules)[number]): StopInput | undefined {
  const reason = stopReasons.find((one) => settlement[one] === rule);
  return reason && { ending: 'cancelled', reason, by: coordinator };
}

/** What comes in between while the visit is prepared. */
function whilePreparing(act: RoadAct): ComesBetween[] {
  return [{ act, after: 'preparing', days: 5 }];
}

/** One side asks the other for other dates. */
function otherDates(by: PartyId, consent: PartyId): Omit<ChangeInput, 'leg'> {
  return { change: 'change', what: 'dates', consentOf: [consent], by };
}
