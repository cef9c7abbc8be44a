import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPPool from 'nodemailer/lib/smtp-pool';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import { isLoopback } from '../../platform/config/loopback.js';
import type { ComposedMail } from '../compose/message.js';
import { classifyFailure, type SendFailure, type SendOutcome } from './outcome.js';

/** How to reach the mail server. All times in milliseconds. */
export interface SmtpTransportOptions {
  /** `smtp://user:password@host:587` or `smtps://...:465`; options of the mail library may follow as a query. */
  url: string;
  /** Connections kept open at the same time. */
  maxConnections?: number;
  /** To reach the server, and then to hear its greeting. */
  connectionTimeoutMs?: number;
  greetingTimeoutMs?: number;
  /** Silence on an open connection. */
  socketTimeoutMs?: number;
  /**
   * For one mail in all, the wait for a free connection included: a server that trickles its replies
   * never falls silent. Keep it below the time that the caller's claim on the mail lasts.
   */
  sendTimeoutMs?: number;
}

/** The one door to the mail server. */
export interface SmtpTransport {
  /** Tries once to hand the mail over and says what came of it. Rejects only for a mail that cannot be put into bytes. */
  send(mail: ComposedMail): Promise<SendOutcome>;
  /** Lets the mails under way end, then closes every connection. Later sends come back as `later`. */
  close(): Promise<void>;
}

/** What the pool asks of a mail: who, which, and its bytes as often as it has to start afresh. */
type PoolMail = Parameters<SMTPPool['send']>[0];

const PIECE_BYTES = 16 * 1024;

/** Opens no connection by itself: the first mail does. */
export function createSmtpTransport(options: SmtpTransportOptions): SmtpTransport {
  const pool = new SMTPPool({
    url: options.url,
    maxConnections: options.maxConnections ?? 4,
    connectionTimeout: options.connectionTimeoutMs ?? 10_000,
    dnsTimeout: options.connectionTimeoutMs ?? 10_000,
    greetingTimeout: options.greetingTimeoutMs ?? 10_000,
    socketTimeout: options.socketTimeoutMs ?? 30_000,
    // One fresh connection when the server had closed an idle one; every further attempt is the caller's.
    maxRequeues: 1,
    requireTLS: carriesPasswordAbroad(options.url),
  });
  const sendTimeoutMs = options.sendTimeoutMs ?? 60_000;
  const underWay = new Set<Promise<SendOutcome>>();
  let closed = false;

  return {
    async send(mail) {
      if (closed) return { kind: 'later', code: 'transport-closed' };
      const attempt = attemptSend(pool, mail, sendTimeoutMs);
      underWay.add(attempt);
      try {
        return await attempt;
      } finally {
        underWay.delete(attempt);
      }
    },
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
      pool.close();
    },
  };
}

async function attemptSend(pool: SMTPPool, mail: ComposedMail, sendTimeoutMs: number): Promise<SendOutcome> {
  const message = new MailComposer({ ...mail, disableFileAccess: true, disableUrlAccess: true }).compile();
  const envelope = message.getEnvelope();
  if (envelope.to.length !== 1) throw new TypeError('a mail has exactly one recipient');
  const bytes = await message.build();
  const handOver = new HandOver(bytes);

  return new Promise((resolve) => {
    const poolMail = {
      data: { signal: AbortSignal.timeout(sendTimeoutMs) },
      message: {
        // The size lets a server refuse a mail that is too large before it is sent.
        getEnvelope: () => ({ ...envelope, size: bytes.length }),
        messageId: () => message.messageId(),
        getHeader: (name: string) => message.getHeader(name),
        createReadStream: () => handOver.open(),
      },
    } as unknown as PoolMail;
    pool.send(poolMail, (failure, info) => {
      if (failure) resolve(classifyFailure(failure as SendFailure, handOver.complete));
      else resolve(info?.rejected.length === 0 ? { kind: 'sent', code: 'sent' } : { kind: 'refused', code: 'rejected' });
    });
  });
}

/**
 * Remembers whether the connection took the mail to its last byte. The library adds the final dot
 * right behind it and reports a broken connection with the same error before and after, so this is
 * the only place where "surely not delivered" and "may have been delivered" can be told apart.
 */
class HandOver {
  complete = false;

  constructor(private readonly bytes: Buffer) {}

  open(): Readable {
    return Readable.from(this.pieces(), { objectMode: false }).once('end', () => {
      this.complete = true;
    });
  }

  /** Small pieces, so that the end is not read long before the network could take it. */
  private *pieces(): Generator<Buffer> {
    for (let start = 0; start < this.bytes.length; start += PIECE_BYTES) yield this.bytes.subarray(start, start + PIECE_BYTES);
  }
}

/** A password must not cross a network in the clear, whatever the server offers; `?ignoreTLS=true` is an explicit wish. */
function carriesPasswordAbroad(url: string): boolean {
  const { host, auth, ignoreTLS } = parseConnectionUrl(url) as { host?: string; auth?: unknown; ignoreTLS?: boolean };
  return auth !== undefined && ignoreTLS !== true && !isLoopback(host ?? '');
}
