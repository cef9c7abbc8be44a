import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { newLink, tokenOf } from '../../../libs/links/links.js';

const key = (kid: string) => ({ kid, key: randomBytes(32) });

it('a link made after a new key was put in front works on when the old key is taken away', () => {
  const [fresh, old] = [key('2027'), key('2026')];
  const made = { purpose: 'prompt', subjectId: 'P2P-2026-0001/1/hosting/availability/manager/1', holderId: 'contact', at: '2027-01-13T10:00:00.000Z' } as const;
  const link = newLink([fresh, old], made);
  expect(link.kid).toBe('2027');
  expect(tokenOf([fresh], link)).toBe(tokenOf([fresh, old], link));
  expect(tokenOf([fresh], link)).toMatch(/^[\w-]{43}$/);
  // One from before goes with its key.
  const before = newLink([old], made);
  expect([tokenOf([fresh, old], before), tokenOf([fresh], before)]).toEqual([expect.stringMatching(/^[\w-]{43}$/), undefined]);
});
