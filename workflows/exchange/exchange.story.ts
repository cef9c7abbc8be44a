import type { ExchangeInput } from '../../libs/contracts/exchange/index.js';
import { isEnding, type OpenStage, type Stage } from '../../libs/domain/exchange/lifecycle.js';
import type { Desk, Outcome, Story } from '../desk/desk.js';
import { askStaff } from './ask-staff.js';
import { fulfil, type Fulfilment } from './obligations.js';
import { contactOf, hosting, informManagers, visiting, type ExchangeStory } from './parties.js';

/**
 * One exchange from the choice of a host to the last question, as people live it. Each stage asks, waits and says
 * which stage follows; after the signatures each party's duties run side by side.
 */
export function exchangeStory(input: ExchangeInput): Story {
  return async (desk: Desk) => {
    const story: ExchangeStory = { desk, input, bankDetailsGiven: new Set() };
    let at: Stage = input.startAt;
    while (!isEnding(at)) {
      at = await stages[at](story);
      desk.enter(at);
    }
    desk.record({ kind: 'ended', ending: at });
    return at;
  };
}

const stages: Record<OpenStage, (story: ExchangeStory) => Promise<Stage>> = {
  matching: findHost,
  'host-asked': askHost,
  'agreeing-dates': agreeOnDates,
  applying: apply,
  queued: waitForPlace,
  'in-review': review,
  signing: sign,
  preparing: prepare,
  travelling: travel,
  'wrapping-up': wrapUp,
  'following-up': followUp,
};

async function findHost(story: ExchangeStory): Promise<Stage> {
  const { desk, input } = story;
  const found = await askStaff(story, 'coordinator', 'pick-host');
  if (found.choice === 'give-up') {
    desk.inform(contactOf(input, visiting, 'manager'), 'cancelled');
    return 'cancelled';
  }
  desk.record({ kind: 'host-picked', leg: input.leg, answer: found.answer });
  return 'host-asked';
}

async function askHost(story: ExchangeStory): Promise<Stage> {
  const { desk, input } = story;
  const consent = await desk.ask(contactOf(input, hosting, 'manager'), 'availability');
  if (consent.status === 'answered' && consent.choice === 'yes') return 'applying';
  if (consent.status === 'answered' && consent.choice === 'other-dates') {
    story.proposedDates = consent.answer;
    return 'agreeing-dates';
  }
  if (consent.status === 'answered' && consent.choice === 'not-me') {
    const replaced = { leg: input.leg, party: hosting, slot: 'manager', answer: consent.answer } as const;
    desk.record({ kind: 'contact-replaced', ...replaced });
    return 'host-asked';
  }
  desk.inform(contactOf(input, visiting, 'manager'), 'host-said-no', { lapsed: consent.status === 'lapsed' });
  return 'matching';
}

async function agreeOnDates({ desk, input, proposedDates }: ExchangeStory): Promise<Stage> {
  const about = proposedDates ? { about: proposedDates } : {};
  const reply = await desk.ask(contactOf(input, visiting, 'manager'), 'dates', about);
  if (!isChoice(reply, 'accept') || !proposedDates) return 'matching';
  desk.record({ kind: 'dates-agreed', leg: input.leg, answer: proposedDates });
  return 'applying';
}

async function apply(story: ExchangeStory): Promise<Stage> {
  const { desk, input } = story;
  const about = story.requestedChanges ? { about: story.requestedChanges } : {};
  const application = await desk.ask(contactOf(input, visiting, 'manager'), 'application', about);
  if (application.status !== 'answered') {
    if (story.requestedChanges) desk.record({ kind: 'place-released', why: 'expired' });
    informManagers(story, 'expired');
    return 'expired';
  }
  desk.record({ kind: 'plan-submitted', leg: input.leg, answer: application.answer });
  story.application = application.answer;
  return 'queued';
}

async function waitForPlace(story: ExchangeStory): Promise<Stage> {
  const { desk, input } = story;
  desk.record({ kind: 'place-asked', answer: story.application ?? input.ref });
  const { place } = await desk.written();
  const firstTime = !story.requestedChanges;
  if (firstTime) {
    desk.inform(contactOf(input, visiting, 'manager'), place === 'held' ? 'application-received' : 'place-waiting');
  }
  if (place === 'held') return 'in-review';
  const offered = await desk.ask({ leg: input.leg, role: 'programme' }, 'place');
  if (offered.status === 'answered') return 'in-review';
  desk.record({ kind: 'place-released', why: 'expired' });
  informManagers(story, 'expired');
  return 'expired';
}

async function review(story: ExchangeStory): Promise<Stage> {
  const { desk, input } = story;
  const decision = await askStaff(story, 'coordinator', 'review', {
    whenLate: () => desk.inform(contactOf(input, visiting, 'manager'), 'check-delayed'),
    ...(story.application && { about: story.application }),
  });
  if (decision.choice === 'approve') return 'signing';
  if (decision.choice === 'request-changes') {
    story.requestedChanges = decision.answer;
    return 'applying';
  }
  desk.record({ kind: 'place-released', why: 'declined' });
  informManagers(story, 'declined', { answer: decision.answer });
  return 'declined';
}

async function sign(story: ExchangeStory): Promise<Stage> {
  const { desk, input } = story;
  const signatories = input.parties.map((party) => contactOf(input, party, 'signatory'));
  const outcomes = await desk.askAll(signatories, 'sign', { until: { choice: 'declined', why: 'other-declined' } });
  if (outcomes.every((outcome) => isChoice(outcome, 'signed'))) {
    outcomes.forEach((outcome, i) => {
      const party = input.parties[i];
      if (party && outcome.status === 'answered' && outcome.facts['bank'] === 'now') story.bankDetailsGiven.add(party);
    });
    desk.record({ kind: 'agreement-signed' });
    informManagers(story, 'signed-by-all');
    return 'preparing';
  }
  const ending = outcomes.some((outcome) => isChoice(outcome, 'declined')) ? 'withdrawn' : 'expired';
  desk.record({ kind: 'place-released', why: ending });
  informManagers(story, ending);
  return ending;
}

async function prepare(story: ExchangeStory): Promise<Stage> {
  void dutiesOf(story); // begun here, waited for in the wrap-up
  await story.desk.until('week-before-visit');
  informManagers(story, 'next-week');
  await story.desk.until('visit-starts');
  return 'travelling';
}

async function travel(story: ExchangeStory): Promise<Stage> {
  void dutiesOf(story); // begun here, waited for in the wrap-up
  await story.desk.until('visit-over');
  return 'wrapping-up';
}

async function wrapUp(story: ExchangeStory): Promise<Stage> {
  const fulfilled = await Promise.all(dutiesOf(story));
  const paid = fulfilled.some((one) => one === 'paid');
  if (!paid) story.desk.record({ kind: 'place-released', why: 'nothing-claimed' });
  return paid ? 'following-up' : 'completed';
}

async function followUp(story: ExchangeStory): Promise<Stage> {
  const { desk, input } = story;
  await desk.until('follow-up');
  await desk.askAll(
    input.parties.map((party) => contactOf(input, party, 'manager')),
    'follow-up',
  );
  return 'completed';
}

/** The parties' duties, begun once and side by side. */
function dutiesOf(story: ExchangeStory): Promise<Fulfilment>[] {
  story.duties ??= story.input.parties.map((party) => fulfil(story, party));
  return story.duties;
}

function isChoice(outcome: Outcome, choice: string): boolean {
  return outcome.status === 'answered' && outcome.choice === choice;
}
