import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { freePorts } from '../../../infra/stack/ports.js';
import { conversationOf } from '../../../libs/mail/conversation/conversation.js';
import { openDatabase } from '../../../libs/platform/db/data-source.js';
import { ConversationEntity, IncomingWatchEntity } from '../../../libs/platform/db/entities/index.js';
import { IncomingMail } from '../../../libs/mail/incoming/incoming-mail.js';
import { readReceivedMail } from '../../../libs/mail/incoming/received-mail.js';
import { takeMail } from '../../../libs/mail/incoming/take-mail.js';
import { openSmtpDoor, type SmtpDoor } from '../../../libs/mail/incoming/smtp-door.js';
import { exchangeAbsence, mail } from '../../unit/incoming/sample-mails.js';
import { addExchange, openScene, type Scene } from '../upkeep/scene.js';
import { Loops, send, sendUnannounced, until } from './office.js';

const ref = 'P2P-2026-0001';
let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
  await addExchange(scene, ref, 'signing');
});
afterAll(() => scene.close());

const about = (id: string, text = 'Hello'): Buffer => mail(['From: <blivande@elsewhere.example>', `Message-ID: <${id}>`, `Subject: ${ref}`], text);
const heard = async (id: string): Promise<boolean> => scene.db.manager.existsBy(ConversationEntity, { messageId: id });

describe('the SMTP door', () => {
  let door: SmtpDoor;
  const logged: string[] = [];
  const open = (db = scene.db): Promise<SmtpDoor> =>
    openSmtpDoor({ host: '127.0.0.1', port: 0, addresses: ['exchanges@programme.example'], take: (handed) => takeMail({ db, config: scene.config, read: readReceivedMail }, handed), log: (message, code) => logged.push(`${message}: ${code}`) });
  beforeEach(async () => {
    door = await open();
  });
  afterEach(() => door.close());

  test('takes an answer once, however often it is sent', async () => {
    expect(await Promise.all([1, 2, 3].map(() => send(door.port, about('smtp-1@x.example'))))).toEqual(['250', '250', '250']);
    expect((await conversationOf(scene.db.manager, ref)).filter(({ messageId }) => messageId === 'smtp-1@x.example')).toHaveLength(1);
  });

  test('is no way to anybody else', async () => {
    expect(await send(door.port, about('relay@x.example'), { to: 'victim@elsewhere.example' })).toBe('550 5.1.1');
    expect(await heard('relay@x.example')).toBe(false);
  });

  test('refuses 10 MB, announced or not, and takes the next mail', async () => {
    const big = about('big@x.example', `${'x'.repeat(998)}\r\n`.repeat(10_100));
    expect(await send(door.port, big)).toMatch(/^552/);
    expect(await sendUnannounced(door.port, big)).toMatch(/^552/);
    expect(await heard('big@x.example')).toBe(false);
    expect(await send(door.port, about('small@x.example'))).toBe('250');
  });

  test('tells a stranger’s server that nobody will read the mail, and a machine nothing', async () => {
    expect(await send(door.port, mail(['From: <x@elsewhere.example>', 'Message-ID: <lost@x.example>', 'Subject: Offer'], 'Buy'))).toBe('550 5.7.1');
    expect(await send(door.port, exchangeAbsence())).toBe('250');
    expect(await send(door.port, mail(['From: <x@elsewhere.example>', 'Message-ID: <gone@x.example>'], 'failed'), { from: '' })).toBe('250');
  });

  test('asks to come again while the database is away', async () => {
    const away = await openDatabase(scene.config.databaseUrl, { connections: 2 });
    const shaky = await open(away);
    await away.destroy();
    expect(await send(shaky.port, about('patient@x.example'))).toBe('451 4.3.0');
    expect(logged.at(-1)).toMatch(/^a mail could not be taken and will be sent again/);
    await away.initialize();
    expect(await send(shaky.port, about('patient@x.example'))).toBe('250');
    expect(await heard('patient@x.example')).toBe(true);
    await shaky.close();
    await away.destroy();
  });
});

describe('the loop', () => {
  let loops: Loops;
  beforeEach(() => void (loops = new Loops(scene)));
  afterEach(() => loops.end());
  const watch = (): Promise<IncomingWatchEntity> => scene.db.manager.findOneByOrFail(IncomingWatchEntity, { id: 1 });

  test('without a source is over at once, and nobody misses it', async () => {
    await scene.db.manager.update(IncomingWatchEntity, { id: 1 }, { heardAt: '2026-01-01T00:00:00.000Z', troubleSince: '2026-01-01T00:00:00.000Z', code: 'gone' });
    await new IncomingMail({ db: scene.db, config: scene.config, read: readReceivedMail }, () => undefined).run();
    expect(await watch()).toMatchObject({ heardAt: null, troubleSince: null, code: null });
  });

  test('listens, and takes the port over from a process that ended; that it waited is no trouble', async () => {
    const [port] = await freePorts(1);
    const first = loops.start(`smtp://127.0.0.1:${port}`);
    await until('the first listens', async () => (await send(port!, about('turn-1@x.example'))) === '250');
    loops.start(`smtp://127.0.0.1:${port}`);
    await until('the second waits', () => loops.lines.includes('incoming mail is interrupted: EADDRINUSE'));
    expect(await watch()).toMatchObject({ heardAt: expect.any(String), troubleSince: null });
    first.stop();
    await until('the second listens', async () => (await send(port!, about('turn-2@x.example'))) === '250');
    expect(await heard('turn-2@x.example')).toBe(true);
  });

  test('whose port somebody else has is one trouble', async () => {
    await scene.db.manager.update(IncomingWatchEntity, { id: 1 }, { heardAt: null });
    const stranger = createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    loops.start(`smtp://127.0.0.1:${(stranger.address() as AddressInfo).port}`);
    await until('it is written down', async () => (await watch()).code === 'EADDRINUSE');
    stranger.close();
    await until('it is over', async () => (await watch()).troubleSince === null);
  });

  test('tells a server whose mail the database refuses again and again that it will not be taken', async () => {
    await scene.db.query(`alter table conversation add constraint no_poison check (text <> 'Poison')`);
    const [port] = await freePorts(1);
    loops.start(`smtp://127.0.0.1:${port}`);
    const poison = about('poison@x.example', 'Poison');
    const answers: string[] = [];
    await until('it listens', async () => (await send(port!, about('before-poison@x.example'))) === '250');
    for (let n = 0; n < 3; n += 1) answers.push(await send(port!, poison));
    expect(answers).toEqual(['451 4.3.0', '451 4.3.0', '554 5.6.0']);
    expect(await send(port!, about('after-poison@x.example'))).toBe('250');
    await scene.db.query('alter table conversation drop constraint no_poison');
    expect(await send(port!, poison)).toBe('250');
  });
});
