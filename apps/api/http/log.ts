import type { Logger } from 'pino';
import type { NextFunction, Request, Response } from 'express';

/** A path without the secret part of a link and without what was searched for. */
export function safePath(path: string): string {
  // However it is written: in capitals, with a host before it, with slashes too many, or in a place of its own.
  return path
    .replace(/\?.*$/s, '')
    .replace(/(\/l\/+)[^/]+/i, '$1…')
    .replace(/[\w-]{40,}/g, '…')
    .slice(0, 200);
}

/** What a page does by itself every few seconds, and did without trouble: a line in the log for whoever looks for more. */
export function markRoutine(response: Response): void {
  response.locals['routine'] = true;
}

/** Writes one line for each request when it is answered. */
export function requestLog(log: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const began = performance.now();
    response.on('finish', () => {
      const ms = Math.round(performance.now() - began);
      const line = { method: request.method, path: safePath(request.originalUrl), status: response.statusCode, ms };
      if (response.statusCode >= 500) log.error(line, 'request');
      else if (response.locals['routine'] === true) log.debug(line, 'request');
      else log.info(line, 'request');
    });
    next();
  };
}
