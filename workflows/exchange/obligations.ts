import type { PaymentPurpose } from '../../libs/contracts/exchange/index.js';
import type { PartyId } from '../../libs/domain/programme/vocabulary.js';
import type { Outcome } from '../desk/desk.js';
import { askStaff } from './ask-staff.js';
import { contactOf, visiting, type ExchangeStory } from './parties.js';

/** How a party's duties ended: with a booked payment, or without a claim. */
export type Fulfilment = 'paid' | 'nothing-claimed';

type Answered = Extract<Outcome, { status: 'answered' }>;

/** An amount in cents that may be paid to a party, and the answer it follows from. */
interface Due {
  purpose: PaymentPurpose;
  cents: number;
  answer?: string;
}

/**
 * What one party owes after the signature, from its report to the booked payment. Each party's duties run on their
 * own: the host's grant never waits for the visitor's claim, nor the reverse. A party that was paid in advance still
 * owes its report; an advance that finance sent back is paid after the report like any other.
 */
export async function fulfil(story: ExchangeStory, party: PartyId): Promise<Fulfilment> {
  const report = reportAfterVisit(story, party);
  const advance = advanceOf(story, party);
  if (!advance || !(await pay(story, party, advance))) return claim(story, party, await report);
  await report;
  return 'paid';
}

async function reportAfterVisit(story: ExchangeStory, party: PartyId): Promise<Answered | undefined> {
  await story.desk.until('visit-over');
  return askForReport(story, party);
}

/** From a report to the booked payment: checked, sent back for changes, checked again when finance wants it so. */
async function claim(story: ExchangeStory, party: PartyId, first: Answered | undefined): Promise<Fulfilment> {
  for (let report = first; report; ) {
    const check = await checkReport(story, party, report);
    if (check.choice === 'refuse') break;
    if (check.choice === 'request-changes') {
      report = await askForReport(story, party, check.answer);
      continue;
    }
    const cents = Number(check.facts['cents'] ?? 0);
    if (cents <= 0) break;
    if (await pay(story, party, { purpose: 'claim', cents, answer: check.answer })) return 'paid';
  }
  return giveUpClaim(story, party);
}

/** The party's wrap-up with what it claims, or undefined when there is nothing to pay. */
async function askForReport(story: ExchangeStory, party: PartyId, about?: string): Promise<Answered | undefined> {
  const { desk, input } = story;
  const manager = contactOf(input, party, 'manager');
  const report = await desk.ask(manager, party === visiting ? 'visitor-wrap-up' : 'host-wrap-up', about ? { about } : {});
  if (report.status === 'lapsed') desk.inform(manager, 'nothing-claimed');
  if (report.status !== 'answered' || report.choice === 'nothing-to-claim') return undefined;
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

/** From an amount to a booked payment. Returns false when finance sent it back to be checked again. */
async function pay(story: ExchangeStory, party: PartyId, due: Due): Promise<boolean> {
  const { desk, input } = story;
  const payment = { leg: input.leg, party, purpose: due.purpose };
  await needBankDetails(story, party);
  desk.record({ kind: 'payment-requested', ...payment, cents: due.cents, ...(due.answer && { answer: due.answer }) });
  for (;;) {
    const approval = await askStaff(story, 'finance', 'approve-payment', { party });
    if (approval.choice === 'return') {
      desk.record({ kind: 'payment-returned', ...payment, answer: approval.answer });
      return false;
    }
    desk.record({ kind: 'payment-approved', ...payment, answer: approval.answer });
    const booking = await askStaff(story, 'finance', 'booking', { party });
    if (booking.choice === 'booked') {
      desk.record({ kind: 'payment-booked', ...payment, answer: booking.answer });
      desk.inform(contactOf(input, party, 'manager'), 'booked', { cents: due.cents });
      return true;
    }
    desk.record({ kind: 'payment-returned', ...payment, answer: booking.answer });
    story.bankDetailsGiven.delete(party);
    await needBankDetails(story, party);
  }
}

/** Bank details may come late, but a payment waits for them. */
async function needBankDetails(story: ExchangeStory, party: PartyId): Promise<void> {
  while (!story.bankDetailsGiven.has(party)) {
    const given = await story.desk.ask(contactOf(story.input, party, 'accountant'), 'bank-details');
    if (given.status === 'answered') story.bankDetailsGiven.add(party);
  }
}

function giveUpClaim({ desk, input }: ExchangeStory, party: PartyId): 'nothing-claimed' {
  desk.record({ kind: 'nothing-claimed', leg: input.leg, party });
  return 'nothing-claimed';
}

function advanceOf({ input }: ExchangeStory, party: PartyId): Due | undefined {
  const cents = input.definition.policy.parties[party]?.advanceCents ?? 0;
  return cents > 0 ? { purpose: 'advance', cents } : undefined;
}
