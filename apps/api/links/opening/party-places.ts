import type { Target } from '../../../../libs/domain/sections/section.js';
import type { Places } from '../../../../libs/ui/index.js';

/** Where sections lead on the pages behind a party's links: to a mailbox or a phone, never to the office's pages. */
export function partyPlaces(language: string): Places {
  return { language, href: hrefOf, file: ({ id }) => `files/${id}` };
}

function hrefOf({ kind, id }: Target): string | undefined {
  if (kind === 'mail-address') return `mailto:${id}`;
  return kind === 'phone' ? `tel:${id}` : undefined;
}
