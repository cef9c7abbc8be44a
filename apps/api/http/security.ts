import helmet from 'helmet';
import type { NextFunction, Request, Response } from 'express';
import type { ServiceConfig } from '../../../libs/platform/config/config.js';

/**
 * Headers of every answer: nothing from elsewhere, no script, no frame, no trace of where a reader came from. A page that
 * saves by itself is let off by {@link allowOwnScript}.
 */
export function securityHeaders(config: Pick<ServiceConfig, 'publicUrl'>) {
  const isHttps = config.publicUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
    hsts: isHttps,
  });
}

/** For a page that saves by itself: our own script, from a file of ours, which may talk to us. Never a script in the page. */
export function allowOwnScript(response: Response): void {
  const policy = response.getHeader('Content-Security-Policy');
  response.setHeader('Content-Security-Policy', `${String(policy)};script-src 'self';connect-src 'self'`);
}

/** Pages are about people: nobody keeps them, no search engine lists them. Handlers may say otherwise. */
export function privateByDefault(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Robots-Tag', 'noindex, nofollow');
  next();
}
