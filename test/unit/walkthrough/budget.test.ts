import { expect, test } from '@jest/globals';
import { compareWithBudget, countMessages, isOverBudget } from '../../../infra/walkthrough/budget.js';
import type { JournalEntry } from '../../../infra/walkthrough/staff-api.js';

const budget = {
  parties: { visiting: { mails: 2, questions: 1 }, hosting: { mails: 1, questions: 1 } },
  staff: { coordinator: { acts: 1 }, finance: { acts: 1 } },
};
const mails = new Map([
  ['one@x', { party: 'visiting' }],
  ['two@x', { party: 'visiting' }],
  ['three@x', { party: 'hosting' }],
  ['four@x', { party: 'staff' }],
]);
const entry = (kind: string, prompt: string): JournalEntry => ({ kind, at: '2027-03-08T09:00:00.000Z', detail: { prompt } });
const journal = [
  entry('asked', 'P2P-2026-0001/1/hosting/availability/manager/1'),
  entry('answered', 'P2P-2026-0001/1/hosting/availability/manager/1'),
  entry('asked', 'P2P-2026-0001/1/visiting/application/manager/1'),
  entry('asked', 'P2P-2026-0001/1/-/review/coordinator/1'),
  entry('answered', 'P2P-2026-0001/1/-/review/coordinator/1'),
  entry('asked', 'P2P-2026-0001/1/-/place/programme/1'),
  entry('answered', 'P2P-2026-0001/1/visiting/approve-payment/finance/1'),
  entry('answered', 'P2P-2026-0001/1/visiting/booking/finance/1'),
  { kind: 'entered', at: '2027-03-08T09:00:00.000Z', detail: { stage: 'completed' } },
];

test('mails and questions count for parties, acts for staff, and booking a run counts for nobody', () => {
  expect(countMessages(mails, journal)).toEqual({
    mails: { visiting: 2, hosting: 1 },
    questions: { hosting: 1, visiting: 1 },
    acts: { coordinator: 1, finance: 1 },
  });
});

test('exactly as many as allowed is within the budget', () => {
  expect(isOverBudget(compareWithBudget(countMessages(mails, journal), budget))).toBe(false);
});

test('one more mail, question or act is too much, also from a role that the budget does not name', () => {
  const counts = countMessages(mails, journal);
  expect(isOverBudget(compareWithBudget({ ...counts, mails: { ...counts.mails, hosting: 2 } }, budget))).toBe(true);
  expect(isOverBudget(compareWithBudget({ ...counts, questions: { ...counts.questions, visiting: 2 } }, budget))).toBe(true);
  expect(isOverBudget(compareWithBudget({ ...counts, acts: { ...counts.acts, lead: 1 } }, budget))).toBe(true);
});

test('what staff do without being asked is an act, what they answer with it is not another one', () => {
  const office = new Map([['the-lead', 'lead' as const]]);
  const by = { by: 'the-lead' };
  const check = (round: number, choice: string): JournalEntry => ({ kind: 'answered', at: '2027-03-08T09:00:00.000Z', detail: { ...by, choice, prompt: `P2P-2026-0001/1/-/pause-check/lead/${round}` } });
  const act = (kind: string, detail: object = by): JournalEntry => ({ kind, at: '2027-03-08T09:00:00.000Z', detail: { ...detail } });
  const acts = [act('paused'), check(1, 'keep'), check(2, 'resume'), act('resumed')];
  expect(countMessages(new Map(), acts, office).acts).toEqual({ lead: 3 });
  expect(countMessages(new Map(), [...acts, act('paused'), act('resumed'), act('stopped', { by: 'a-contact' })], office).acts).toEqual({ lead: 5 });
});
