import { createHmac, hkdfSync } from 'node:crypto';
import type { LinkKey } from '../../platform/config/keys.js';

/** What makes a mail's Message-ID: a stranger who could compute it could pretend that the mail came back. */
export interface MessageIdMaker {
  /** The key for new links first; each is the root of a key of its own for Message-IDs. */
  linkKeys: readonly [LinkKey, ...LinkKey[]];
  /** What stands behind the `@`: the sender's domain. */
  mailDomain: string;
}

/** Keyed ids, and those of mails that were planned before there was a key, which anybody could compute. */
const form = /^(?:k-)?[0-9a-f]{40}@/;

/** The Message-ID of the mail with a business key: `k-`, 160 bits of a MAC in hex, and the domain. Every attempt carries the same. */
export function messageIdOf({ linkKeys: [{ key }], mailDomain }: MessageIdMaker, businessKey: string): string {
  return `${macOf(key, businessKey)}@${mailDomain}`;
}

/** Whether a mail's Message-ID was made with one of our keys, so that only who got the mail, or handed it on, can name it. */
export function isKeyed(linkKeys: readonly LinkKey[], { messageId, businessKey }: { messageId: string; businessKey: string }): boolean {
  const [local] = messageId.split('@');
  return linkKeys.some(({ key }) => macOf(key, businessKey) === local);
}

/** Whether a Message-ID has the form of ours; that alone proves nothing. */
export function looksLikeOurs(messageId: string, mailDomain: string): boolean {
  const id = messageId.toLowerCase();
  return id.endsWith(`@${mailDomain.toLowerCase()}`) && form.test(id);
}

function macOf(key: Buffer, businessKey: string): string {
  const derived = Buffer.from(hkdfSync('sha256', key, '', 'message-id', 32));
  return `k-${createHmac('sha256', derived).update(businessKey).digest('hex').slice(0, 40)}`;
}
