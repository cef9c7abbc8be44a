import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { largestMail } from './received-mail.js';
import type { HandedIn, Outcome } from './take-mail.js';

/** What the door needs. */
export interface SmtpDoorInput {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Lower-case addresses that mail is taken for; nobody else's is. */
  addresses: readonly string[];
  take: (mail: HandedIn) => Promise<Outcome>;
  /** Told of what failed; never of whom it concerns. */
  log: (message: string, code: string) => void;
}

/** A listener for incoming mail. */
export interface SmtpDoor {
  readonly port: number;
  close(): Promise<void>;
}

/** How long a client may be silent, and how many may be served at once. */
const silenceMs = 60_000;
const mostClients = 30;
/** How long open deliveries get to finish when the door closes. */
const closeWaitMs = 5_000;

/**
 * Opens a door for mail to the office; rejects if the port is taken. It says 250 only for what is committed, and 451
 * while that is not possible: the sender's server then keeps the mail and tries again.
 */
export async function openSmtpDoor({ host, port, addresses, take, log }: SmtpDoorInput): Promise<SmtpDoor> {
  const server = new SMTPServer({
    banner: 'replies only',
    size: largestMail,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    socketTimeout: silenceMs,
    closeTimeout: closeWaitMs,
    maxClients: mostClients,
    onRcptTo: ({ address }, _session, done) => done(addresses.includes(address.toLowerCase()) ? null : reply(550, '5.1.1 No such mailbox')),
    onData: (stream, session, done) => {
      const { mailFrom } = session.envelope;
      receive(stream, mailFrom ? mailFrom.address : '').then(done, (error: unknown) => {
        log('a mail could not be taken and will be sent again', (error as Error | undefined)?.name ?? 'unknown');
        done(reply(451, '4.3.0 Not now, please try again later'));
      });
    },
  });
  server.on('error', (error: NodeJS.ErrnoException) => log('a connection for incoming mail failed', error.code ?? error.name));
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };

  async function receive(stream: SMTPServerDataStream, envelopeFrom: string): Promise<Error | null> {
    const raw = await readUpTo(stream, largestMail);
    if (!raw || stream.sizeExceeded) return reply(552, '5.3.4 The mail is too large');
    return refusal(await take({ raw, envelopeFrom }));
  }
}

/** Whoever wrote for nobody to read is told so by their own server. What machines sent is swallowed: a refusal would go back to them. */
function refusal(outcome: Outcome): Error | null {
  if (outcome === 'unknown') return reply(550, '5.7.1 Please answer one of our mails, or put the reference of the exchange into the subject');
  if (outcome === 'unreadable' || outcome === 'failed') return reply(554, '5.6.0 This mail cannot be read');
  if (outcome === 'ignored-flood') return reply(550, '5.7.1 Too many mails in one hour');
  return null;
}

/** The whole mail, or undefined if it is longer; the rest is read and forgotten, so that the client hears the answer. */
async function readUpTo(stream: SMTPServerDataStream, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= most) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length <= most ? Buffer.concat(chunks) : undefined;
}

function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
