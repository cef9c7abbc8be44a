import type { NextFunction, Request, Response } from 'express';
import { looksLikeToken } from '../../../libs/links/token.js';
import type { OpenedLinks } from './opened-links.js';

/** How many posts a holder may send at once, and how fast the allowance comes back. */
interface Allowance {
  burst: number;
  perSecond: number;
}

/** One link: more than any person clicks, and than a page saves by itself. */
export const perLink: Allowance = { burst: 40, perSecond: 2 };
/** One network address: a whole office may sit behind it, so the limit only stops floods. */
export const perAddress: Allowance = { burst: 400, perSecond: 200 };
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

/**
 * Refuses floods of posts with 429 before anything is read or looked up; whoever only reads is never held up. A link that
 * works has an allowance of its own, whoever else posts from the same address; everything else shares its address's.
 */
export function rateLimit(openedLinks: Pick<OpenedLinks, 'has'>, refuse: (request: Request, response: Response) => void, now?: () => number) {
  const links = new Buckets(perLink, now);
  const addresses = new Buckets(perAddress, now);
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.method !== 'POST') return next();
    const token = tokenOfPath(request.path);
    const known = token !== undefined && openedLinks.has(token);
    if ((known || addresses.take(senderOf(request))) && (token === undefined || links.take(token))) return next();
    refuse(request, response);
  };
}

/** Proxies that may say for whom they ask, by address or network; what anybody else claims in a header is not looked at. */
export function trustProxies(app: { set(name: string, value: unknown): unknown }, proxies: readonly string[]): void {
  app.set('trust proxy', proxies.length > 0 ? [...proxies] : false);
}

/** The address that a request came from: the connection's, or what a proxy of ours says of it. Nobody else is believed. */
export function senderOf(request: Request): string {
  return request.ip ?? request.socket.remoteAddress ?? '';
}

/** The token in the address of a link's page, however it is written; undefined where there is none. */
export function tokenOfPath(path: string): string | undefined {
  const [, written] = /^\/l\/([^/]+)/i.exec(path) ?? [];
  if (written === undefined || written.length > longestWritten) return undefined;
  try {
    const token = decodeURIComponent(written);
    return looksLikeToken(token) ? token : undefined;
  } catch {
    return undefined;
  }
}

/** A token with each of its characters encoded. */
const longestWritten = 3 * 43;
