import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import { randomSecret, secretHash } from '../../../../libs/staff/sign-in/secret.js';

type Place = Pick<ServiceConfig, 'publicUrl'>;

/** A secret for a browser in which a code is typed; the hash alone is stored. */
export interface BrowserSecret {
  secret: string;
  secretHash: string;
}

/** A new one for each code: what somebody planted before opens nothing. */
export function newBrowserSecret(): BrowserSecret {
  const secret = randomSecret();
  return { secret, secretHash: secretHash(secret) };
}

/** Gives a browser the secret for as long as the window is open, in milliseconds. No page's script can read it. */
export function rememberBrowser({ publicUrl }: Place, response: Response, { secret }: BrowserSecret, forMs: number): void {
  const secure = isHttps(publicUrl);
  response.cookie(nameAt(publicUrl), secret, { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: forMs });
}

/** The hash of the secret that a request's browser has, if any. */
export function browserOf({ publicUrl }: Place, request: Request): string | undefined {
  const secret = parseCookie(request.headers.cookie ?? '')[nameAt(publicUrl)];
  return secret === undefined ? undefined : secretHash(secret);
}

/** Over https the name binds the cookie to this host: no neighbour can plant one. */
function nameAt(publicUrl: string): string {
  return isHttps(publicUrl) ? '__Host-sojourn-code' : 'sojourn-code';
}

function isHttps(publicUrl: string): boolean {
  return publicUrl.startsWith('https:');
}
