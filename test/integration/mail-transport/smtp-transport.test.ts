import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { composeMessage } from '../../../libs/mail/compose/message.js';
import { createSmtpTransport, type SmtpTransport, type SmtpTransportOptions } from '../../../libs/mail/transport/smtp-transport.js';
import { brand, content, envelope } from '../../unit/mail/sample-mail.js';
import { afterwards, closeServers, mailServer, refusal, scriptedServer } from './mail-servers.js';

const mail = composeMessage(envelope, content, brand);
afterEach(closeServers);

function transportTo(port: number, options: Partial<SmtpTransportOptions> = {}): SmtpTransport {
  const transport = createSmtpTransport({ url: `smtp://127.0.0.1:${port}`, ...options });
  afterwards(() => transport.close());
  return transport;
}

describe('the mail server answers', () => {
  test('yes: sent, one recipient, the composed bytes', async () => {
    const server = await mailServer();
    await expect(transportTo(server.port).send(mail)).resolves.toEqual({ kind: 'sent', code: 'sent' });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toContain('Message-ID: <P2P-2026-0042.h1.1@programme.example>');
  });

  test('twice the same mail: the same bytes', async () => {
    const server = await mailServer();
    const transport = transportTo(server.port);
    await transport.send(mail);
    await transport.send(mail);
    expect(server.received).toHaveLength(2);
    expect(server.received[1]).toBe(server.received[0]);
  });

  test.each([550, 551, 552, 553, 554])('%i to the recipient: refused', async (code) => {
    const server = await mailServer({ onRcptTo: (_to, _session, done) => done(refusal(code)) });
    await expect(transportTo(server.port).send(mail)).resolves.toEqual({ kind: 'refused', code: `smtp-${code}` });
  });

  test.each([451, 452, 450])('%i to the recipient: later', async (code) => {
    const server = await mailServer({ onRcptTo: (_to, _session, done) => done(refusal(code)) });
    await expect(transportTo(server.port).send(mail)).resolves.toEqual({ kind: 'later', code: `smtp-${code}` });
  });

  test('the same without pipelining', async () => {
    const server = await mailServer({ hidePIPELINING: true, onRcptTo: (_to, _session, done) => done(refusal(550)) });
    await expect(transportTo(server.port).send(mail)).resolves.toEqual({ kind: 'refused', code: 'smtp-550' });
  });

  test.each<[number, string]>([
    [554, 'refused'],
    [552, 'refused'],
    [451, 'later'],
    [421, 'later'],
  ])('%i to the whole mail: %s', async (code, kind) => {
    const server = await mailServer({
      onData: (stream, _session, done) => void stream.resume().on('end', () => done(refusal(code))),
    });
    await expect(transportTo(server.port).send(mail)).resolves.toEqual({ kind, code: `smtp-${code}` });
  });

  test('a mail beyond its limit: refused before it is sent', async () => {
    const server = await mailServer({ size: 1000 });
    await expect(transportTo(server.port).send(mail)).resolves.toEqual({ kind: 'refused', code: 'message-too-large' });
  });

  test.each([550, 553, 530])('%i to our own address: gate', async (code) => {
    const server = await mailServer({ onMailFrom: (_from, _session, done) => done(refusal(code)) });
    await expect(transportTo(server.port).send(mail)).resolves.toEqual({ kind: 'gate', code: `smtp-${code}` });
  });

  test('535 to the login: gate; 454: later', async () => {
    let code = 535;
    const server = await mailServer({ onAuth: (_auth, _session, done) => done(refusal(code)) });
    const url = `smtp://sender:wrong@127.0.0.1:${server.port}`;
    await expect(transportTo(server.port, { url }).send(mail)).resolves.toEqual({ kind: 'gate', code: 'smtp-535' });
    code = 454;
    await expect(transportTo(server.port, { url }).send(mail)).resolves.toEqual({ kind: 'later', code: 'smtp-454' });
  });

  test('a login is wanted and none configured: gate', async () => {
    const server = await mailServer({ authOptional: false });
    await expect(transportTo(server.port).send(mail)).resolves.toEqual({ kind: 'gate', code: 'smtp-530' });
  });

  test.each<[string, string, string]>([
    ['421 too busy\r\n', 'later', 'smtp-421'],
    ['554 go away\r\n', 'gate', 'smtp-554'],
  ])('%j as greeting: %s', async (greeting, kind, code) => {
    const server = await scriptedServer({ greeting });
    await expect(transportTo(server.port).send(mail)).resolves.toEqual({ kind, code });
  });

  test('with a certificate that nobody vouches for: gate', async () => {
    const server = await mailServer({ disabledCommands: [], logger: false });
    await expect(transportTo(server.port).send(mail)).resolves.toEqual({ kind: 'gate', code: 'tls-certificate' });
    expect(server.received).toEqual([]);
  });
});

describe('the connection', () => {
  test('is refused: later', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    await expect(transportTo(port).send(mail)).resolves.toEqual({ kind: 'later', code: 'connection-refused' });
  });

  test('leads to a name that does not exist: later', async () => {
    const transport = transportTo(25, { url: 'smtp://no-such-host.invalid:25' });
    await expect(transport.send(mail)).resolves.toEqual({ kind: 'later', code: 'dns' });
  });

  test('never brings a greeting: later', async () => {
    const server = await scriptedServer({ greeting: '' });
    await expect(transportTo(server.port, { greetingTimeoutMs: 100 }).send(mail)).resolves.toEqual({ kind: 'later', code: 'timeout-greeting' });
  });

  test('breaks in the middle of a long mail: later', async () => {
    const server = await scriptedServer({ inBody: (socket) => socket.resetAndDestroy() });
    const long = composeMessage({ ...envelope, attachments: [{ filename: 'a.bin', contentType: 'application/octet-stream', content: Buffer.alloc(12_000_000) }] }, content, brand);
    await expect(transportTo(server.port).send(long)).resolves.toEqual({ kind: 'later', code: 'connection-lost' });
  });

  test('breaks after the final dot: ambiguous, and the mail is not sent again behind our back', async () => {
    const server = await scriptedServer({ onDot: (socket) => socket.destroy() });
    await expect(transportTo(server.port).send(mail)).resolves.toEqual({ kind: 'ambiguous', code: 'connection-lost' });
    expect(server.connections()).toBe(1);
  });

  test('breaks after the final dot and half a reply: ambiguous', async () => {
    const server = await scriptedServer({ onDot: (socket) => socket.end('550 5.1') });
    await expect(transportTo(server.port).send(mail)).resolves.toEqual({ kind: 'ambiguous', code: 'connection-lost' });
  });

  test('falls silent after the final dot: ambiguous', async () => {
    const server = await scriptedServer({ onDot: () => undefined });
    await expect(transportTo(server.port, { socketTimeoutMs: 150 }).send(mail)).resolves.toEqual({ kind: 'ambiguous', code: 'timeout' });
  });

  test('trickles a reply without end: the limit for one mail ends it, ambiguous', async () => {
    const server = await scriptedServer({
      onDot: (socket) => {
        const trickle = setInterval(() => socket.write('250-still thinking\r\n'), 20);
        socket.once('close', () => clearInterval(trickle));
      },
    });
    await expect(transportTo(server.port, { sendTimeoutMs: 300 }).send(mail)).resolves.toEqual({ kind: 'ambiguous', code: 'timeout-send' });
  });

  test('that lay idle was closed by the server: the next mail goes over a new one, once', async () => {
    const server = await mailServer();
    const transport = transportTo(server.port);
    await expect(transport.send(mail)).resolves.toMatchObject({ kind: 'sent' });
    // The client has not noticed yet when the next mail is handed to the connection.
    server.hangUp();
    await expect(transport.send(mail)).resolves.toMatchObject({ kind: 'sent' });
    expect(server.received).toHaveLength(2);
  });
});

describe('the transport', () => {
  test('sends many mails over few connections', async () => {
    const server = await mailServer();
    const transport = transportTo(server.port, { maxConnections: 2 });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => transport.send(mail)));
    expect(outcomes.filter(({ kind }) => kind === 'sent')).toHaveLength(20);
    expect(server.received).toHaveLength(20);
  });

  test('lets mails under way end when it closes, and takes none afterwards', async () => {
    const server = await mailServer();
    const transport = transportTo(server.port);
    const sending = transport.send(mail);
    await transport.close();
    await expect(sending).resolves.toMatchObject({ kind: 'sent' });
    await expect(transport.send(mail)).resolves.toEqual({ kind: 'later', code: 'transport-closed' });
  });

  test('refuses a mail to two recipients as a mistake of ours', async () => {
    const server = await mailServer();
    const two = { ...mail, to: [{ name: '', address: 'a@hub.example' }, { name: '', address: 'b@hub.example' }] };
    await expect(transportTo(server.port).send(two)).rejects.toThrow(TypeError);
    expect(server.received).toEqual([]);
  });
});
