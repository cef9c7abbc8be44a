import { expect, test } from '@jest/globals';
import { composed } from '../../../libs/domain/forms/composed.js';

test('equal letters are equal texts, and as many marks on one letter as any language sets are kept', () => {
  expect(composed('e\u0301')).toBe('é');
  expect(composed(`a${'\u0316'.repeat(30)}b`)).toBe(`a${'\u0316'.repeat(30)}b`);
  expect(composed(`a${'\u0316'.repeat(31)}b`)).toBe(`a${'\u0316'.repeat(30)}b`);
});

test('a letter under a hundred thousand marks holds nobody up', () => {
  const before = process.threadCpuUsage().user;
  composed('\u0301\u0316'.repeat(50_000));
  expect(process.threadCpuUsage().user - before).toBeLessThan(500_000); // microseconds; putting all into order takes five seconds
});
