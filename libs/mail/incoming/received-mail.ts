import { createHash } from 'node:crypto';
import PostalMime, { addressParser, type Attachment, type Email, type Mailbox } from 'postal-mime';
import type { ListedFile } from '../../platform/db/entities/index.js';
import { plainLine } from '../compose/plain.js';
import { deliveryReport, type DeliveryReport } from './delivery-report.js';
import { replyText, type ReplyText } from './reply-text.js';
import { beginningWithoutTokens } from './without-secrets.js';

/** Largest mail that is taken, in bytes. */
export const largestMail = 10_000_000;

/** A mail as it came in, with nothing in it that a log, a header or a page would trip over. */
export interface ReceivedMail extends ReplyText {
  /** Without angle brackets; made of the mail's bytes where it has none. */
  messageId: string;
  /** Address in the From line, in lower case; empty if there is none. */
  from: string;
  /** Whether that is all that the mail says of its sender: programs differ in whom of several they show, and servers in whom they check. */
  hasOneSender: boolean;
  /** What servers on the way say of the sender's proofs (RFC 8601), in lower case. Some of it may be the sender's invention. */
  proofs: string[];
  /** The sender of the envelope, in lower case; empty for the empty sender of machines, undefined where it is not known. */
  envelopeFrom: string | undefined;
  subject: string;
  /** What it answers, the nearest first, without angle brackets. */
  answers: string[];
  /** Values by lower-case name; the first of each. */
  headers: ReadonlyMap<string, string>;
  /** Media type of the whole, in lower case, without parameters, and its report type. */
  type: { name: string; report: string };
  attachments: ListedFile[];
  /** What a mail server reports about a mail of ours, where this is such a report. */
  report: DeliveryReport | undefined;
}

/** Files of one mail that are listed. */
const mostFiles = 30;
/** Verdicts about the sender that are looked at. */
const mostProofs = 20;
/** Most lines of a mail: one of {@link largestMail} in lines of the usual length has two thirds as many. Reading takes its time for each line, whatever is on it. */
const mostLines = 200_000;
/** Largest header, in bytes. */
const largestHeader = 500_000;
/** Message-IDs that are looked at, and the length of one. */
const mostIds = 60;
const idLimit = 500;

/**
 * Reads a mail. Nothing of it is opened, run or fetched.
 * @throws Error when it cannot be read as a mail at all.
 */
export async function readReceivedMail(raw: Buffer, envelopeFrom?: string): Promise<ReceivedMail> {
  if (linesIn(raw) > mostLines) throw new Error('the mail has too many lines');
  const email = await PostalMime.parse(raw, { forceRfc822Attachments: true, maxNestingDepth: 30, maxHeadersSize: largestHeader });
  const headers = firstOfEach(email);
  const type = typeOf(headers.get('content-type') ?? '');
  const senders = sendersOf(email);
  return {
    ...replyText(email.text, email.html),
    messageId: idsIn(email.messageId)[0] ?? `${sha256(raw)}@no-message-id`,
    from: addressIn(senders[0]),
    hasOneSender: senders.length === 1,
    proofs: valuesOf(email, 'authentication-results').slice(0, mostProofs).map((value) => plainLine(value).toLowerCase()),
    envelopeFrom: envelopeFrom?.trim().toLowerCase() ?? returnPath(headers),
    subject: oneLine(email.subject ?? '', 300),
    answers: [...new Set([...idsIn(email.inReplyTo), ...idsIn(email.references).reverse()])].slice(0, mostIds),
    headers,
    type,
    attachments: listed(email.attachments),
    report: type.name === 'multipart/report' && type.report === 'delivery-status' ? deliveryReport(email.attachments) : undefined,
  };
}

/** The header of a mail whose body cannot be read, as a mail of its own. Its form goes too: what it says of parts leads nowhere. */
export function headerOf(raw: Buffer): Buffer {
  const head = raw.subarray(0, largestHeader / 2).toString('latin1');
  const end = /\r?\n\r?\n/.exec(head)?.index ?? head.length;
  const fields = head.slice(0, end).split(/\r?\n(?![ \t])/);
  return Buffer.from(`${fields.filter((field) => !/^content-/i.test(field)).join('\r\n')}\r\n\r\n`, 'latin1');
}

/** SHA-256 in hex. */
export function sha256(value: string | Buffer): string {
  return createHash('sha256').update(value).digest('hex');
}

/** The Message-IDs in a header, in its order, without angle brackets. */
export function idsIn(header: string | undefined): string[] {
  const text = (header ?? '').slice(0, 30_000);
  const bracketed = [...text.matchAll(/<([^<>\s]{3,})>/g)].map(([, id]) => id ?? '');
  const ids = bracketed.length > 0 ? bracketed : text.split(/\s+/).filter((word) => word.includes('@'));
  return ids.filter((id) => id.length <= idLimit && !/\p{Cc}/u.test(id)).slice(0, mostIds);
}

function linesIn(raw: Buffer): number {
  let lines = 0;
  for (const byte of raw) if (byte === 10) lines += 1;
  return lines;
}

function firstOfEach({ headers }: Email): Map<string, string> {
  const map = new Map<string, string>();
  for (const { key, value } of headers) if (!map.has(key)) map.set(key, plainLine(value).slice(0, 2_000));
  return map;
}

function typeOf(contentType: string): { name: string; report: string } {
  const [name = ''] = contentType.split(';');
  const [, report = ''] = /;\s*report-type\s*=\s*"?([a-z-]+)/i.exec(contentType) ?? [];
  return { name: name.trim().toLowerCase(), report: report.toLowerCase() };
}

/** Everybody who is named in a From line, of all such lines. */
function sendersOf(email: Email): Mailbox[] {
  const lines = valuesOf(email, 'from').map((value) => value.slice(0, 5_000));
  return lines.flatMap((line) => addressParser(line)).flatMap((named) => named.group ?? [named]);
}

/** Characters that nobody sees, such as those that turn the reading direction, are in no address. */
function addressIn(mailbox: Mailbox | undefined): string {
  const found = mailbox?.address ?? '';
  return /^[^\s<>@\p{C}]+@[^\s<>@\p{C}]+$/u.test(found) && found.length <= 254 ? found.toLowerCase() : '';
}

function valuesOf({ headers }: Email, name: string): string[] {
  return headers.filter(({ key }) => key === name).map(({ value }) => value);
}

function oneLine(text: string, limit: number): string {
  return beginningWithoutTokens(plainLine(text), limit).toWellFormed();
}

/** The mailbox's server writes the envelope's sender into the mail. */
function returnPath(headers: ReadonlyMap<string, string>): string | undefined {
  return headers.get('return-path')?.replace(/^<|>$/g, '').trim().toLowerCase();
}

/** Pictures of a signature are no files to a reader. */
function listed(attachments: readonly Attachment[]): ListedFile[] {
  return attachments
    .filter(({ related }) => !related)
    .slice(0, mostFiles)
    .map(({ filename, mimeType, content }) => ({
      name: oneLine(filename ?? mimeType, 200),
      size: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
    }));
}
