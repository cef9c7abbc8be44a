import type { TextCatalogue } from '../../../libs/domain/texts/catalogue.js';
import { render } from '../../../libs/ui/index.js';
import { ErrorPage } from './error.view.js';
import type { Frame, Site } from './site.js';
import type { Refuse } from './rate-limit.js';
import { httpRefusals } from './refusals.js';

/**
 * Floods are answered with as little work as possible: nothing is looked up, the language is the browser's, and a page
 * that was written for one is given to all who read the same language and wait as long.
 */
export function answerFlood(site: Site): Refuse {
  const written = new WeakMap<TextCatalogue, Map<number, string>>();
  return (request, response, seconds) => {
    response.status(httpRefusals['too-many']).setHeader('Retry-After', seconds).vary('Accept-Language');
    response.type('html').send(pageFor(site.frameAtOnce(request), seconds));
  };

  function pageFor(frame: Frame, seconds: number): string {
    const write = (): string => render(<ErrorPage frame={frame} code="too-many" seconds={seconds} />);
    if (frame.choice) return write(); // has the address in its links
    const pages = written.get(frame.texts) ?? new Map<number, string>();
    written.set(frame.texts, pages);
    const page = pages.get(seconds) ?? write();
    pages.set(seconds, page);
    return page;
  }
}
