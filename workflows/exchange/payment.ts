import type { PaymentPurpose } from '../../libs/contracts/dossier/index.js';
import type { PartyId } from '../../libs/domain/programme/vocabulary.js';
import type { Desk } from '../asking/desk.js';
import { askStaff, askStaffUnless } from './ask-staff.js';
import { contactOf, visiting, type ExchangeStory, type PaymentProgress } from './parties.js';

/** An amount in cents that may be paid to a party, and the answer it follows from. */
export interface Due {
  purpose: PaymentPurpose;
  cents: number;
  answer?: string;
}

/**
 * From an amount to a booked payment. Returns false when finance sent it back to be checked again. Until it is
 * approved it ends with the desk it runs on; an approved payment goes on whatever happens to the exchange.
 */
export async function pay(story: ExchangeStory, party: PartyId, due: Due, desk: Desk = story.desk): Promise<boolean> {
  const { input, office } = story;
  const payment = { leg: input.leg, party, purpose: due.purpose };
  const doubt = doubtAbout(story, party, due);
  await needBankDetails(story, party, desk);
  if (doubt && story.contradiction) return false;
  desk.record({ kind: 'payment-requested', ...payment, cents: due.cents, ...(due.answer && { answer: due.answer }) });
  const approval = await askStaffUnless({ desk, input }, 'finance', 'approve-payment', doubt, { party });
  if (approval.status === 'overtaken') {
    desk.record({ kind: 'payment-returned', ...payment });
    return false;
  }
  if (approval.choice === 'return') {
    desk.record({ kind: 'payment-returned', ...payment, answer: approval.answer });
    return false;
  }
  office.record({ kind: 'payment-approved', ...payment, answer: approval.answer });
  const progress: PaymentProgress = { purpose: due.purpose, cents: due.cents, state: 'approved', done: Promise.resolve(true) };
  progress.done = book(story, party, progress);
  story.payments.set(party, progress);
  return progress.done;
}

/** Until the visitor's claim is approved, a report of the host that differs from it sends it back to be checked again. */
function doubtAbout({ contradiction, reportsDiffer }: ExchangeStory, party: PartyId, { purpose }: Due): Promise<void> | undefined {
  return party === visiting && purpose === 'claim' && !contradiction ? reportsDiffer.happened : undefined;
}

/** Finance marks the payment as booked, or the bank returns it: then the account is asked for again. */
async function book(story: ExchangeStory, party: PartyId, progress: PaymentProgress): Promise<boolean> {
  const { input, office } = story;
  const payment = { leg: input.leg, party, purpose: progress.purpose };
  for (;;) {
    const booking = await askStaff({ desk: office, input }, 'finance', 'booking', { party });
    if (booking.choice === 'booked') {
      office.record({ kind: 'payment-booked', ...payment, answer: booking.answer });
      office.inform(contactOf(input, party, 'manager'), 'booked', { cents: progress.cents });
      progress.state = 'booked';
      return true;
    }
    office.record({ kind: 'payment-returned', ...payment, answer: booking.answer });
    story.bankDetailsGiven.delete(party);
    await needBankDetails(story, party, office);
    office.record({ kind: 'payment-requested', ...payment, cents: progress.cents });
    const approval = await askStaff({ desk: office, input }, 'finance', 'approve-payment', { party });
    if (approval.choice === 'return') {
      office.record({ kind: 'payment-returned', ...payment, answer: approval.answer });
      story.payments.delete(party);
      return false;
    }
    office.record({ kind: 'payment-approved', ...payment, answer: approval.answer });
  }
}

/** Bank details may come late, but a payment waits for them. */
async function needBankDetails(story: ExchangeStory, party: PartyId, desk: Desk): Promise<void> {
  while (!story.bankDetailsGiven.has(party)) {
    const given = await desk.ask(contactOf(story.input, party, 'accountant'), 'bank-details');
    if (given.status === 'answered') story.bankDetailsGiven.add(party);
  }
}
