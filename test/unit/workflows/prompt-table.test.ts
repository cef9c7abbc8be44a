import { describe, expect, test } from '@jest/globals';
import type { PromptInstants } from '../../../libs/contracts/dossier/index.js';
import { PromptTable } from '../../../workflows/asking/prompt-table.js';

const consent = 'P2P-2026-0042/1/hosting/availability/manager/1';
const october: PromptInstants = { remindAt: ['2026-10-08T07:00:00.000Z'], dueAt: '2026-10-14T16:00:00.000Z', noticeAt: '2026-10-30T08:00:00.000Z', closesAt: '2026-11-04T22:59:59.000Z' };
const november: PromptInstants = { remindAt: ['2026-11-10T07:00:00.000Z', '2026-11-12T07:00:00.000Z'], dueAt: '2026-11-16T16:00:00.000Z', noticeAt: '2026-11-27T08:00:00.000Z', closesAt: '2026-12-04T22:59:59.000Z' };

/** A question of which everything but the closing has fallen due already. */
function overdue(): PromptTable {
  const table = new PromptTable();
  table.open(consent);
  table.schedule(consent, october);
  expect(table.takeDue('2026-10-31T00:00:00.000Z').map(({ action }) => action)).toEqual(['escalate', 'warn']);
  return table;
}

describe('an overdue question whose deadline moved', () => {
  test('is reminded of, handed to the office and warned of anew, by the new dates', () => {
    const table = overdue();
    table.schedule(consent, november);
    expect(table.nextActionAt()).toBe(november.remindAt[0]);
    expect(table.takeDue(november.remindAt[0]!)).toEqual([{ action: 'remind', prompt: consent, nth: 1, skipped: 0 }]);
    expect(table.takeDue(november.remindAt[1]!)).toEqual([{ action: 'remind', prompt: consent, nth: 2, skipped: 0 }]);
    expect(table.takeDue(november.dueAt)).toEqual([{ action: 'escalate', prompt: consent, skipped: 0 }]);
    expect(table.takeDue(november.noticeAt!)).toEqual([{ action: 'warn', prompt: consent }]);
    expect(table.takeDue(november.closesAt)).toMatchObject([{ action: 'close', prompt: consent, closesAt: november.closesAt }]);
  });

  test('by hand is handed to the office again at the new date, until the new dates are known', () => {
    const table = overdue();
    table.extend(consent, '2026-11-16T16:00:00.000Z');
    expect(table.takeDue('2026-11-05T00:00:00.000Z')).toEqual([]);
    expect(table.nextActionAt()).toBe('2026-11-16T16:00:00.000Z');
  });
});
