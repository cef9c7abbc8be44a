import { describe, expect, test } from '@jest/globals';
import { mailedPromptKinds } from '../../../libs/domain/programme/vocabulary.js';
import { parsePromptId } from '../../../libs/domain/dossier/reference.js';
import { tellWith } from './scenarios.js';

describe('a happy exchange', () => {
  test('goes from the host’s consent to the last question, each side paid on its own', async () => {
    const { lines, ending } = await tellWith();
    expect(ending).toBe('completed');
    expect(lines).toEqual([
      'asked availability.hosting.manager',
      'answered availability.hosting.manager yes',
      'entered applying',
      'asked application.visiting.manager',
      'answered application.visiting.manager submitted',
      'plan-submitted',
      'entered queued',
      'place-asked',
      'informed visiting application-received',
      'entered in-review',
      'asked review.-.coordinator',
      'answered review.-.coordinator approve',
      'entered signing',
      'asked sign.visiting.signatory',
      'asked sign.hosting.signatory',
      'answered sign.visiting.signatory signed',
      'answered sign.hosting.signatory signed',
      'agreement-signed',
      'informed visiting signed-by-all',
      'informed hosting signed-by-all',
      'entered preparing',
      'awaited visit-over',
      'awaited week-before-visit',
      'reached week-before-visit',
      'informed visiting next-week',
      'informed hosting next-week',
      'awaited visit-starts',
      'reached visit-starts',
      'entered travelling',
      'reached visit-over',
      'asked visitor-wrap-up.visiting.manager',
      'asked host-wrap-up.hosting.manager',
      'entered wrapping-up',
      'answered host-wrap-up.hosting.manager reported',
      'asked check.hosting.coordinator',
      'answered check.hosting.coordinator accept',
      'payment-requested hosting claim 50000',
      'asked approve-payment.hosting.finance',
      'answered visitor-wrap-up.visiting.manager claimed',
      'informed visiting claim-received',
      'asked check.visiting.coordinator',
      'answered approve-payment.hosting.finance approve',
      'payment-approved hosting claim',
      'asked booking.hosting.finance',
      'answered check.visiting.coordinator accept',
      'payment-requested visiting claim 101000',
      'asked approve-payment.visiting.finance',
      'answered booking.hosting.finance booked',
      'payment-booked hosting claim',
      'informed hosting booked',
      'answered approve-payment.visiting.finance approve',
      'payment-approved visiting claim',
      'asked booking.visiting.finance',
      'answered booking.visiting.finance booked',
      'payment-booked visiting claim',
      'informed visiting booked',
      'entered following-up',
      'awaited follow-up',
      'reached follow-up',
      'asked follow-up.visiting.manager',
      'asked follow-up.hosting.manager',
      'answered follow-up.visiting.manager answered',
      'answered follow-up.hosting.manager answered',
      'entered completed',
      'ended completed',
    ]);
  });

  test('asks hubs eight questions, staff five and two bookings, and tells eight things', async () => {
    const { journal } = await tellWith();
    const asked = journal.flatMap((event) => (event.kind === 'asked' ? [parsePromptId(event.prompt).kind] : []));
    const ofHubs = asked.filter((kind) => (mailedPromptKinds as readonly string[]).includes(kind));
    expect(ofHubs).toHaveLength(8);
    expect(asked).toHaveLength(8 + 5 + 2);
    expect(journal.filter(({ kind }) => kind === 'informed')).toHaveLength(8);
  });

  test('tells dates on the clock of the visit: a week before at nine, the wrap-up on the morning after', async () => {
    const { steps } = await tellWith();
    const at = (line: string) => steps.find(({ events }) => events.some((event) => event.kind === 'reached' && event.moment === line))?.at;
    expect(at('week-before-visit')).toBe('2027-03-01T08:00:00.000Z');
    expect(at('visit-starts')).toBe('2027-03-07T23:00:00.000Z');
    expect(at('visit-over')).toBe('2027-03-12T08:00:00.000Z');
    // Six months after the last booking, on the other side of a clock change.
    expect(at('follow-up')).toBe('2027-09-28T07:00:00.000Z');
  });

  test('names in each step when it acts next by itself', async () => {
    const { steps } = await tellWith();
    const travelling = steps.findLast(({ stage }) => stage === 'travelling');
    expect(travelling?.wakeAt).toBe('2027-03-12T08:00:00.000Z');
  });
});
