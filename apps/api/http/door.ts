import { isIPv4, isIPv6 } from 'node:net';
import { HttpException } from '@nestjs/common';
import type { Request } from 'express';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { httpRefusals } from './refusals.js';

/** How often somebody may come within a time; then a new time begins. */
export interface Allowance {
  times: number;
  seconds: number;
}

/** One way in, with an allowance for each who comes. Kept in memory, because it protects this process only. */
export class Door {
  private readonly limiter: RateLimiterMemory;

  constructor({ times, seconds }: Allowance) {
    this.limiter = new RateLimiterMemory({ points: times, duration: seconds });
  }

  /** Counts one coming of somebody. Undefined: come in; else how long to wait, in whole seconds. */
  async enter(who: string): Promise<number | undefined> {
    return this.limiter.consume(who).then(
      () => undefined,
      (full: RateLimiterRes) => secondsOf(full),
    );
  }

  /** How long somebody has to wait who has used the allowance up, in whole seconds; counts nothing. */
  async waitOf(who: string): Promise<number | undefined> {
    const used = await this.limiter.get(who);
    return used && used.remainingPoints <= 0 ? secondsOf(used) : undefined;
  }

  /** What was counted by {@link enter} brought nothing about after all. */
  async giveBack(who: string): Promise<void> {
    await this.limiter.reward(who);
  }
}

function secondsOf({ msBeforeNext }: Pick<RateLimiterRes, 'msBeforeNext'>): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1_000));
}

/** A door is shut for this sender, for so many seconds; `stranger` where no link is known by which to tell the reader's language. */
export class TooManyRequests extends HttpException {
  constructor(
    readonly seconds: number,
    readonly stranger = false,
  ) {
    super('too many requests', httpRefusals['too-many']);
  }
}

/** The address that a request came from: the connection's, or what a proxy of ours says of it. Nobody else is believed. */
export function senderOf(request: Request): string {
  return request.ip ?? request.socket.remoteAddress ?? '';
}

/** Who is counted at a door: an IPv4 address, or an IPv6 network of 64 bits, of which each customer has one at least. */
export function networkOf(request: Request): string {
  const address = senderOf(request).split('%')[0] ?? '';
  const mapped = /^::ffff:(.*)$/i.exec(address)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  return isIPv6(address) ? `${firstFour(address).join(':')}::/64` : address;
}

/** The first four groups of an IPv6 address, without the zeros before them. */
function firstFour(address: string): string[] {
  const [before = '', after] = address.split('::');
  const groups = (text: string | undefined): string[] => (text ? text.split(':') : []);
  const [head, tail] = [groups(before), groups(after)];
  const missing = after === undefined ? 0 : 8 - head.length - tail.length - (address.includes('.') ? 1 : 0);
  const all = [...head, ...Array<string>(Math.max(0, missing)).fill('0'), ...tail];
  return all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
}
