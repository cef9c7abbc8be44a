import type { DomainEvent } from '../../../libs/contracts/dossier/index.js';
import { isEnding, mayMove, type Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import { parsePromptId, type PromptId } from '../../../libs/domain/dossier/reference.js';
import { promptChoices, type LapseOutcome } from '../../../libs/domain/programme/vocabulary.js';
import { programme } from './scenarios.js';
import type { Told } from './virtual-desk.js';

type Event<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

/** Everything in an exchange that may never happen, in sentences; empty when all is well. */
export function breaches(told: Pick<Told, 'journal' | 'stages' | 'ending'>): string[] {
  return [...ofStages(told), ...ofQuestions(told.journal), ...ofAddressees(told.journal), ...ofSilence(told), ...ofThePlace(told), ...ofMoney(told.journal)];
}

function ofStages({ journal, stages, ending }: Pick<Told, 'journal' | 'stages' | 'ending'>): string[] {
  const wrong = stages.slice(1).flatMap((stage, i) => {
    const from = stages[i] as Stage;
    return isEnding(from) || !mayMove(from, stage) ? [`moved from ${from} to ${stage}`] : [];
  });
  const last = journal.at(-1);
  if (last?.kind !== 'ended' || last.ending !== ending || stages.at(-1) !== ending) wrong.push(`did not end as ${ending}`);
  if (all(journal, 'ended').length !== 1) wrong.push('ended more than once');
  return wrong;
}

/** Each question is asked once, settled once, by a choice it offers, and nobody hears of it outside that time. */
function ofQuestions(journal: readonly DomainEvent[]): string[] {
  const open = new Map<PromptId, { reminded: number; escalated: boolean; warned: boolean }>();
  const asked = new Set<PromptId>();
  const wrong: string[] = [];
  for (const event of journal) {
    if (event.kind === 'asked') {
      if (asked.has(event.prompt)) wrong.push(`${event.prompt} was asked twice`);
      asked.add(event.prompt);
      open.set(event.prompt, { reminded: 0, escalated: false, warned: false });
    } else if ('prompt' in event && event.kind === 'extended') {
      if (!open.has(event.prompt)) wrong.push(`${event.prompt} was extended while it was not open`);
      open.set(event.prompt, { reminded: 0, escalated: false, warned: false });
    } else if (event.kind === 'resumed') {
      for (const prompt of open.keys()) open.set(prompt, { reminded: 0, escalated: false, warned: false });
    } else if ('prompt' in event) {
      const state = open.get(event.prompt);
      if (!state) wrong.push(`${event.prompt} was ${event.kind} while it was not open`);
      else if (event.kind === 'reminded') {
        if (event.nth <= state.reminded || state.escalated) wrong.push(`${event.prompt} was reminded out of order`);
        if (event.nth - state.reminded - 1 !== event.skipped) wrong.push(`${event.prompt} lost count of skipped reminders`);
        state.reminded = event.nth;
      } else if (event.kind === 'escalated') {
        if (state.escalated) wrong.push(`${event.prompt} was escalated twice`);
        state.escalated = true;
      } else if (event.kind === 'warned') {
        if (state.warned) wrong.push(`${event.prompt} was warned of twice`);
        state.warned = true;
      } else open.delete(event.prompt);
    }
    if (event.kind === 'answered' && !promptChoices[parsePromptId(event.prompt).kind].includes(event.choice)) {
      wrong.push(`${event.prompt} took ${event.choice}`);
    }
    if (event.kind === 'ended') wrong.push(...[...open.keys()].map((prompt) => `${prompt} was open at the end`));
  }
  return wrong;
}

/** A question goes to whom the definition names, and after silence to whom it names as the one to take over. */
function ofAddressees(journal: readonly DomainEvent[]): string[] {
  return all(journal, 'asked').flatMap(({ prompt }) => {
    const { kind, party, slot } = parsePromptId(prompt);
    const { to, escalateTo } = programme.prompts[kind];
    const right = 'role' in to ? slot === to.role || slot === escalateTo : slot === to.slot && (to.party === 'each' || to.party === party);
    return right ? [] : [`${prompt} went to somebody else`];
  });
}

/** What follows when nobody answers is what the definition says, unless somebody stops the exchange meanwhile. */
function ofSilence({ journal, ending }: Pick<Told, 'journal' | 'ending'>): string[] {
  if (all(journal, 'stopped').length > 0) return [];
  return journal.flatMap((event, at) => {
    if (event.kind !== 'lapsed') return [];
    const { kind, party } = parsePromptId(event.prompt);
    const askedFrom = (place: number) => all(journal.slice(place + 1), 'asked').map(({ prompt }) => parsePromptId(prompt));
    const later = askedFrom(at);
    const sinceAsked = askedFrom(journal.findIndex((earlier) => earlier.kind === 'asked' && earlier.prompt === event.prompt));
    const again = later.some((asked) => asked.kind === kind && asked.party === party);
    const follows: Record<LapseOutcome, boolean> = {
      'ask-again': again,
      // From the date that people read on: an answer may still come until the question closes.
      'offer-hosts': sinceAsked.some((asked) => ['choose-host', 'pick-host'].includes(asked.kind)),
      // A silent host's late word may arrive with the end of the question which host to ask instead, and goes before it.
      expire: ending === 'expired' || (kind === 'choose-host' && spokeUpLate(journal, event.prompt)),
      'settle-without': !again,
      'close-quietly': !again,
    };
    return follows[programme.prompts[kind].onLapse] ? [] : [`${event.prompt} lapsed, and what follows is not ${programme.prompts[kind].onLapse}`];
  });
}

/** Whether a host that had been silent answered with anything but a no while the candidate was asked for another. */
function spokeUpLate(journal: readonly DomainEvent[], chooseHost: PromptId): boolean {
  const since = journal.findIndex((event) => event.kind === 'asked' && event.prompt === chooseHost);
  return all(journal.slice(since), 'answered').some(({ prompt, choice }) => parsePromptId(prompt).kind === 'availability' && choice !== 'no');
}

/** Who never held a place gives none back but out of the queue; a place goes back at most once, and never after a payment. */
function ofThePlace({ journal, ending }: Pick<Told, 'journal' | 'ending'>): string[] {
  const asked = all(journal, 'place-asked').length > 0;
  const released = all(journal, 'place-released');
  const paid = all(journal, 'payment-booked').some(({ party }) => !cameBack(journal, party));
  const wrong: string[] = [];
  if (released.length > 1) wrong.push('the place was released twice');
  if (released.length > 0 && !asked) wrong.push('a place was released that nobody asked for');
  if (released.length > 0 && paid) wrong.push('the place was released although somebody was paid');
  if (asked && !paid && ending !== 'completed' && released.length === 0) wrong.push(`the place was kept by an exchange that ended ${ending}`);
  if (asked && ending === 'completed' && !paid && released.length === 0) wrong.push('the place was kept although nobody was paid');
  return wrong;
}

/** Whether a party paid everything back. */
function cameBack(journal: readonly DomainEvent[], party: string): boolean {
  const cents = (kind: 'payment-requested' | 'recovery-requested') => all(journal, kind).findLast((event) => event.party === party)?.cents;
  const received = all(journal, 'recovery-ended').some((event) => event.party === party && event.outcome === 'received');
  return received && cents('recovery-requested') === cents('payment-requested');
}

/** Money is asked for after the signatures, approved before it is booked, booked at most once for each purpose and party. */
function ofMoney(journal: readonly DomainEvent[]): string[] {
  const wrong: string[] = [];
  const standing = new Map<string, 'requested' | 'approved' | 'booked'>();
  const signedAt = journal.findIndex(({ kind }) => kind === 'agreement-signed');
  const booked = new Set<string>();
  journal.forEach((event, i) => {
    if (!event.kind.startsWith('payment-')) return;
    const payment = event as Event<'payment-requested' | 'payment-approved' | 'payment-returned' | 'payment-booked'>;
    const name = `${payment.party} ${payment.purpose}`;
    const before = standing.get(name);
    if (signedAt < 0 || i < signedAt) wrong.push(`${name}: ${event.kind} before all had signed`);
    if (before === 'booked') wrong.push(`${name}: ${event.kind} after it was booked`);
    if (payment.kind === 'payment-requested') {
      if (payment.cents <= 0) wrong.push(`${name}: nothing was to be paid`);
      standing.set(name, 'requested');
    } else if (payment.kind === 'payment-approved') {
      if (before !== 'requested') wrong.push(`${name}: approved without a request`);
      standing.set(name, 'approved');
    } else if (payment.kind === 'payment-booked') {
      if (before !== 'approved') wrong.push(`${name}: booked without approval`);
      if (booked.has(payment.party)) wrong.push(`${payment.party} was paid twice`);
      booked.add(payment.party);
      standing.set(name, 'booked');
    } else standing.set(name, 'requested');
  });
  return wrong;
}

function all<K extends DomainEvent['kind']>(journal: readonly DomainEvent[], kind: K): Event<K>[] {
  return journal.filter((event): event is Event<K> => event.kind === kind);
}
