import { createHash } from 'node:crypto';
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import type { ListedFile } from '../../db/entities/index.js';
import { plainLine } from '../compose/plain.js';
import { deliveryReport, type DeliveryReport } from './delivery-report.js';
import { replyText, type ReplyText } from './reply-text.js';

/** Largest mail that is taken, in bytes. */
export const largestMail = 10_000_000;

/** A mail as it came in, with nothing in it that a log, a header or a page would trip over. */
export interface ReceivedMail extends ReplyText {
  /** Without angle brackets; made of the mail's bytes where it has none. */
  messageId: string;
  /** Address in the From line, in lower case; empty if there is none. */
  from: string;
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
/** Message-IDs that are looked at, and the length of one. */
const mostIds = 60;
const idLimit = 500;

/**
 * Reads a mail. Nothing of it is opened, run or fetched.
 * @throws Error when it cannot be read as a mail at all.
 */
export async function readReceivedMail(raw: Buffer, envelopeFrom?: string): Promise<ReceivedMail> {
  const email = await PostalMime.parse(raw, { forceRfc822Attachments: true, maxNestingDepth: 30, maxHeadersSize: 500_000 });
  const headers = firstOfEach(email);
  const type = typeOf(headers.get('content-type') ?? '');
  return {
    ...replyText(email.text, email.html),
    messageId: idsIn(email.messageId)[0] ?? `${sha256(raw)}@no-message-id`,
    from: addressOf(email.from),
    envelopeFrom: envelopeFrom?.trim().toLowerCase() ?? returnPath(headers),
    subject: plainLine(email.subject ?? '').slice(0, 300).toWellFormed(),
    answers: [...new Set([...idsIn(email.inReplyTo), ...idsIn(email.references).reverse()])].slice(0, mostIds),
    headers,
    type,
    attachments: listed(email.attachments),
    report: type.name === 'multipart/report' && type.report === 'delivery-status' ? deliveryReport(email.attachments) : undefined,
  };
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

function addressOf(address: Address | undefined): string {
  const found = address?.address ?? address?.group?.[0]?.address ?? '';
  return /^[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+$/u.test(found) && found.length <= 254 ? found.toLowerCase() : '';
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
      name: plainLine(filename ?? mimeType).slice(0, 200).toWellFormed(),
      size: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
    }));
}
