import type { NextFunction, Request, Response } from 'express';
import { looksLikeToken } from '../../../libs/links/token.js';
import { Door, networkOf, type Allowance } from './door.js';
import type { OpenedLinks } from './opened-links.js';
import type { UnknownLinks } from './unknown-links.js';

/** One link: more than any person clicks, and than a page saves by itself. */
export const perLink: Allowance = { times: 120, seconds: 60 };
/** One network address: a whole office may sit behind it, so the limit only stops floods. */
export const perAddress: Allowance = { times: 400, seconds: 2 };

/** A refused post is answered only after this time: whoever floods waits on each connection before it can be used again. In milliseconds. */
const heldMs = 250;

/** Told that a request is refused, and after how many seconds it may come again. */
export type Refuse = (request: Request, response: Response, seconds: number) => void;

/** How often may be posted; a test may have its own. */
export interface Allowances {
  link: Allowance;
  address: Allowance;
}

/**
 * Refuses floods of posts with 429 before anything is read or looked up; whoever only reads is never held up here. A link
 * that works has an allowance of its own, whoever else posts from the same address; everything else shares its address's,
 * and no link that nobody has opened is looked up for an address that has tried too many that lead nowhere.
 */
export function rateLimit(openedLinks: Pick<OpenedLinks, 'has'>, unknownLinks: Pick<UnknownLinks, 'waitOf'>, refuse: Refuse, allowances: Allowances = { link: perLink, address: perAddress }) {
  const [links, addresses] = [new Door(allowances.link), new Door(allowances.address)];
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    if (request.method !== 'POST') return next();
    const token = tokenOfPath(request.path);
    const known = token !== undefined && openedLinks.has(token);
    const wait = (known ? undefined : await waitOfStranger(request)) ?? (token === undefined ? undefined : await links.enter(token));
    if (wait === undefined) return next();
    setTimeout(() => refuse(request, response, wait), heldMs);
  };

  async function waitOfStranger(request: Request): Promise<number | undefined> {
    const sender = networkOf(request);
    return (pageOfALink.test(request.path) ? await unknownLinks.waitOf(sender) : undefined) ?? (await addresses.enter(sender));
  }
}

/** Every page that a link leads to, whatever stands in the place of its token; not the one where new links are asked for. */
const pageOfALink = /^\/l\/(?!new\/?$)/i;

/** Proxies that may say for whom they ask, by address or network; what anybody else claims in a header is not looked at. */
export function trustProxies(app: { set(name: string, value: unknown): unknown }, proxies: readonly string[]): void {
  app.set('trust proxy', proxies.length > 0 ? [...proxies] : false);
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
