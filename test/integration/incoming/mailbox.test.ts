import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ImapFlow } from 'imapflow';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { builtFile } from '../../../infra/stack/project-files.js';
import { ImapServer } from '../../../infra/testing/imap-server.js';
import { conversationOf } from '../../../libs/mail/conversation/conversation.js';
import { openDatabase } from '../../../libs/platform/db/data-source.js';
import { ActivityLogEntity, IncomingWatchEntity } from '../../../libs/platform/db/entities/index.js';
import { mail } from '../../unit/incoming/sample-mails.js';
import { addExchange, openScene, type Scene } from '../upkeep/scene.js';
import { Loops, until } from './office.js';

// A mailbox on a real IMAP server: what waits there, what arrives, and all that can go wrong on the way.

const ref = 'P2P-2026-0001';
let scene: Scene;
let server: ImapServer;
let loops: Loops;

beforeAll(async () => {
  server = await ImapServer.start();
  scene = await openScene();
  await addExchange(scene, ref, 'signing');
  loops = new Loops(scene);
});
afterEach(() => loops.end());
afterAll(async () => {
  await scene.close();
  await server.stop();
});

let number = 0;
const about = (id: string, text = 'Hello'): Buffer =>
  mail([`From: <blivande${(number += 1)}@elsewhere.example>`, `Message-ID: <${id}@x.example>`, `Subject: ${ref}`], text);
const entries = async (id: string): Promise<number> => (await conversationOf(scene.db.manager, ref)).filter(({ messageId }) => messageId === `${id}@x.example`).length;
const watch = (): Promise<IncomingWatchEntity> => scene.db.manager.findOneByOrFail(IncomingWatchEntity, { id: 1 });
const alarms = (): Promise<ActivityLogEntity[]> => scene.db.manager.findBy(ActivityLogEntity, { kind: 'incoming-mail-stopped' });
const isRead = (one: ReturnType<ImapServer['deliver']>) => () => server.flagsOf(one) === 'S';

async function asPerson<T>(act: (client: ImapFlow) => Promise<T>): Promise<T> {
  const client = new ImapFlow({ host: '127.0.0.1', port: server.port, doSTARTTLS: false, auth: { user: server.user, pass: 'swordfish' }, logger: false });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.logout();
  }
}

describe('an answer in the mailbox', () => {
  test('that waits is taken and marked as read; one that arrives is taken at once', async () => {
    const waiting = server.deliver(about('waits'));
    loops.start(server.url());
    await until('the first is read', isRead(waiting));
    expect(await entries('waits')).toBe(1);
    const arriving = server.deliver(about('arrives'));
    await until('the second is read', isRead(arriving), 10_000);
    expect(await entries('arrives')).toBe(1);
  });

  test('is not taken again after a restart, nor when somebody marks it as unread', async () => {
    const one = server.deliver(about('once'));
    loops.start(server.url());
    await until('it is read', isRead(one));
    await loops.end();
    await asPerson(async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsRemove('1:*', ['\\Seen']);
    });
    expect(server.flagsOf(one)).toBe('');
    loops.start(server.url());
    await until('it is read again', isRead(one));
    expect(await entries('once')).toBe(1);
  });

  test('is not taken again when its folder was deleted and made anew, and what comes then is', async () => {
    await asPerson((client) => client.mailboxCreate('Replies'));
    const first = server.deliver(about('moved'), 'Replies');
    loops.start(server.url('Replies'), { lookEveryMs: 2_000 });
    await until('it is read', isRead(first));
    const validity = (client: ImapFlow) => client.status('Replies', { uidValidity: true }).then((status) => status && status.uidValidity);
    const [before, after] = await asPerson(async (client) => {
      const old = await validity(client);
      await client.mailboxDelete('Replies');
      await client.mailboxCreate('Replies');
      return [old, await validity(client)];
    });
    expect(after).not.toBe(before);
    const again = server.deliver(about('moved'), 'Replies');
    const fresh = server.deliver(about('after-moving'), 'Replies');
    await until('both are read', () => isRead(again)() && isRead(fresh)(), 30_000);
    expect([await entries('moved'), await entries('after-moving')]).toEqual([1, 1]);
  });

  test('is not taken again when the worker was killed between taking it and marking it', async () => {
    const one = server.deliver(about('killed'));
    const modules = ['libs/platform/db/data-source.js', 'libs/mail/incoming/imap-watch.js', 'libs/mail/incoming/mail-source.js', 'libs/mail/incoming/stumbles.js', 'libs/mail/incoming/received-mail.js', 'libs/mail/incoming/take-mail.js'];
    const source = `
      const [{ openDatabase }, { watchMailbox }, { parseMailSource }, { Stumbles }, { readReceivedMail: read }, { takeMail }] = await Promise.all(${JSON.stringify(modules.map(builtFile))}.map((path) => import(path)));
      const db = await openDatabase(${JSON.stringify(scene.config.databaseUrl)}, { connections: 2 });
      const take = async (mail) => { await takeMail({ db, config: ${JSON.stringify({ mail: scene.config.mail })}, read }, mail); process.kill(process.pid, 'SIGKILL'); };
      await watchMailbox({ mailbox: parseMailSource(${JSON.stringify(server.url())}), take, giveUp: async () => {}, looked: async () => {}, log: () => {}, stumbles: new Stumbles(), stopped: new AbortController().signal });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'inherit', 'inherit'] });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect([server.flagsOf(one), await entries('killed')]).toEqual(['', 1]);
    loops.start(server.url());
    await until('it is read', isRead(one));
    expect(await entries('killed')).toBe(1);
  });

  test('is taken once by two workers that watch the same mailbox', async () => {
    const many = Array.from({ length: 20 }, (_, n) => server.deliver(about(`shared-${n}`)));
    for (let n = 0; n < 2; n += 1) loops.start(server.url());
    await until('all are read', () => many.every((one) => isRead(one)()), 30_000);
    for (let n = 0; n < many.length; n += 1) expect(await entries(`shared-${n}`)).toBe(1);
  });

  test('stays unread until it is committed', async () => {
    const away = await openDatabase(scene.config.databaseUrl, { connections: 2 });
    await away.destroy();
    loops.start(server.url(), { db: away });
    const one = server.deliver(about('patient'));
    await until('the database was found away', () => loops.said.includes('a mail could not be taken and stays unread'));
    expect([server.flagsOf(one), await entries('patient')]).toEqual(['', 0]);
    await away.initialize();
    await until('it is read', isRead(one));
    expect(await entries('patient')).toBe(1);
    await loops.end();
    await away.destroy();
  });
});

describe('the server', () => {
  test('that goes away and comes back is watched again, and nothing is lost', async () => {
    loops.start(server.url());
    const before = server.deliver(about('before'));
    await until('the first is read', isRead(before));
    await server.kill();
    const missed = server.deliver(about('missed'));
    await until('the loop says so', () => loops.said.includes('incoming mail is interrupted'));
    await server.bringUp();
    await until('the second is read', isRead(missed));
    const later = server.deliver(about('later'));
    await until('the third is read', isRead(later));
    expect([await entries('before'), await entries('missed'), await entries('later')]).toEqual([1, 1, 1]);
    expect(loops.said.filter((line) => line === 'incoming mail is back')).toHaveLength(1);
    // So short an absence is nobody's alarm.
    expect((await watch()).troubleSince).toBeNull();
  });

  test('that refuses the password is one alarm by its name, without the password, until it takes it', async () => {
    await scene.db.manager.update(IncomingWatchEntity, { id: 1 }, { heardAt: null });
    const raised = (await alarms()).length;
    loops.start(server.url('INBOX', 'wrongword'));
    await until('it was tried three times', () => server.log.split('auth failed').length > 3);
    expect(await watch()).toMatchObject({ code: 'authentication-failed', troubleSince: expect.any(String) });
    expect((await alarms()).slice(raised)).toMatchObject([{ who: 'system', ref: null, detail: { code: 'authentication-failed' } }]);
    expect(loops.lines.filter((line) => line.startsWith('incoming mail is interrupted'))).toEqual(['incoming mail is interrupted: authentication-failed']);
    expect([...loops.lines, JSON.stringify(await alarms())].join()).not.toMatch(/wrongword|office/);
    const waiting = server.deliver(about('locked-out'));
    server.setPassword('wrongword');
    await until('it is read', isRead(waiting), 30_000);
    server.setPassword('swordfish');
    await until('the alarm is over', async () => (await watch()).troubleSince === null);
    expect(await watch()).toMatchObject({ code: null, troubleSince: null });
    expect(await scene.db.manager.countBy(ActivityLogEntity, { kind: 'incoming-mail-back' })).toBeGreaterThan(0);
  });

  test.each([
    ['has no such folder', () => server.url('Nowhere'), 'no-such-folder'],
    ['may not be told what was read', () => server.url('Sealed'), 'read-only-folder'],
    ['is not there', () => 'imap://office:swordfish@127.0.0.1:1/INBOX', 'ECONNREFUSED'],
    ['has a certificate of nobody we know', () => tls(`127.0.0.1:${server.tlsPort}`, 'imaps'), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ])('that %s is named', async (_what, url, code) => {
    await scene.db.manager.update(IncomingWatchEntity, { id: 1 }, { heardAt: null, troubleSince: null, code: null });
    for (const place of ['', 'cur']) chmodSync(join(dirname(server.fileOf(server.deliver(about(`sealed${place}`), 'Sealed'))!), '..', place), 0o500);
    loops.start(url());
    await until('it is written down', async () => (await watch()).code === code);
  });

  test.each([
    ['imaps', () => tls(`127.0.0.1:${server.tlsPort}`, 'imaps')],
    // The same machine under a name that is not taken for it: so STARTTLS is asked for.
    ['STARTTLS', () => tls(`[::ffff:127.0.0.1]:${server.port}`, 'imap')],
  ])('is read by %s when its certificate’s authority is configured', async (how, url) => {
    const waiting = server.deliver(about(`tls-${how}`));
    const logged = server.log.length;
    loops.start(url(), { incomingCa: readFileSync(server.certificate) });
    await until('it is read', isRead(waiting));
    await until('the server wrote it down', () => /Login: user=<office>.* TLS/.test(server.log.slice(logged)));
  });

  const tls = (at: string, scheme: string): string => `${scheme}://office:swordfish@${at}/INBOX`;
});
