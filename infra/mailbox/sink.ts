import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { FaultSwitch, type Fault } from './fault.js';
import type { MailStore } from './store.js';

/** The receiving side: takes every mail for every address, and fails on request. */
export interface MailSink {
  /** The same port also after it refused connections for a while. */
  readonly port: number;
  readonly fault: Fault;
  /** Starts or ends a fault; resolves when it is in force. */
  setFault(fault: Fault): Promise<void>;
  close(): Promise<void>;
}

/** Largest mail in bytes; real servers take about as much. */
const LARGEST_MAIL = 30 * 1024 * 1024;

/** Listens on 127.0.0.1; rejects if the port is taken. Answers 250 only for a mail that the store holds. */
export async function startMailSink(store: MailStore, wantedPort: number): Promise<MailSink> {
  const faults = new FaultSwitch();
  const sockets = new Map<number, Socket>();
  let server: SMTPServer | undefined;
  let port = wantedPort;

  await listen();

  return {
    get port() {
      return port;
    },
    get fault() {
      return faults.current;
    },
    async setFault(fault) {
      if (fault.mode === 'connection-refused') await stop();
      faults.set(fault);
      if (fault.mode !== 'connection-refused' && server === undefined) await listen();
    },
    close: stop,
  };

  async function listen(): Promise<void> {
    const next = new SMTPServer({
      name: 'mailbox.example',
      banner: 'development mailbox',
      size: LARGEST_MAIL,
      authOptional: true,
      // Nothing leaves this machine, so there is nothing to encrypt.
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      disableReverseLookup: true,
      onAuth: (auth, _session, done) =>
        faults.strikes('auth-535') ? done(reply(535, 'Authentication failed')) : done(null, { user: auth.username ?? 'anybody' }),
      onMailFrom: (_address, _session, done) =>
        // Without a login the client would never meet the fault; with an address, the recipient's line tells whether it is meant.
        faults.current.to === undefined && faults.strikes('auth-535') ? done(reply(535, 'Authentication failed')) : done(),
      onRcptTo: (recipient, _session, done) => done(refusal(recipient.address)),
      onData: (stream, session, done) => {
        receive(stream, session).then(
          (answer) => (answer ? done() : sockets.get(session.remotePort)?.destroy()),
          () => done(reply(451, 'Mail could not be stored')),
        );
      },
    });
    next.on('error', () => undefined);
    next.server.on('connection', (socket: Socket) => {
      const remotePort = socket.remotePort ?? 0;
      sockets.set(remotePort, socket);
      socket.once('close', () => sockets.delete(remotePort));
    });
    await new Promise<void>((resolve, reject) => {
      next.server.once('error', reject);
      next.listen(port, '127.0.0.1', resolve);
    });
    server = next;
    port = (next.server.address() as AddressInfo).port;
  }

  async function stop(): Promise<void> {
    const stopping = server;
    server = undefined;
    if (stopping === undefined) return;
    await new Promise<void>((resolve) => {
      stopping.close(resolve);
      sockets.forEach((socket) => socket.destroy());
    });
  }

  function refusal(recipient: string): Error | null {
    if (faults.strikes('refuse-451', recipient)) return reply(451, '4.3.0 Try again later');
    if (faults.strikes('refuse-550', recipient)) return reply(550, '5.1.1 No such mailbox');
    if (faults.strikes('auth-535', recipient)) return reply(535, 'Authentication failed');
    return null;
  }

  /** Stores the mail; false if the client must not get an answer. */
  async function receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<boolean> {
    const recipients = session.envelope.rcptTo.map(({ address }) => address);
    const mail = await buffer(stream);
    // The server refuses such a mail by itself.
    if (stream.sizeExceeded) return true;
    await store.append(recipients, mail);
    return !recipients.some((recipient) => faults.strikes('drop-after-data', recipient));
  }
}

function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
