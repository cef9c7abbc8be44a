import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { newLink, tokenOf } from '../../../libs/links/links.js';

const keys = [{ kid: '2027', key: randomBytes(32) }] as const;
const wanted = { purpose: 'prompt', subjectId: 'P2P-2026-0001/1/hosting/availability/manager/1', holderId: 'contact', at: '2027-01-13T10:00:00.000Z' } as const;
const step = { ref: 'P2P-2026-0001', seq: 7 };
const tokenIn = (more: object): string | undefined => tokenOf(keys, newLink(keys, { ...wanted, ...more }));

it('a step that is written again makes the link that stands in the mail already', () => {
  expect(tokenIn({ step })).toBe(tokenIn({ step, at: '2027-01-14T10:00:00.000Z' }));
});

it('another step, another holder, another generation and no step at all make another link', () => {
  const tokens = [{ step }, { step: { ...step, seq: 8 } }, { step, holderId: 'colleague' }, { step, generation: 2 }, {}, {}].map(tokenIn);
  expect(new Set(tokens).size).toBe(tokens.length);
});
