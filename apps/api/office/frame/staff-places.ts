import type { Offer, SaidFile, Target } from '../../../../libs/domain/sections/section.js';
import { seenFields } from '../../../../libs/dossier/seen/read-seen.js';
import { conversationId, type Places } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import { csrfName } from '../access/session.guard.js';

/** Where sections lead on the office's pages; without a session nothing that is offered can be done. */
export function staffPlaces(language: string, session?: StaffSession): Places {
  return {
    language,
    href: hrefOf,
    said: { filesApart: 'Came with it; the files are in the mailbox:', withQuotes: 'With what it quotes' },
    file: ({ id }: SaidFile) => `/staff/files/${id}`,
    ...(session && { form: (offer: Offer) => ({ action: actionOf(offer), hidden: hiddenOf(offer, session) }) }),
  };
}

function hrefOf({ kind, id }: Target): string {
  switch (kind) {
    case 'dossier':
      return `/staff/exchanges/${id}`;
    case 'conversation':
      return `/staff/exchanges/${id}#${conversationId}`;
    case 'question':
      return `/staff/questions/${id}`;
    case 'act':
      return `/staff/exchanges/${id.replace('/', '/acts/')}`;
    case 'run':
      return `/staff/runs/${id}`;
    case 'incident':
      return `/staff/incidents/${id}`;
    case 'mail-address':
      return `mailto:${id}`;
    case 'phone':
      return `tel:${id}`;
  }
}

function actionOf({ act, of: [ref, ...rest] }: Offer): string {
  const paths = { 'retry-step': 'retry-step', 'hand-over': 'hand-overs', 'conversation-seen': 'conversation/seen', 'address-works': 'contacts', 'links-anew': 'links-anew' } as const;
  const after = act === 'address-works' ? ['address-works'] : [];
  return ['/staff/exchanges', ref, paths[act], ...rest, ...after].join('/');
}

function hiddenOf({ seen, values = {} }: Offer, session: StaffSession): [string, string][] {
  return [[csrfName, session.csrfToken], ...(seen === undefined ? [] : [[seenFields.version, seen] as [string, string]]), ...Object.entries(values)];
}
