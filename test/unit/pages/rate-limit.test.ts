import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { Buckets, perLink } from '../../../apps/api/http/rate-limit.js';
import { markRoutine, requestLog, safePath } from '../../../apps/api/http/log.js';

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

  it('of one link is enough for a day of typing in two windows, saved every two seconds, with buttons pressed in between', () => {
    let now = 0;
    const buckets = new Buckets(perLink, () => now);
    let refused = 0;
    for (let saves = 0; saves < 8 * 1_800; saves += 1, now += 2_000) {
      for (let posts = saves % 30 === 0 ? 6 : 2; posts > 0; posts -= 1) if (!buckets.take('link')) refused += 1;
    }
    expect(refused).toBe(0);
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

describe('the log of requests', () => {
  const logged = (status: number, answer: (response: Response) => void = () => undefined): string[] => {
    const levels: string[] = [];
    const note = (level: string) => () => void levels.push(level);
    const response = Object.assign(new EventEmitter(), { statusCode: status, locals: {} }) as unknown as Response;
    requestLog({ debug: note('debug'), info: note('info'), error: note('error') } as unknown as Logger)({ method: 'POST', originalUrl: '/l/x' } as Request, response, () => answer(response));
    response.emit('finish');
    return levels;
  };

  it('has a line for each, but not for what a page does by itself every few seconds', () => {
    expect(logged(200)).toEqual(['info']);
    expect(logged(500)).toEqual(['error']);
    expect(logged(200, markRoutine)).toEqual(['debug']);
    expect(logged(500, markRoutine)).toEqual(['error']);
  });
});
