import type { Request, Response } from 'express';
import { render } from '../../../libs/ui/index.js';
import { ErrorPage } from './error.view.js';
import type { Site } from './site.js';
import { httpRefusals } from './refusals.js';

/** Floods are answered with as little work as possible: nothing is looked up, the language is the browser's. */
export function answerFlood(site: Site) {
  return (request: Request, response: Response): void => {
    response.status(httpRefusals['too-many']).setHeader('Retry-After', '30').vary('Accept-Language');
    response.type('html').send(render(<ErrorPage frame={site.frameAtOnce(request)} code="too-many" />));
  };
}
