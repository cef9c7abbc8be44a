import type { ExchangeInput } from '../../libs/contracts/dossier/index.js';
import { isEnding, type Ending, type OpenStage, type Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import { Stopped, type Desk, type Outcome, type Story } from '../asking/desk.js';
import { askStaff } from './ask-staff.js';
import { correct } from './correction.js';
import { agreeOnDates, askHost, chooseHost, findHost } from './host.story.js';
import { fulfil } from './obligations.js';
import { contactOf, informManagers, newStory, visiting, type ExchangeStory, type Fulfilment } from './parties.js';
import { windUp } from './settlement.js';

/**
 * One exchange from the choice of a host to the last question, as people live it. Each stage asks, waits and says
 * which stage follows; after the signatures each party's duties run side by side. Stopped half way, it is wound up.
 */
export function exchangeStory(input: ExchangeInput): Story {
  return (desk: Desk) => tellExchange(newStory(input, desk));
}

/** Tells an exchange that others hold on to, so that staff and parties can act upon it. */
export async function tellExchange(story: ExchangeStory): Promise<Ending> {
  const ending = await tellStages(story).catch((error: unknown) => {
    if (error instanceof Stopped) return windUp(story, error.stop);
    throw error;
  });
  await story.changing;
  story.pauseCheck?.close('overtaken');
  story.office.record({ kind: 'ended', ending });
  return ending;
}

async function tellStages(story: ExchangeStory): Promise<Ending> {
  let at: Stage = story.input.startAt;
  while (!isEnding(at)) {
    at = await stages[at](story);
    story.desk.enter(at);
  }
  return at;
}

const stages: Record<OpenStage, (story: ExchangeStory) => Promise<Stage>> = {
  matching: findHost,
  'host-asked': askHost,
  'choosing-host': chooseHost,
  'agreeing-dates': agreeOnDates,
  applying: apply,
  queued: waitForPlace,
  'in-review': review,
  signing: sign,
  preparing: prepare,
  travelling: travel,
  'wrapping-up': wrapUp,
  settling: () => Promise.reject(new RangeError('settling is entered by a stop')),
  correcting: correct,
  'following-up': followUp,
};

async function apply(story: ExchangeStory): Promise<Stage> {
  const { desk, input } = story;
  const about = story.requestedChanges ? { about: story.requestedChanges } : {};
  const application = await desk.ask(contactOf(input, visiting, 'manager'), 'application', about);
  if (application.status !== 'answered') {
    if (story.placeAsked) desk.record({ kind: 'place-released', why: 'expired' });
    informManagers(story, 'expired', { prompt: application.prompt });
    return 'expired';
  }
  desk.record({ kind: 'plan-submitted', leg: input.leg, answer: application.answer });
  story.application = application.answer;
  return 'queued';
}

async function waitForPlace(story: ExchangeStory): Promise<Stage> {
  const { desk, input } = story;
  story.placeAsked = true;
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
  informManagers(story, 'expired', { prompt: offered.prompt });
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
    story.signed = true;
    desk.record({ kind: 'agreement-signed' });
    informManagers(story, 'signed-by-all');
    return 'preparing';
  }
  const refusal = outcomes.find((outcome) => isChoice(outcome, 'declined'));
  const ending = refusal ? 'withdrawn' : 'expired';
  desk.record({ kind: 'place-released', why: ending });
  const silent = outcomes.find((outcome) => outcome.status === 'lapsed');
  informManagers(story, ending, refusal?.status === 'answered' ? { answer: refusal.answer } : silent ? { prompt: silent.prompt } : {});
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
  const fulfilled = await story.desk.unlessStopped(Promise.all(dutiesOf(story))); // approved payments go on
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
  story.duties ??= story.input.parties.map((party) => {
    const duty = fulfil(story, party);
    duty.catch(() => undefined); // stopped before anybody waits for it: the stop is heard elsewhere
    return duty;
  });
  return story.duties;
}

function isChoice(outcome: Outcome, choice: string): boolean {
  return outcome.status === 'answered' && outcome.choice === choice;
}
