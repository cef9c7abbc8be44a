import { describe, expect, it } from '@jest/globals';
import { Buckets } from '../../../apps/api/http/rate-limit.js';
import { safePath } from '../../../apps/api/http/log.js';

describe('an allowance', () => {
  it('is used up by a burst and comes back with time, for each holder on its own', () => {
    let now = 0;
    const buckets = new Buckets({ burst: 3, perSecond: 2 }, () => now);
    const take = (times: number, key = 'one') => Array.from({ length: times }, () => buckets.take(key));
    expect(take(5)).toEqual([true, true, true, false, false]);
    expect(take(1, 'other')).toEqual([true]);
    now += 1_000;
    expect(take(3)).toEqual([true, true, false]);
    now += 3_600_000;
    expect(take(4)).toEqual([true, true, true, false]);
  });
});

describe('a logged path', () => {
  it('never holds the secret part of a link, nor what was asked', () => {
    expect(safePath('/l/abcDEF123/exchange?x=1')).toBe('/l/…/exchange');
    expect(safePath('/l/abc')).toBe('/l/…');
    const token = 'A1_-'.repeat(11).slice(0, 43);
    for (const path of [`/L/${token}`, `http://host.example/l/${token}`, `//l/${token}`, `/l//${token}`, `/x/l/${token}`, `/x/${token}`]) {
      expect(safePath(path)).not.toContain(token);
    }
    expect(safePath('/staff?q=name%40hub.example')).toBe('/staff');
    expect(safePath('/e/2026/enquiry')).toBe('/e/2026/enquiry');
  });
});
