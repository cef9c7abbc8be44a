import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 32 random bytes as base64url: a session's cookie, an API token. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Under what a secret is found again; the secret itself is stored nowhere. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A secret with our signature, so that a made-up one is refused without asking the database. */
export function sealed(key: Buffer, secret: string): string {
  return `${secret}.${createHmac('sha256', key).update(secret).digest('base64url')}`;
}

/** The secret of a sealed text, or undefined when the signature is not ours. */
export function unsealed(key: Buffer, text: string): string | undefined {
  const [secret = '', signature = ''] = text.split('.');
  if (!/^[A-Za-z0-9_-]{43}$/.test(secret) || !/^[A-Za-z0-9_-]{43}$/.test(signature)) return undefined;
  return sameText(sealed(key, secret), `${secret}.${signature}`) ? secret : undefined;
}

/** Compares two texts without telling by the time it takes where they differ. */
export function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
