import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startMailbox, type Mailbox } from '../../../infra/mailbox/mailbox.js';
import type { ReadMail } from '../../../infra/mailbox/reader.js';
import { composeMessage } from '../../../libs/mail/compose/message.js';
import { createSmtpTransport } from '../../../libs/mail/transport/smtp-transport.js';
import type { SendOutcome } from '../../../libs/mail/transport/outcome.js';
import { brand, content, envelope, LONG_LINK } from '../../unit/mail/sample-mail.js';

let dataDir: string;
let mailbox: Mailbox;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mailbox-'));
  mailbox = await startMailbox({ dataDir });
});

afterEach(async () => {
  await mailbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function send(to: string, name = '1', attachments: { filename: string; contentType: string; content: string }[] = []): Promise<SendOutcome> {
  const transport = createSmtpTransport({ url: mailbox.smtpUrl });
  const input = { ...envelope, messageId: `m${name}@programme.example`, to: { name: 'Somebody', address: to }, attachments };
  try {
    return await transport.send(composeMessage(input, content, brand));
  } finally {
    await transport.close();
  }
}

async function messages(query = ''): Promise<ReadMail[]> {
  return (await fetch(`${mailbox.httpUrl}/api/messages${query}`)).json() as Promise<ReadMail[]>;
}

async function setFault(fault: unknown): Promise<number> {
  return (await fetch(`${mailbox.httpUrl}/api/fault`, { method: 'PUT', body: JSON.stringify(fault) })).status;
}

async function restart(): Promise<void> {
  await mailbox.close();
  mailbox = await startMailbox({ dataDir });
}

const CALENDAR = 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n';

describe('mails', () => {
  test('come out as they were sent, with their links and files', async () => {
    await send('host@hub.example', '1', [{ filename: 'visit.ics', contentType: 'text/calendar', content: CALENDAR }]);
    const [mail] = await messages();
    expect(mail).toMatchObject({
      seq: 1,
      messageId: '<m1@programme.example>',
      references: ['<P2P-2026-0042@programme.example>', '<P2P-2026-0042.v1@programme.example>'],
      from: 'Hub Visits 2026 <office@programme.example>',
      to: ['host@hub.example'],
      subject: 'Can you host Kulturni centar Ćuprija?',
      links: [LONG_LINK, 'https://programme.example/guide'],
      attachments: [{ filename: 'visit.ics', contentType: 'text/calendar', size: CALENDAR.length }],
    });
    const file = await fetch(`${mailbox.httpUrl}/api/messages/1/attachments/0`);
    expect(file.headers.get('content-disposition')).toContain('attachment; filename="visit.ics"');
    expect(await file.text()).toBe(CALENDAR);
    const raw = await (await fetch(`${mailbox.httpUrl}/api/messages/1/raw`)).text();
    expect(raw).toMatch(/^Delivered-To: host@hub\.example\r\n/);
  });

  test('are filtered by recipient, whatever the case, and by number', async () => {
    for (const [index, to] of ['a@hub.example', 'B@hub.example', 'a@hub.example'].entries()) await send(to, String(index));
    expect((await messages('?to=A@hub.example')).map(({ seq }) => seq)).toEqual([1, 3]);
    expect((await messages('?to=b@hub.example')).map(({ seq }) => seq)).toEqual([2]);
    expect((await messages('?to=a@hub.example&after=1')).map(({ seq }) => seq)).toEqual([3]);
  });

  test('survive a restart; a half written one is cleared away; numbers go on, also after emptying', async () => {
    await send('a@hub.example', '1');
    await writeFile(join(dataDir, 'mailbox', 'arriving-1-1.part'), 'half');
    await restart();
    expect((await messages()).map(({ seq, to }) => [seq, to])).toEqual([[1, ['a@hub.example']]]);
    expect((await fetch(`${mailbox.httpUrl}/api/messages`, { method: 'DELETE' })).status).toBe(204);
    await restart();
    expect(await messages()).toEqual([]);
    await send('a@hub.example', '2');
    expect((await messages()).map(({ seq }) => seq)).toEqual([2]);
    expect((await readdir(join(dataDir, 'mailbox'))).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('that arrive together get numbers without gaps', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, index) => send(`p${index}@hub.example`, String(index))));
    expect((await messages()).map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  });
});

describe('a robot that waits', () => {
  test('gets the mail when it comes, and only one for it', async () => {
    const waiting = messages('?to=b@hub.example&after=0&wait=10000');
    await send('a@hub.example', '1');
    await send('b@hub.example', '2');
    expect((await waiting).map(({ seq }) => seq)).toEqual([2]);
  });

  test('gets nothing at the end of its time', async () => {
    const started = Date.now();
    expect(await messages('?after=0&wait=200')).toEqual([]);
    expect(Date.now() - started).toBeGreaterThanOrEqual(190);
  });
});

describe('a fault', () => {
  test.each([
    ['refuse-451', { kind: 'later', code: 'smtp-451' }, 0],
    ['refuse-550', { kind: 'refused', code: 'smtp-550' }, 0],
    ['auth-535', { kind: 'gate', code: 'smtp-535' }, 0],
    ['drop-after-data', { kind: 'ambiguous', code: 'connection-lost' }, 1],
  ])('%s strikes so many times, then the mail goes', async (mode, outcome, stored) => {
    expect(await setFault({ mode, times: 1 })).toBe(200);
    expect(await send('a@hub.example', '1')).toEqual(outcome);
    expect(await messages()).toHaveLength(stored);
    expect(await send('a@hub.example', '1')).toMatchObject({ kind: 'sent' });
    expect(await messages()).toHaveLength(stored + 1);
  });

  test.each(['refuse-451', 'refuse-550', 'auth-535', 'drop-after-data'])('%s strikes one address only', async (mode) => {
    await setFault({ mode, to: 'A@hub.example' });
    expect(await send('b@hub.example')).toMatchObject({ kind: 'sent' });
    expect(await send('a@hub.example')).not.toMatchObject({ kind: 'sent' });
  });

  test('connection-refused closes the port and opens the same one again', async () => {
    await setFault({ mode: 'connection-refused' });
    expect(await send('a@hub.example')).toEqual({ kind: 'later', code: 'connection-refused' });
    await setFault({ mode: 'none' });
    expect(await send('a@hub.example')).toMatchObject({ kind: 'sent' });
  });

  test.each([{ mode: 'boom' }, {}, null, { mode: 'refuse-451', times: 0 }, { mode: 'refuse-451', to: 7 }, { mode: 'connection-refused', times: 1 }])('%j is refused', async (fault) => {
    expect(await setFault(fault)).toBe(400);
    expect(await (await fetch(`${mailbox.httpUrl}/api/fault`)).json()).toEqual({ mode: 'none' });
  });
});

describe('pages', () => {
  test('list mails newest first with a count for each mailbox', async () => {
    await send('a@hub.example', '1');
    await send('b@hub.example', '2');
    await send('a@hub.example', '3');
    const page = await (await fetch(`${mailbox.httpUrl}/`)).text();
    expect([...page.matchAll(/href="\/messages\/(\d+)"/g)].map((match) => match[1])).toEqual(['3', '2', '1']);
    expect(page).toMatch(/a@hub\.example<\/span><span class="count">2</);
    const filtered = await (await fetch(`${mailbox.httpUrl}/?to=b%40hub.example`)).text();
    expect([...filtered.matchAll(/href="\/messages\/(\d+)"/g)].map((match) => match[1])).toEqual(['2']);
    expect(page).not.toMatch(/<script/i);
  });

  test('show a mail in a frame that runs nothing and whose links open new windows', async () => {
    await send('a@hub.example');
    const page = await (await fetch(`${mailbox.httpUrl}/messages/1`)).text();
    expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    const mail = await fetch(`${mailbox.httpUrl}/messages/1/html`);
    expect(mail.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await mail.text()).toContain('<base target="_blank">');
  });

  test('say so when there is no such thing', async () => {
    for (const path of ['/messages/7', '/messages/7/html', '/nothing', '/api/messages/7/raw']) {
      expect((await fetch(mailbox.httpUrl + path)).status).toBe(404);
    }
  });

  test('of somebody else change nothing here', async () => {
    const headers = { origin: 'https://evil.example' };
    expect((await fetch(`${mailbox.httpUrl}/fault`, { method: 'POST', headers, body: new URLSearchParams({ mode: 'refuse-550' }) })).status).toBe(403);
    expect((await fetch(`${mailbox.httpUrl}/api/messages`, { method: 'DELETE', headers })).status).toBe(403);
  });

  test('set a fault by form', async () => {
    const answer = await fetch(`${mailbox.httpUrl}/fault`, { method: 'POST', body: new URLSearchParams({ mode: 'refuse-550', to: '', times: '2' }), redirect: 'manual' });
    expect(answer.status).toBe(303);
    expect(await (await fetch(`${mailbox.httpUrl}/api/fault`)).json()).toEqual({ mode: 'refuse-550', times: 2 });
  });
});
