import { render } from '../../../libs/ui/index.js';
import { ErrorPage } from './error.view.js';
import type { Site } from './site.js';
import type { Refuse } from './rate-limit.js';
import { httpRefusals } from './refusals.js';

/** Floods are answered with as little work as possible: nothing is looked up, the language is the browser's. */
export function answerFlood(site: Site): Refuse {
  return (request, response, seconds) => {
    response.status(httpRefusals['too-many']).setHeader('Retry-After', seconds).vary('Accept-Language');
    response.type('html').send(render(<ErrorPage frame={site.frameAtOnce(request)} code="too-many" seconds={seconds} />));
  };
}
