import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import { sessionLength } from '../../../../libs/staff/sign-in/sessions.js';

type Place = Pick<ServiceConfig, 'publicUrl'>;

/** Over https the name binds the cookie to this host: no neighbour can plant one. */
export function cookieName({ publicUrl }: Place): string {
  return publicUrl.startsWith('https:') ? '__Host-sojourn-staff' : 'sojourn-staff';
}

/** The session's cookie of a request. */
export function readCookie(config: Place, request: Request): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[cookieName(config)];
}

/** Gives a browser the cookie of a new session. */
export function setCookie(config: Place, response: Response, value: string): void {
  response.cookie(cookieName(config), value, { ...options(config), maxAge: sessionLength });
}

/** Takes the cookie away. */
export function clearCookie(config: Place, response: Response): void {
  response.clearCookie(cookieName(config), options(config));
}

function options({ publicUrl }: Place): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:'), path: '/' };
}
