import type { Facts } from '../../libs/contracts/dossier/index.js';
import type { PartyId } from '../../libs/domain/programme/vocabulary.js';
import { askStaff, type Answered } from './ask-staff.js';
import { contactOf, hosting, visiting, type ExchangeStory, type Fulfilment } from './parties.js';
import { pay, type Due } from './payment.js';
import { recover } from './recovery.js';

/**
 * What one party owes after the signature, from its report to the booked payment. Each party's duties run on their
 * own: the host's grant never waits for the visitor's claim, nor the reverse.
 */
export async function fulfil(story: ExchangeStory, party: PartyId): Promise<Fulfilment> {
  const report = reportAfterVisit(story, party);
  report.catch(() => undefined); // waited for below, unless the exchange is stopped before
  const advance = advanceOf(story, party);
  if (!advance || !(await pay(story, party, advance))) return claim(story, party, await report);
  const earned = await earn(story, party, advance.cents, await report);
  story.earned.set(party, earned);
  return earned;
}

/** What was paid in advance has to be earned: the report is checked, and what it does not bear comes back. */
async function earn(story: ExchangeStory, party: PartyId, advanceCents: number, report: Answered | undefined): Promise<Fulfilment> {
  const earnedCents = (await accepted(story, party, report))?.cents ?? 0;
  if (earnedCents >= advanceCents) return 'paid';
  const outcome = await recover(story, party, advanceCents - earnedCents);
  return earnedCents === 0 && outcome === 'received' ? giveUpClaim(story, party) : 'paid';
}

async function reportAfterVisit(story: ExchangeStory, party: PartyId): Promise<Answered | undefined> {
  await story.desk.until('visit-over');
  return askForReport(story, party);
}

/** From a report to the booked payment: checked, and checked again when finance wants it so. */
async function claim(story: ExchangeStory, party: PartyId, report: Answered | undefined): Promise<Fulfilment> {
  for (let due = await accepted(story, party, report); due; due = await accepted(story, party, due.report)) {
    if (due.cents === 0) {
      tellRefused(story, party, due.answer);
      break;
    }
    if (await pay(story, party, { purpose: 'claim', cents: due.cents, answer: due.answer })) return 'paid';
  }
  return giveUpClaim(story, party);
}

/** A party hears what is not paid, and why, as staff wrote it. */
export function tellRefused({ office, input }: ExchangeStory, party: PartyId, answer: string): void {
  office.inform(contactOf(input, party, 'manager'), 'claim-refused', { answer });
}

/** What staff accepted of a report, with their answer. */
interface Accepted {
  /** 0 when they refused it. */
  cents: number;
  answer: string;
  report: Answered;
}

/** Staff check a report, or send it back for changes until it can be decided; undefined when there is none any more. */
async function accepted(story: ExchangeStory, party: PartyId, first: Answered | undefined): Promise<Accepted | undefined> {
  for (let report = first; report; ) {
    await resolveContradiction(story);
    const check = await checkReport(story, party, report);
    if (check.choice === 'request-changes') {
      report = await askForReport(story, party, check.answer);
      continue;
    }
    const cents = check.choice === 'accept' ? Number(check.facts['cents'] ?? 0) : 0;
    return { cents, answer: check.answer, report };
  }
  return undefined;
}

/** The party's wrap-up with what it claims, or undefined when there is nothing to pay. */
async function askForReport(story: ExchangeStory, party: PartyId, about?: string): Promise<Answered | undefined> {
  const { desk, input } = story;
  const manager = contactOf(input, party, 'manager');
  const report = await desk.ask(manager, party === visiting ? 'visitor-wrap-up' : 'host-wrap-up', about ? { about } : {});
  if (report.status === 'lapsed') desk.inform(manager, 'nothing-claimed');
  if (report.status !== 'answered') return undefined;
  if (report.choice === 'nothing-to-claim') return undefined;
  story.reports.set(party, { answer: report.answer, facts: report.facts });
  if (party === visiting) desk.inform(manager, 'claim-received', report.facts);
  return report;
}

function checkReport(story: ExchangeStory, party: PartyId, report: Answered): Promise<Answered> {
  const { desk, input } = story;
  return askStaff(story, 'coordinator', 'check', {
    party,
    about: report.answer,
    whenLate: () => desk.inform(contactOf(input, party, 'manager'), 'check-delayed'),
  });
}

/**
 * When both sides have reported and their days differ, staff decide once which count, with both statements before them.
 * Whichever report comes second raises it, as long as the visitor's payment is not approved.
 */
async function resolveContradiction(story: ExchangeStory): Promise<void> {
  const [visitor, host] = [story.reports.get(visiting), story.reports.get(hosting)];
  if (!visitor || !host || reportedDays(visitor.facts) === reportedDays(host.facts)) return;
  if (!story.payments.has(visiting)) {
    story.contradiction ??= decideContradiction(story, visitor.answer);
    story.reportsDiffer.tell();
  }
  await story.contradiction;
}

async function decideContradiction(story: ExchangeStory, about: string): Promise<void> {
  const decision = await askStaff(story, 'coordinator', 'contradiction', { about });
  story.desk.record({ kind: 'contradiction-decided', leg: story.input.leg, answer: decision.answer });
}

/** How many days a report counts, all participants together. */
function reportedDays(facts: Facts): number {
  if (facts['tookPlace'] === 'did-not-happen') return 0;
  return Object.entries(facts)
    .filter(([key]) => /^daysPresent\.\d+\.days$/.test(key))
    .reduce((sum, [, days]) => sum + Number(days), 0);
}

/** The party ends without a payment; what was reserved for it is free again. */
export function giveUpClaim({ office, input }: ExchangeStory, party: PartyId): 'nothing-claimed' {
  office.record({ kind: 'nothing-claimed', leg: input.leg, party });
  return 'nothing-claimed';
}

function advanceOf({ input }: ExchangeStory, party: PartyId): Due | undefined {
  const cents = input.definition.policy.parties[party]?.advanceCents ?? 0;
  return cents > 0 ? { purpose: 'advance', cents } : undefined;
}
