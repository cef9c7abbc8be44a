import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { freePorts } from '../../../infra/stack/ports.js';
import { conversationOf } from '../../../libs/conversation/conversation.js';
import { openDatabase } from '../../../libs/db/data-source.js';
import { ConversationEntity } from '../../../libs/db/entities/index.js';
import { IncomingMail } from '../../../libs/mail/incoming/incoming-mail.js';
import { takeMail } from '../../../libs/mail/incoming/take-mail.js';
import { openSmtpDoor, type SmtpDoor } from '../../../libs/mail/incoming/smtp-door.js';
import { exchangeAbsence, mail } from '../../unit/incoming/sample-mails.js';
import { addExchange, openScene, type Scene } from '../upkeep/scene.js';
import { send, sendUnannounced, until } from './office.js';
import { TinyImapServer } from './tiny-imap-server.js';

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
    openSmtpDoor({ host: '127.0.0.1', port: 0, addresses: ['exchanges@programme.example'], take: (handed) => takeMail(db, scene.config, handed), log: (message, code) => logged.push(`${message}: ${code}`) });
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
    const away = await openDatabase(scene.config.databaseUrl, 2);
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
  const running: { loop: IncomingMail; over: Promise<void> }[] = [];
  const outcomes: string[] = [];
  const start = (incomingUrl: string): IncomingMail => {
    const loop = new IncomingMail(scene.db, { mail: { ...scene.config.mail, incomingUrl } }, (_level, message, code) => void outcomes.push(`${message}: ${code}`));
    running.push({ loop, over: loop.run() });
    return loop;
  };
  afterEach(async () => {
    for (const { loop, over } of running.splice(0)) {
      loop.stop();
      await over;
    }
    outcomes.length = 0;
  });

  test('without a source is over at once', async () => {
    await new IncomingMail(scene.db, scene.config, () => undefined).run();
  });

  test('listens, and takes the port over from a process that ended', async () => {
    const [port] = await freePorts(1);
    const first = start(`smtp://127.0.0.1:${port}`);
    await until('the first listens', async () => (await send(port!, about('turn-1@x.example'))) === '250');
    start(`smtp://127.0.0.1:${port}`);
    await until('the second waits', () => outcomes.includes('incoming mail is interrupted: EADDRINUSE'));
    first.stop();
    await until('the second listens', async () => (await send(port!, about('turn-2@x.example'))) === '250');
    expect(await heard('turn-2@x.example')).toBe(true);
  });

  test('watches a mailbox: what waits, what arrives, and after the server was away', async () => {
    const server = await new TinyImapServer().start();
    const waiting = server.deliver(about('imap-1@x.example'));
    start(`imap://office:swordfish@127.0.0.1:${server.port}/INBOX`);
    await until('the first is read', () => waiting.flags.has('\\Seen'));
    expect(await heard('imap-1@x.example')).toBe(true);
    expect(waiting.flags.has('\\Flagged')).toBe(false);

    await until('it idles', () => server.commands.includes('IDLE'));
    const arriving = server.deliver(about('imap-2@x.example'));
    await until('the second is read', () => arriving.flags.has('\\Seen'));

    const { port } = server;
    await server.stop();
    const missed = server.deliver(about('imap-3@x.example'));
    await until('the loop says so', () => outcomes.some((line) => line.startsWith('incoming mail is interrupted')));
    await server.start(port);
    await until('the third is read', () => missed.flags.has('\\Seen'));
    expect(await heard('imap-3@x.example')).toBe(true);
    running[0]!.loop.stop();
    await running[0]!.over;
    await server.stop();
  });

  test('leaves a mail unread until it is committed, and flags what people should look at', async () => {
    const server = await new TinyImapServer().start();
    const away = await openDatabase(scene.config.databaseUrl, 2);
    await away.destroy();
    const loop = new IncomingMail(away, { mail: { ...scene.config.mail, incomingUrl: `imap://office:swordfish@127.0.0.1:${server.port}` } }, (_level, message) => void outcomes.push(message));
    const over = loop.run();
    const good = server.deliver(about('imap-4@x.example'));
    await until('the database was found away', () => outcomes.includes('a mail could not be taken and stays unread'));
    expect(good.flags.has('\\Seen')).toBe(false);
    await away.initialize();
    const offer = server.deliver(mail(['From: <x@elsewhere.example>', 'Message-ID: <imap-5@x.example>'], 'Buy'));
    const huge = server.deliver(about('imap-6@x.example', 'x'.repeat(10_000_001)));
    await until('all are read', () => [good, offer, huge].every(({ flags }) => flags.has('\\Seen')));
    expect([good, offer, huge].map(({ flags }) => flags.has('\\Flagged'))).toEqual([false, true, true]);
    expect(server.commands.filter((command) => command.includes(`FETCH ${huge.uid} `) && command.includes('BODY'))).toEqual([]);
    expect([await heard('imap-4@x.example'), await heard('imap-6@x.example')]).toEqual([true, false]);
    loop.stop();
    await over;
    await server.stop();
    await away.destroy();
  });

  test('names a wrong password by its code and never repeats it', async () => {
    const server = await new TinyImapServer().start();
    start(`imap://office:wrongword@127.0.0.1:${server.port}`);
    await until('the login failed', () => outcomes.includes('incoming mail is interrupted: authentication-failed'));
    expect(outcomes.join()).not.toContain('wrongword');
    running[0]!.loop.stop();
    await running[0]!.over;
    await server.stop();
  });
});
