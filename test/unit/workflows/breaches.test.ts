import { describe, expect, test } from '@jest/globals';
import type { DomainEvent } from '../../../libs/contracts/dossier/index.js';
import { breaches } from './breaches.js';
import { overBudget } from './mail-budget.js';
import { programme, tellWith, visit } from './scenarios.js';

// The property test is only as good as what it looks for: each kind of breach is shown to it once.

const doctored: [string, (journal: DomainEvent[]) => DomainEvent[], string][] = [
  ['a question asked after the end', (journal) => [...journal, journal[0]!], 'was asked twice'],
  ['an answer to a question that was never asked', (journal) => journal.slice(1), 'was answered while it was not open'],
  ['a question left open', (journal) => journal.filter((event) => event.kind !== 'answered' || event.choice !== 'approve'), 'was open at the end'],
  ['a choice that is not offered', (journal) => journal.map((event) => (event.kind === 'answered' ? { ...event, choice: 'perhaps' } : event)), 'took perhaps'],
  ['a place released after payment', (journal) => [...journal.slice(0, -1), { kind: 'place-released', why: 'expired' }, ...journal.slice(-1)], 'although somebody was paid'],
  ['a payment booked twice', (journal) => journal.flatMap((event): DomainEvent[] => (event.kind === 'payment-booked' ? [event, event] : [event])), 'after it was booked'],
  ['a payment without approval', (journal) => journal.filter(({ kind }) => kind !== 'payment-approved'), 'booked without approval'],
  ['money before the signatures', (journal) => journal.filter(({ kind }) => kind !== 'agreement-signed'), 'before all had signed'],
  ['a question to somebody else', (journal) => JSON.parse(JSON.stringify(journal).replaceAll('/review/coordinator/', '/review/finance/')) as DomainEvent[], 'went to somebody else'],
  ['silence that leads elsewhere', (journal) => journal.flatMap((event): DomainEvent[] => (event.kind === 'answered' && event.prompt.includes('/application/') ? [{ kind: 'lapsed', prompt: event.prompt, skipped: 0 }] : [event])), 'what follows is not expire'],
];

describe('the look-out for breaches', () => {
  test('finds none in a happy exchange', async () => {
    expect(breaches(await tellWith())).toEqual([]);
  });

  test.each(doctored)('finds %s', async (_what, doctor, complaint) => {
    const told = await tellWith();
    expect(breaches({ ...told, journal: doctor(told.journal) }).join('\n')).toContain(complaint);
  });

  test('finds mails that nobody declared', async () => {
    const { steps } = await tellWith();
    expect(overBudget(programme, visit, steps)).toEqual([]);
    const twice = steps.map((step) => ({ ...step, events: step.events.flatMap((event): DomainEvent[] => (event.kind === 'informed' ? [event, event] : [event])) }));
    expect(overBudget(programme, visit, twice)).toEqual(['hosting got 11 mails of 8 on the road happy', 'visiting got 16 mails of 11 on the road happy']);
  });

  test('finds a move that the map does not know', async () => {
    const told = await tellWith();
    expect(breaches({ ...told, stages: ['host-asked', 'signing', 'completed'] })).toContain('moved from host-asked to signing');
  });
});
