import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { LinkKey } from '../platform/config/keys.js';
import { SignedLinkEntity } from '../platform/db/entities/index.js';
import { linkToken, looksLikeToken, tokenHash, type LinkBinding, type LinkPurpose } from './token.js';

/** What a new link is for. */
export interface NewLink {
  purpose: LinkPurpose;
  subjectId: string;
  holderId: string;
  ref?: string;
  /** When it is made, by the clock of its edition: ISO 8601 UTC. */
  at: string;
  generation?: number;
  /** The step that makes it; absent where none does. */
  step?: { ref: string; seq: number };
}

/** A link as it was found by its token; who may still do what with it is decided by what it leads to. */
export type FoundLink = SignedLinkEntity & { purpose: LinkPurpose };

/**
 * A step that is written a second time, after the database was put back from a copy, makes the same links again: the mails that
 * people hold lead where they did. The id is no secret; the key that signs it is.
 */
function idIn(step: NonNullable<NewLink['step']>, bound: Omit<LinkBinding, 'id' | 'kid'>): string {
  const { purpose, subjectId, holderId, generation } = bound;
  const hex = createHash('sha256').update(JSON.stringify([step.ref, step.seq, purpose, subjectId, holderId, generation])).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`; // RFC 9562, version 8
}

/** A row for a new link; the caller inserts it in its own transaction. */
export function newLink(keys: readonly [LinkKey, ...LinkKey[]], link: NewLink): SignedLinkEntity {
  const bound = { purpose: link.purpose, subjectId: link.subjectId, holderId: link.holderId, generation: link.generation ?? 1 };
  const binding: LinkBinding = { id: link.step ? idIn(link.step, bound) : randomUUID(), ...bound, kid: keys[0].kid };
  const token = linkToken(keys, binding)!;
  return { ...binding, tokenHash: tokenHash(token), ref: link.ref ?? null, createdAt: link.at, revokedAt: null, handedOverAt: null, duplicate: false };
}

/** Makes and stores a link. */
export async function createLink(
  db: EntityManager,
  keys: readonly [LinkKey, ...LinkKey[]],
  link: NewLink,
): Promise<SignedLinkEntity> {
  const row = newLink(keys, link);
  await db.insert(SignedLinkEntity, row);
  return row;
}

/** The token of a stored link, to be put into a mail; undefined when its key was retired. */
export function tokenOf(keys: readonly LinkKey[], link: SignedLinkEntity): string | undefined {
  return linkToken(keys, link as LinkBinding);
}

/**
 * The link that a token opens, or undefined: unknown, altered, revoked, or signed with a key that was retired. All
 * four look the same from outside.
 */
export async function findLink(db: EntityManager, keys: readonly LinkKey[], token: string): Promise<FoundLink | undefined> {
  if (!looksLikeToken(token)) return undefined;
  const row = await db.findOneBy(SignedLinkEntity, { tokenHash: tokenHash(token) });
  if (!row || row.revokedAt) return undefined;
  const expected = tokenOf(keys, row);
  if (!expected || !timingSafeEqual(Buffer.from(expected), Buffer.from(token))) return undefined;
  return row as FoundLink;
}
