import { afterAll, afterEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MailReader } from '../../../libs/mail/incoming/mail-reader.js';
import { readReceivedMail } from '../../../libs/mail/incoming/received-mail.js';
import { gmailReply, host, mail } from '../../unit/incoming/sample-mails.js';
import { readerProgram } from './built-reader.js';

const folder = mkdtempSync(join(tmpdir(), 'sojourn-reader-'));
const readers: MailReader[] = [];
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close();
});
const readerOf = (program: URL, mostMs?: number): MailReader => {
  const reader = new MailReader(program, mostMs);
  readers.push(reader);
  return reader;
};

test('a mail read apart says the same as one that is read here', async () => {
  const reader = readerOf(readerProgram);
  const raw = gmailReply();
  expect(await reader.read(raw, 'manager@cru.example')).toEqual(await readReceivedMail(raw, 'manager@cru.example'));
});

test('while a stranger\'s mail of ten megabytes is read, everything else goes on', async () => {
  const reader = readerOf(readerProgram);
  const lines = '--c\r\n'.repeat(190_000);
  let beats = 0;
  const heart = setInterval(() => (beats += 1), 20);
  const before = process.threadCpuUsage();
  await reader.read(mail([`From: ${host}`, 'Content-Type: multipart/mixed; boundary=b'], lines)).catch(() => undefined);
  const { user, system } = process.threadCpuUsage(before);
  clearInterval(heart);
  expect(beats).toBeGreaterThan(3);
  expect((user + system) / 1_000).toBeLessThan(500);
});

test('a mail that takes too long or too much is given up, and the next one is read', async () => {
  const stuck = join(folder, 'stuck.mjs');
  // Stands for a reader that a mail brings into a loop, or that it makes eat all memory.
  writeFileSync(stuck, `
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ raw }) => {
      const said = Buffer.from(raw).toString();
      if (said === 'loop') for (;;);
      const all = [];
      if (said === 'memory') for (;;) all.push(new Array(100_000).fill(said + all.length));
      parentPort.postMessage({ subject: said });
    });`);
  const reader = readerOf(pathToFileURL(stuck), 3_000);
  const [loop, memory, next] = await Promise.allSettled(['loop', 'memory', 'next'].map((text) => reader.read(Buffer.from(text))));
  expect([loop?.status, memory?.status]).toEqual(['rejected', 'rejected']);
  expect(next).toMatchObject({ status: 'fulfilled', value: { subject: 'next' } });
});

test('what is no mail is refused, and the thread goes on', async () => {
  const reader = readerOf(readerProgram);
  const endless = Buffer.from(`From: ${host}\r\n${Array.from({ length: 500 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join('')}`);
  await expect(reader.read(endless)).rejects.toThrow('cannot be read');
  expect((await reader.read(gmailReply())).from).toBe(host);
});
