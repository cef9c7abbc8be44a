import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { Door, networkOf } from '../../../apps/api/http/door.js';
import { perLink } from '../../../apps/api/http/rate-limit.js';
import { markRoutine, requestLog, safePath } from '../../../apps/api/http/log.js';

describe('an allowance', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is used up, says how long to wait, and comes back with time, for each who comes on its own', async () => {
    const door = new Door({ times: 3, seconds: 60 });
    const waits = async (times: number, who = 'one') => {
      const all: (number | undefined)[] = [];
      for (let n = 0; n < times; n += 1) all.push(await door.enter(who));
      return all;
    };
    expect(await waits(5)).toEqual([undefined, undefined, undefined, 60, 60]);
    expect(await waits(1, 'other')).toEqual([undefined]);
    jest.advanceTimersByTime(45_500);
    expect([await waits(1), await door.waitOf('one'), await door.waitOf('nobody')]).toEqual([[15], 15, undefined]);
    jest.advanceTimersByTime(15_000);
    expect(await waits(3)).toEqual([undefined, undefined, undefined]);
    await door.giveBack('one');
    expect(await waits(2)).toEqual([undefined, 60]);
  });

  it('of one link is enough for a day of typing in two windows, saved every two seconds, with buttons pressed in between', async () => {
    const door = new Door(perLink);
    let refused = 0;
    for (let saves = 0; saves < 1_800; saves += 1) {
      for (let posts = saves % 30 === 0 ? 6 : 2; posts > 0; posts -= 1) if ((await door.enter('link')) !== undefined) refused += 1;
      jest.advanceTimersByTime(2_000);
    }
    expect(refused).toBe(0);
  });
});

describe('who comes is counted', () => {
  const counted = (ip: string): string => networkOf({ ip } as Request);

  it('by address, and of IPv6 by network: whoever has one has more addresses than a door could remember', () => {
    expect([counted('192.0.2.7'), counted('::ffff:192.0.2.7')]).toEqual(['192.0.2.7', '192.0.2.7']);
    const [first, ...same] = ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::1', '2001:0db8:0001:0002:ffff::', '2001:db8:1:2:3:4:192.0.2.1', '2001:db8:1:2::1%eth0'].map(counted);
    expect(new Set(same)).toEqual(new Set([first]));
    for (const other of ['2001:db8:1:3::1', '2001:db8:2:2::1', '2001:db8::2:0:0:0:1', '::1', 'fe80::1']) expect(counted(other)).not.toBe(first);
    expect(counted('fe80::1')).not.toBe(counted('::1'));
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
