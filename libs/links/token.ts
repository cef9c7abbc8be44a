import { createHash, createHmac } from 'node:crypto';
import type { LinkKey } from '../platform/config/keys.js';

/** What a link is for; a token of one purpose never opens another. */
export const linkPurposes = ['confirm', 'prompt', 'staff-prompt', 'sign-in', 'payment-run'] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

/** Everything that a link's token is bound to. */
export interface LinkBinding {
  id: string;
  purpose: LinkPurpose;
  /** The prompt, draft, staff member or run that the link leads to. */
  subjectId: string;
  /** Who holds the link: a contact, a staff member, a draft. */
  holderId: string;
  generation: number;
  kid: string;
}

/**
 * The secret part of a link: an HMAC over everything it is bound to, so that it can be recomputed at each send and
 * never has to be stored. Returns undefined when the key was retired.
 */
export function linkToken(keys: readonly LinkKey[], link: LinkBinding): string | undefined {
  const key = keys.find((candidate) => candidate.kid === link.kid);
  if (!key) return undefined;
  const bound = [link.id, link.purpose, link.subjectId, link.holderId, link.generation].join('|');
  return createHmac('sha256', key.key).update(bound).digest('base64url');
}

/** Under what a token is found again in the database. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whether a text can be a token at all: 43 characters of base64url. Anything else is not even looked up. */
export function looksLikeToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}

/** The address in a mail. Built from our own public address only, never from a request. */
export function linkUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/l/${token}`;
}
