import type { Stage } from '../../libs/domain/exchange/lifecycle.js';
import type { Outcome, Question } from '../desk/desk.js';
import { askStaff } from './ask-staff.js';
import { contactOf, hosting, informManagers, visiting, type ExchangeStory } from './parties.js';

/** Staff look for a host, because none was chosen or the candidate asked for help. */
export async function findHost(story: ExchangeStory): Promise<Stage> {
  const { desk, input } = story;
  const found = await askStaff(story, 'coordinator', 'pick-host');
  if (found.choice === 'give-up') {
    desk.inform(contactOf(input, visiting, 'manager'), 'cancelled', { answer: found.answer });
    return 'cancelled';
  }
  desk.record({ kind: 'host-picked', leg: input.leg, answer: found.answer });
  return 'host-asked';
}

/** The host is asked. When the date has passed without an answer, the candidate chooses on, but a late yes counts. */
export async function askHost(story: ExchangeStory): Promise<Stage> {
  const { desk, input } = story;
  story.hostRounds += 1;
  delete story.hostsNo;
  const request = desk.open(contactOf(input, hosting, 'manager'), 'availability');
  const reply = await Promise.race([request.outcome, request.overdue]);
  if (reply) return followReply(story, reply);
  story.silentHost = request;
  return 'choosing-host';
}

/** The candidate is offered other hubs; whichever yes comes first closes the other request with a kind mail. */
export async function chooseHost(story: ExchangeStory): Promise<Stage> {
  const { desk, input, silentHost } = story;
  const visitor = contactOf(input, visiting, 'manager');
  if (story.hostRounds >= input.definition.policy.maxHostRounds) {
    desk.inform(visitor, 'host-said-no', { lapsed: silentHost !== undefined });
    return endRequest(story, 'matching');
  }
  const choice = desk.open(visitor, 'choose-host', story.hostsNo ? { about: story.hostsNo } : {});
  const first = await Promise.race([choice.outcome, ...(silentHost ? [lateYes(silentHost)] : [])]);
  if (first.prompt !== choice.id) {
    choice.close('overtaken');
    delete story.silentHost;
    return followReply(story, first);
  }
  if (first.status !== 'answered') {
    endRequest(story, 'expired');
    informManagers(story, 'expired', { prompt: choice.id });
    return 'expired';
  }
  if (first.choice === 'withdraw') return endRequest(story, 'withdrawn');
  if (first.choice === 'help') return endRequest(story, 'matching');
  endRequest(story, 'host-asked');
  desk.record({ kind: 'host-chosen', leg: input.leg, answer: first.answer });
  return 'host-asked';
}

/** The host proposed other dates: one question to the candidate, and no endless to and fro. */
export async function agreeOnDates({ desk, input, proposedDates }: ExchangeStory): Promise<Stage> {
  const about = proposedDates ? { about: proposedDates } : {};
  const reply = await desk.ask(contactOf(input, visiting, 'manager'), 'dates', about);
  if (reply.status !== 'answered' || reply.choice !== 'accept' || !proposedDates) return 'choosing-host';
  desk.record({ kind: 'dates-agreed', leg: input.leg, answer: proposedDates });
  return 'applying';
}

function followReply(story: ExchangeStory, reply: Outcome): Stage {
  const { desk, input } = story;
  if (reply.status !== 'answered') return 'choosing-host';
  switch (reply.choice) {
    case 'yes':
      return 'applying';
    case 'other-dates':
      story.proposedDates = reply.answer;
      return 'agreeing-dates';
    case 'not-me':
      desk.record({ kind: 'contact-replaced', leg: input.leg, party: hosting, slot: 'manager', answer: reply.answer });
      story.hostRounds -= 1; // the same host, another person
      return 'host-asked';
    default:
      story.hostsNo = reply.answer;
      return 'choosing-host';
  }
}

/** Settles when a silent host answers after all with anything but a no. */
function lateYes(request: Question): Promise<Outcome> {
  return request.outcome.then((outcome) =>
    outcome.status === 'answered' && outcome.choice !== 'no' ? outcome : new Promise<never>(() => undefined),
  );
}

/** The request to a silent host ends: its question is closed, and it is thanked. */
function endRequest(story: ExchangeStory, next: Stage): Stage {
  if (story.silentHost) {
    story.silentHost.close('overtaken');
    story.desk.inform(contactOf(story.input, hosting, 'manager'), 'request-closed');
    delete story.silentHost;
  }
  return next;
}
