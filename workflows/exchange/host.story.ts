import type { Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import type { Outcome, Question } from '../asking/desk.js';
import { askStaffUnless } from './ask-staff.js';
import { contactOf, hosting, visiting, type ExchangeStory } from './parties.js';

/** Staff look for a host, because none was chosen or the candidate asked for help; a silent host's late yes still counts. */
export async function findHost(story: ExchangeStory): Promise<Stage> {
  const { desk, input, silentHost } = story;
  const found = await askStaffUnless(story, 'coordinator', 'pick-host', silentHost && lateYes(silentHost));
  if (found.status === 'overtaken') return followLateYes(story, found.by);
  if (found.choice === 'give-up') {
    endRequest(story, 'ended');
    desk.inform(contactOf(input, visiting, 'manager'), 'cancelled', { answer: found.answer });
    return 'cancelled';
  }
  endRequest(story, 'chosen');
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
  waitForLateYes(story, request);
  return 'choosing-host';
}

/** The request to a silent host stays open, until it says no, is closed, or lapses. */
function waitForLateYes(story: ExchangeStory, request: Question): void {
  story.silentHost = request;
  const forget = (): void => {
    if (story.silentHost === request) delete story.silentHost;
  };
  request.outcome.then((outcome) => isLateYes(outcome) || forget(), forget);
}

/** The candidate is offered other hubs; whichever yes comes first closes the other request with a kind mail. */
export async function chooseHost(story: ExchangeStory): Promise<Stage> {
  const { desk, input, silentHost } = story;
  const visitor = contactOf(input, visiting, 'manager');
  if (story.hostRounds >= input.definition.policy.maxHostRounds) {
    desk.inform(visitor, 'host-said-no', { lapsed: silentHost !== undefined });
    return 'matching';
  }
  const choice = desk.open(visitor, 'choose-host', story.hostsNo ? { about: story.hostsNo } : {});
  const first = await Promise.race([choice.outcome, ...(silentHost ? [lateYes(silentHost)] : [])]);
  if (first.prompt !== choice.id) {
    choice.close('overtaken');
    return followLateYes(story, first);
  }
  if (first.status !== 'answered') {
    endRequest(story, 'ended');
    desk.inform(visitor, 'expired', { prompt: choice.id });
    return 'expired';
  }
  if (first.choice === 'withdraw') {
    endRequest(story, 'ended');
    return 'withdrawn';
  }
  if (first.choice === 'help') return 'matching';
  endRequest(story, 'chosen');
  desk.record({ kind: 'host-chosen', leg: input.leg, answer: first.answer });
  return 'host-asked';
}

/** The host proposed other dates: one question to the candidate, and no endless to and fro. */
export async function agreeOnDates({ desk, input, proposedDates }: ExchangeStory): Promise<Stage> {
  const about = proposedDates ? { about: proposedDates } : {};
  const reply = await desk.ask(contactOf(input, visiting, 'manager'), 'dates', about);
  if (reply.status !== 'answered' || reply.choice !== 'accept' || !proposedDates) {
    desk.inform(contactOf(input, hosting, 'manager'), 'request-closed', { why: 'dates' });
    return 'choosing-host';
  }
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

function followLateYes(story: ExchangeStory, yes: Outcome): Stage {
  delete story.silentHost;
  return followReply(story, yes);
}

/** Settles when a silent host answers after all with anything but a no. */
function lateYes(request: Question): Promise<Outcome> {
  return request.outcome.then((outcome) => (isLateYes(outcome) ? outcome : new Promise<never>(() => undefined)));
}

function isLateYes(outcome: Outcome): boolean {
  return outcome.status === 'answered' && outcome.choice !== 'no';
}

/** The request to a silent host ends, and it is told why. */
function endRequest(story: ExchangeStory, why: 'chosen' | 'ended'): void {
  if (!story.silentHost) return;
  story.silentHost.close('overtaken');
  story.desk.inform(contactOf(story.input, hosting, 'manager'), 'request-closed', { why });
  delete story.silentHost;
}
