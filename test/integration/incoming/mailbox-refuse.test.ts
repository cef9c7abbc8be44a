import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chmodSync } from 'node:fs';
import { ImapServer, type DeliveredMail } from '../../../infra/testing/imap-server.js';
import { addressProblems } from '../../../libs/mail/conversation/address-problems.js';
import { ContactEntity, ConversationEntity, IncomingMailEntity, IncomingWatchEntity } from '../../../libs/platform/db/entities/index.js';
import { lookAtHealth } from '../../../libs/operations/health/look-at-health.js';
import { exchangeAbsence, mail } from '../../unit/incoming/sample-mails.js';
import { eximReport, exchangeReport, exchangeServerReport, gmailReport, postfixReport } from '../../unit/incoming/sample-reports.js';
import { addExchange, openScene, type Scene } from '../upkeep/scene.js';
import { Loops, ourMail, until } from './office.js';

// Mails on a real IMAP server that want to stop whoever reads them. After each the next mail is taken.

const ref = 'P2P-2026-0001';
let scene: Scene;
let server: ImapServer;
let loops: Loops;
/** Host contact of the exchange. */
let host: ContactEntity;

beforeAll(async () => {
  server = await ImapServer.start();
  scene = await openScene();
  await addExchange(scene, ref, 'signing');
  host = await scene.db.manager.findOneByOrFail(ContactEntity, { id: 'blivande-manager' });
  loops = new Loops(scene);
});
beforeEach(async () => {
  await scene.db.manager.clear(IncomingMailEntity);
  await scene.db.manager.update(IncomingWatchEntity, { id: 1 }, { heardAt: null, troubleSince: null, code: null });
});
afterEach(() => loops.end());
afterAll(async () => {
  await scene.close();
  await server.stop();
});

let number = 0;
const headers = (id: string, ...more: string[]): string[] => [`From: <x${(number += 1)}@elsewhere.example>`, `Message-ID: <${id}@x.example>`, `Subject: ${ref}`, ...more];
const plain = (id: string): Buffer => mail(headers(id), 'Hello');
const entry = (id: string): Promise<ConversationEntity | null> => scene.db.manager.findOneBy(ConversationEntity, { messageId: `${id}@x.example` });
const flags = (one: DeliveredMail): string => server.flagsOf(one);
const allRead = (...mails: DeliveredMail[]) => () => mails.every((one) => flags(one).includes('S'));
const troubles = async (): Promise<string[]> => {
  const conditions = await lookAtHealth({ db: scene.db.manager, client: scene.client });
  return conditions.filter(({ name }) => name === 'incoming-mail').flatMap(({ items }) => items.map(({ text }) => text));
};

/** Delivers a mail and one after it, and waits until both were looked at. */
async function delivered(raw: Buffer, mark = ''): Promise<DeliveredMail> {
  const id = `next-${(number += 1)}`;
  const one = server.deliver(raw, 'INBOX', mark);
  const next = server.deliver(plain(id));
  loops.start(server.url());
  await until('both were looked at', allRead(one, next), 30_000);
  expect([flags(next), (await entry(id))?.text]).toEqual(['S', 'Hello']);
  return one;
}

describe('a mail', () => {
  test('of 30 MB is told to the office with its beginning, and flagged', async () => {
    const attachment = ['--b', 'Content-Type: video/mp4', 'Content-Disposition: attachment; filename="visit.mp4"', 'Content-Transfer-Encoding: base64', '', `${'AAAA'.repeat(19)}\r\n`.repeat(400_000), '--b--'];
    const raw = mail(headers('huge', 'Content-Type: multipart/mixed; boundary=b'), ['--b', 'Content-Type: text/plain', '', 'Here is our film.', '', ...attachment]);
    expect(raw.length).toBeGreaterThan(30_000_000);
    expect(flags(await delivered(raw))).toBe('FS');
    expect(await entry('huge')).toMatchObject({ text: 'Here is our film.', missing: 'too-large', attachments: [{ name: 'visit.mp4' }] });
    expect(await troubles()).toEqual([]);
  });

  test('nested so deeply that it cannot be read is told with its subject, and flagged', async () => {
    const nested = Array.from({ length: 500 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join('');
    const raw = Buffer.from(`${headers('nested').join('\r\n')}\r\n${nested}Hello`);
    expect(flags(await delivered(raw))).toBe('FS');
    expect(await entry('nested')).toMatchObject({ text: '', subject: ref, missing: 'unreadable' });
  });

  test.each([
    ['whose header is endless', 'bloated', (id: string) => Buffer.from(`${headers(id).join('\r\n')}\r\n${`X-Y: ${'z'.repeat(900)}\r\n`.repeat(700)}\r\nHello`)],
    ['of a million lines', 'lines', (id: string) => mail(headers(id), '\r\n'.repeat(1_000_000))],
  ])('%s is told with its subject, and flagged', async (_what, id, raw) => {
    expect(flags(await delivered(raw(id)))).toBe('FS');
    expect(await entry(id)).toMatchObject({ text: '', subject: ref, missing: 'unreadable' });
  });

  test.each([
    ['a boundary that never comes', mail(headers('cut', 'Content-Type: multipart/mixed; boundary=b'), ['--b', 'Content-Type: text/plain', '', 'Hello']), 'Hello'],
    ['parts that overlap', mail(headers('overlap', 'Content-Type: multipart/alternative; boundary=b'), ['--b', 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'Hello', '--b--']), 'Hello'],
    ['base64 that is none', mail(headers('base64', 'Content-Transfer-Encoding: base64'), '!!!not base64!!!'), undefined],
    ['NUL bytes', mail(headers('nul'), 'a\u0000b'), undefined],
    ['a charset that nobody knows', mail(headers('charset', 'Content-Type: text/plain; charset=x-klingon'), 'Hello'), 'Hello'],
    ['bytes of no charset', Buffer.concat([mail(headers('bytes'), 'Hello'), Buffer.from([0xff, 0xfe, 0xc0, 0x80])]), undefined],
    ['no body', mail(headers('empty'), ''), ''],
    ['no empty line after its header', Buffer.from(headers('headless').join('\r\n')), ''],
    ['bare line feeds', Buffer.from(mail(headers('linefeeds'), 'Hello').toString().replaceAll('\r\n', '\n')), 'Hello'],
  ])('with %s is taken', async (_what, raw, text) => {
    const id = /Message-ID: <(.*)@x/.exec(raw.toString('latin1'))![1]!;
    expect(flags(await delivered(raw))).toBe('S');
    const taken = await entry(id);
    expect(taken?.missing).toBeNull();
    if (text !== undefined) expect(taken?.text).toBe(text);
    expect(taken?.text).not.toContain('\u0000');
  });

  test('that its own server cannot read is left to people after a few tries, and told', async () => {
    loops.start(server.url());
    const [one, next] = [server.deliver(plain('unserved')), server.deliver(plain('behind'))];
    // The server says how it fails only when it opens the file.
    chmodSync(server.fileOf(one)!, 0o000);
    await until('the next is read', allRead(next));
    await until('it is given up', allRead(one), 45_000);
    expect(flags(one)).toBe('FS');
    await until('the mailbox is read again', async () => (await troubles()).length === 1);
    expect(await troubles()).toEqual(['1 mail could not be had from the mailbox’s server']);
  });

  test('over which the server ends every connection is left to people after a few tries, and told', async () => {
    // Maildir keeps a mail's size in its name; where that is wrong, Dovecot breaks off in the middle of the mail.
    const one = await delivered(plain('missized'), ',S=50000,W=50100');
    expect(flags(one)).toBe('FS');
    expect(loops.said).toContain('incoming mail is interrupted');
    await until('the mailbox is read again', async () => (await troubles()).length === 1);
    expect(await troubles()).toEqual(['1 mail could not be had from the mailbox’s server']);
    expect(await scene.db.manager.findOneByOrFail(IncomingWatchEntity, { id: 1 })).toMatchObject({ troubleSince: null });
  });

  test('that the database refuses is left to people after a few tries, and told; once that is mended it can be taken', async () => {
    await scene.db.query(`alter table conversation add constraint no_poison check (text <> 'Poison')`);
    const one = await delivered(mail(headers('poison'), 'Poison'));
    expect(flags(one)).toBe('FS');
    expect(await troubles()).toEqual(['1 mail could not be written down']);
    await loops.end();
    await scene.db.query('alter table conversation drop constraint no_poison');
    const again = server.deliver(mail(headers('poison'), 'Poison'));
    loops.start(server.url());
    await until('it is read', allRead(again));
    expect(await entry('poison')).toMatchObject({ text: 'Poison' });
  });
});

test('two hundred mails at once are all taken, and the one after them', async () => {
  const contacts = Array.from({ length: 200 }, (_, n) => server.deliver(mail([`From: <${n < 10 ? host.email : `y${n}@elsewhere.example`}>`, `Message-ID: <mass-${n}@x.example>`, `Subject: ${ref}`], 'Hello')));
  loops.start(server.url());
  await until('all were looked at', allRead(...contacts), 45_000);
  const last = server.deliver(mail([`From: <${host.email}>`, 'Message-ID: <last@x.example>', `Subject: ${ref}`], 'Hello'));
  await until('the last is read', allRead(last));
  // Those of the contact are there, and as many of strangers as may write about one exchange in an hour; the rest is flagged.
  for (let n = 0; n < 10; n += 1) expect(await entry(`mass-${n}`)).not.toBeNull();
  expect(await entry('last')).not.toBeNull();
  const flagged = contacts.filter((one) => flags(one) === 'FS').length;
  expect(flagged).toBeGreaterThanOrEqual(150);
  expect(await troubles()).toEqual([`${flagged} mails left out, because one sender or strangers wrote too many in an hour`]);
});

describe('what machines send', () => {
  test.each([
    ['Postfix', postfixReport],
    ['Exim', eximReport],
    ['Exchange Online', exchangeReport],
    ['Exchange Server', exchangeServerReport],
    ['Gmail', gmailReport],
  ])('a report by %s marks the address once; forged ones do nothing', async (server_, report) => {
    await scene.db.query('delete from address_problem');
    const sent = await ourMail(scene, { businessKey: `asked ${server_}`, recipientId: host.id, ref });
    const [forged, foreign, real, again] = [
      report({ originalId: `${'99'.repeat(20)}@programme.example`, recipient: host.email, id: `forged-${number}@mail.example` }),
      report({ originalId: sent.messageId, recipient: 'director@blivande.example', id: `foreign-${number}@mail.example` }),
      report({ originalId: sent.messageId, recipient: host.email, id: `real-${number}@mail.example` }),
      report({ originalId: sent.messageId, recipient: host.email, id: `again-${(number += 1)}@mail.example` }),
    ].map((raw) => server.deliver(raw));
    loops.start(server.url());
    await until('the forged ones were looked at', allRead(forged!, foreign!, real!, again!));
    expect([forged, foreign, real, again].map((one) => flags(one!))).toEqual(['S', 'S', 'S', 'S']);
    const outcomes: { outcome: string }[] = await scene.db.query('select outcome from incoming_mail order by at, outcome');
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['bounce', 'bounce', 'ignored-foreign-report', 'ignored-foreign-report']);
    expect([...(await addressProblems(scene.db.manager, [host.id])).values()]).toMatchObject([{ address: host.email, outboxId: sent.id }]);
  });

  test('absences, and our own mails that come back to us, end in the mailbox', async () => {
    const own = `${'77'.repeat(20)}@programme.example`;
    const mails = [
      exchangeAbsence(),
      mail(headers('auto', 'Auto-Submitted: auto-replied'), 'Away.'),
      mail([`From: <${host.email}>`, `Message-ID: <${own}>`, `Subject: ${ref}`], 'Please answer.'),
      mail([`From: <${scene.config.mail.from.address}>`, 'Message-ID: <loop@x.example>', `Subject: ${ref}`], 'Please answer.'),
    ].map((raw) => server.deliver(raw));
    const [entries, sent] = await Promise.all([scene.db.manager.count(ConversationEntity), scene.db.query('select count(*) from outbox')]);
    loops.start(server.url());
    await until('all were looked at', allRead(...mails));
    expect(mails.map(flags)).toEqual(['S', 'S', 'S', 'S']);
    expect(await scene.db.manager.count(ConversationEntity)).toBe(entries);
    expect(await scene.db.query('select count(*) from outbox')).toEqual(sent);
  });
});
