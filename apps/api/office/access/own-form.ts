import type { Request } from 'express';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';

/**
 * Whether a form was sent from one of our own pages, by what the browser itself says of it. A program that says nothing
 * is no browser: nobody can make it post with somebody else's cookie.
 */
export function isOwnForm({ publicUrl }: Pick<ServiceConfig, 'publicUrl'>, request: Request): boolean {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin === undefined || (origin === 'null' && site === 'same-origin')) return true;
  return origin === new URL(publicUrl).origin;
}
