import { describe, expect, test } from '@jest/globals';
import { reply, tellWith } from './scenarios.js';

/** Nothing ran from the evening of the first day until an instant. */
const outageUntil = (until: string) => ({ circumstances: { outage: { from: '2026-10-05T18:00:00.000Z', until } } });

describe('after an outage', () => {
  test('only the latest reminder goes, the one before it is journaled as skipped', async () => {
    const { lines } = await tellWith({ ...outageUntil('2026-10-13T12:00:00.000Z'), script: { availability: ['silent', reply('yes')] } });
    expect(lines.slice(0, 3)).toEqual([
      'asked availability.hosting.manager',
      'reminded availability.hosting.manager nth 2 skipped 1',
      'escalated availability.hosting.manager',
    ]);
  });

  test('past the due date staff take over, both reminders are journaled as skipped', async () => {
    const { lines } = await tellWith({ ...outageUntil('2026-10-20T12:00:00.000Z'), script: { availability: ['silent', reply('yes')] } });
    expect(lines.slice(0, 3)).toEqual([
      'asked availability.hosting.manager',
      'escalated availability.hosting.manager skipped 2',
      'entered choosing-host',
    ]);
  });

  test('past the closing the question lapses at once, without late reminders', async () => {
    const { lines, steps } = await tellWith({ ...outageUntil('2026-12-01T12:00:00.000Z'), script: { availability: ['silent', reply('yes')] } });
    expect(lines.slice(0, 3)).toEqual([
      'asked availability.hosting.manager',
      'lapsed availability.hosting.manager skipped 2',
      'entered choosing-host',
    ]);
    expect(steps[1]?.at).toBe('2026-12-01T12:00:00.000Z');
  });

  test('past the warning, staff take over and one warning goes; the reminders are journaled as skipped', async () => {
    const { lines } = await tellWith({
      circumstances: { outage: { from: '2027-03-13T00:00:00.000Z', until: '2027-05-05T00:00:00.000Z' } },
      script: { 'visitor-wrap-up': ['silent'] },
    });
    expect(lines.filter((line) => line.includes('visitor-wrap-up'))).toEqual([
      'asked visitor-wrap-up.visiting.manager',
      'escalated visitor-wrap-up.visiting.manager skipped 2',
      'warned visitor-wrap-up.visiting.manager',
      'lapsed visitor-wrap-up.visiting.manager',
    ]);
  });

  test('an answer that was received in time counts, although its closing has passed; handed in again it gets the same receipt', async () => {
    const { lines, receipts, journal } = await tellWith({ ...outageUntil('2026-12-01T12:00:00.000Z'), script: { availability: [reply('yes', {}, 3)] } });
    expect(lines.slice(0, 3)).toEqual([
      'asked availability.hosting.manager',
      'answered availability.hosting.manager yes',
      'entered applying',
    ]);
    expect(journal[1]).toMatchObject({ at: '2026-10-08T08:00:00.000Z' });
    expect(receipts[0]).toMatchObject({ receipt: { answer: receipts[0]?.answer, at: '2026-10-08T08:00:00.000Z' } });
    expect(lines.filter((line) => line.startsWith('answered availability'))).toHaveLength(1);
  });

  test('an answer that came after its closing does not count', async () => {
    const { lines } = await tellWith({ ...outageUntil('2026-12-01T12:00:00.000Z'), script: { availability: [reply('yes', {}, 40), reply('yes')] } });
    expect(lines[1]).toBe('lapsed availability.hosting.manager skipped 2');
  });

  test('dates that have passed are all taken note of, in their order', async () => {
    const { lines, ending } = await tellWith({
      circumstances: { outage: { from: '2027-01-01T00:00:00.000Z', until: '2027-04-01T00:00:00.000Z' } },
    });
    const reached = lines.filter((line) => line.startsWith('reached') || line.startsWith('entered'));
    expect(reached.slice(-9)).toEqual([
      'entered preparing',
      'reached visit-over',
      'reached week-before-visit',
      'reached visit-starts',
      'entered travelling',
      'entered wrapping-up',
      'entered following-up',
      'reached follow-up',
      'entered completed',
    ]);
    expect(ending).toBe('completed');
  });
});
