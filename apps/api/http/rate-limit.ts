import type { NextFunction, Request, Response } from 'express';

/** How many posts a holder may send at once, and how fast the allowance comes back. */
interface Allowance {
  burst: number;
  perSecond: number;
}

/** One link: more than any person clicks, and than a page saves by itself. */
export const perLink: Allowance = { burst: 40, perSecond: 2 };
/** One network address: a whole office may sit behind it, so the limit only stops floods. */
const perAddress: Allowance = { burst: 400, perSecond: 200 };
/** Buckets beyond this number are forgotten, the oldest first. */
const mostBuckets = 20_000;

/** Tokens that come back with time; kept in memory, because it protects this process only. */
export class Buckets {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(
    private readonly allowance: Allowance,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes one token; false when there is none left. */
  take(key: string): boolean {
    const now = this.now();
    const { burst, perSecond } = this.allowance;
    const held = this.buckets.get(key);
    const tokens = held === undefined ? burst : Math.min(burst, held.tokens + ((now - held.at) / 1000) * perSecond);
    this.buckets.delete(key);
    this.buckets.set(key, { tokens: Math.max(0, tokens - 1), at: now });
    if (this.buckets.size > mostBuckets) this.buckets.delete(this.buckets.keys().next().value ?? '');
    return tokens >= 1;
  }
}

/** Refuses floods of posts with 429 before anything is read or looked up; whoever only reads is never held up. */
export function rateLimit(refuse: (request: Request, response: Response) => void) {
  const links = new Buckets(perLink);
  const addresses = new Buckets(perAddress);
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.method !== 'POST') return next();
    // The address of the connection: what a header claims is anybody's guess.
    const fromAddress = addresses.take(request.socket.remoteAddress ?? '');
    const [, token] = /\/l\/+([\w-]{43})/i.exec(request.originalUrl) ?? [];
    if (fromAddress && (token === undefined || links.take(token))) return next();
    refuse(request, response);
  };
}
