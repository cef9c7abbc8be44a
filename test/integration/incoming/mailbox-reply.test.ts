import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import PostalMime from 'postal-mime';
import { startMailbox, type Mailbox } from '../../../infra/mailbox/mailbox.js';
import { makeTestFolder, type TestFolder } from '../../../infra/testing/test-folder.js';
import { openSmtpDoor, type SmtpDoor } from '../../../libs/mail/incoming/smtp-door.js';
import type { HandedIn, Outcome } from '../../../libs/mail/incoming/take-mail.js';

let folder: TestFolder;
let mailbox: Mailbox;
let door: SmtpDoor;
let taken: HandedIn[];
let outcome: Outcome;

beforeEach(async () => {
  folder = makeTestFolder();
  taken = [];
  outcome = 'conversation';
  const take = (mail: HandedIn): Promise<Outcome> => Promise.resolve(outcome).finally(() => taken.push(mail));
  door = await openSmtpDoor({ host: '127.0.0.1', port: 0, addresses: ['office@programme.example'], take, log: () => undefined });
  mailbox = await startMailbox({ dataDir: folder.path, replyPort: door.port });
  const transport = createTransport(mailbox.smtpUrl);
  await transport.sendMail({
    messageId: '<asked@programme.example>',
    references: ['<thread@programme.example>'],
    from: 'Programme <exchanges@programme.example>',
    replyTo: { name: 'The office', address: 'office@programme.example' },
    to: 'manager@cru.example',
    subject: 'Please sign (P2P-2026-0001)',
    text: 'Please sign.',
  });
  transport.close();
});
afterEach(async () => {
  await Promise.all([mailbox.close(), door.close()]);
  folder.remove();
});

const answer = (text: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${mailbox.httpUrl}/messages/1/reply`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ text }) });

test('a mail in the mailbox is answered as its recipient would, in its thread', async () => {
  expect(await (await fetch(`${mailbox.httpUrl}/messages/1`)).text()).toContain('What manager@cru.example writes');
  const { status, headers } = await answer('Šta još treba?\r\nBcc: all@x.example');
  expect([status, headers.get('location')]).toEqual([303, '/messages/1?replied']);
  const [handed] = taken;
  const mail = await PostalMime.parse(handed!.raw);
  expect(handed?.envelopeFrom).toBe('manager@cru.example');
  expect(mail).toMatchObject({
    from: { address: 'manager@cru.example' },
    to: [{ address: 'office@programme.example' }],
    subject: 'Re: Please sign (P2P-2026-0001)',
    inReplyTo: '<asked@programme.example>',
    references: '<thread@programme.example> <asked@programme.example>',
  });
  expect(mail.bcc).toBeUndefined();
  expect(mail.text).toMatch(/^Šta još treba\?\r?\nBcc: all@x.example\r?\n\r?\nOn .* wrote:\r?\n> Please sign\./);
});

test('what the other side says to an answer is shown', async () => {
  outcome = 'unknown';
  const refused = await answer('Hello');
  expect(refused.status).toBe(502);
  expect(await refused.text()).toContain('550 5.7.1 Please answer one of our mails');
});

test('nothing is sent for an empty answer, nor for a page of somebody else', async () => {
  expect((await answer('  ')).status).toBe(400);
  expect((await answer('Hello', { origin: 'http://evil.example' })).status).toBe(403);
  expect((await fetch(`${mailbox.httpUrl}/messages/9/reply`, { method: 'POST', body: 'text=x' })).status).toBe(404);
  expect(taken).toEqual([]);
});
