import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { LinkKey } from '../../../libs/platform/config/keys.js';
import { isKeyed, looksLikeOurs, messageIdOf } from '../../../libs/mail/letters/message-id.js';

const key = (kid: string, byte: number): LinkKey => ({ kid, key: Buffer.alloc(32, byte) });
const [first, second] = [key('k1', 1), key('k2', 2)];
const mailDomain = 'programme.example';
const businessKey = 'P2P-2027-0001/1/hosting/sign/signatory/1/asked';
const guessed = `${createHash('sha256').update(businessKey).digest('hex').slice(0, 40)}@${mailDomain}`;

describe('a Message-ID of ours', () => {
  const id = messageIdOf({ linkKeys: [first], mailDomain }, businessKey);

  test('is the same for every attempt, has one form, and none can be computed without the key', () => {
    expect(messageIdOf({ linkKeys: [first], mailDomain }, businessKey)).toBe(id);
    expect(id).toMatch(/^k-[0-9a-f]{40}@programme\.example$/);
    expect(id).not.toContain(guessed);
    expect(messageIdOf({ linkKeys: [second], mailDomain }, businessKey)).not.toBe(id);
  });

  test('proves something as long as its key is among ours, and of its own mail only', () => {
    expect(isKeyed([second, first], { messageId: id, businessKey })).toBe(true);
    expect(isKeyed([second], { messageId: id, businessKey })).toBe(false);
    expect(isKeyed([first], { messageId: id, businessKey: 'another' })).toBe(false);
    expect(isKeyed([first], { messageId: guessed, businessKey })).toBe(false);
  });

  test('is known by its form, of today and of before, whatever a server made of its letters', () => {
    for (const ours of [id, guessed, id.toUpperCase()]) expect(looksLikeOurs(ours, mailDomain)).toBe(true);
    for (const others of [`x${guessed}`, 'k-12@programme.example', id.replace(mailDomain, 'elsewhere.example')]) expect(looksLikeOurs(others, mailDomain)).toBe(false);
  });
});
