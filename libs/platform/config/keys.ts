import { randomBytes } from 'node:crypto';

/** One key that signs links. `kid` is stored beside each link, so that an older key still verifies what it signed. */
export interface LinkKey {
  kid: string;
  /** 32 random bytes. */
  key: Buffer;
}

const keyBytes = 32;

/**
 * Reads `LINK_KEYS`: `kid:base64url,kid2:base64url`, the key for new links first.
 * @throws Error with one sentence that names the entry by its position and never repeats a key.
 */
export function parseLinkKeys(text: string): [LinkKey, ...LinkKey[]] {
  const keys = text.split(',').map((entry, index) => parseLinkKey(entry.trim(), index + 1));
  const repeated = keys.find((key, index) => keys.findIndex((other) => other.kid === key.kid) !== index);
  if (repeated) throw new Error(`LINK_KEYS names the key "${repeated.kid}" twice: every key needs a name of its own.`);
  return keys as [LinkKey, ...LinkKey[]];
}

/**
 * Reads `SESSION_KEY`: 32 bytes as base64url.
 * @throws Error with one sentence that never repeats the key.
 */
export function parseSessionKey(text: string): Buffer {
  const key = decodeKey(text);
  if (!key) throw new Error(`SESSION_KEY must be ${keyBytes} random bytes as base64url (43 characters).`);
  return key;
}

/** A fresh key as text: 32 random bytes as base64url. */
export function generateKey(): string {
  return randomBytes(keyBytes).toString('base64url');
}

function parseLinkKey(entry: string, position: number): LinkKey {
  const [, kid, encoded] = /^([A-Za-z0-9_-]{1,32}):(.*)$/.exec(entry) ?? [];
  const key = encoded === undefined ? undefined : decodeKey(encoded);
  if (!kid || !key) {
    throw new Error(`LINK_KEYS entry ${position} must look like name:key, the key being ${keyBytes} random bytes as base64url (43 characters).`);
  }
  return { kid, key };
}

function decodeKey(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64url');
  return key.length === keyBytes ? key : undefined;
}
