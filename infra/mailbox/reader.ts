import PostalMime, { type Address, type Email } from 'postal-mime';
import type { MailStore, StoredMail } from './store.js';

/** A mail as a list shows it. */
export interface MailSummary {
  seq: number;
  receivedAt: string;
  /** ISO instant of the mail's own date, which a rehearsal moves; empty if it has none. */
  date: string;
  /** With angle brackets, as in the header; empty if there is none. */
  messageId: string;
  /** The thread so far, oldest first. */
  references: string[];
  from: string;
  /** Recipients of the SMTP envelope. */
  to: string[];
  subject: string;
}

/** A mail as it is read. */
export interface ReadMail extends MailSummary {
  text: string;
  html: string;
  /** Every web address in it, in reading order, each once. */
  links: string[];
  attachments: { filename: string; contentType: string; size: number }[];
  headers: { name: string; value: string }[];
}

/** A file that came with a mail. */
export interface ReadAttachment {
  filename: string;
  contentType: string;
  content: Buffer;
}

/** Reads stored mails; remembers the summaries, because lists ask for all of them again and again. */
export class MailReader {
  private readonly summaries = new Map<number, MailSummary>();

  constructor(private readonly store: MailStore) {}

  async summary(stored: StoredMail): Promise<MailSummary> {
    const known = this.summaries.get(stored.seq);
    if (known !== undefined) return known;
    const summary = summarise(stored, await this.parse(stored));
    this.summaries.set(stored.seq, summary);
    return summary;
  }

  async read(stored: StoredMail): Promise<ReadMail> {
    const email = await this.parse(stored);
    const text = email.text ?? '';
    const html = email.html ?? '';
    return {
      ...summarise(stored, email),
      text,
      html,
      links: findLinks(html, text),
      attachments: attachmentsOf(email).map(({ filename, contentType, content }) => ({ filename, contentType, size: content.length })),
      headers: email.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    };
  }

  /** Undefined if the mail has fewer attachments; they count from 0. */
  async attachment(stored: StoredMail, index: number): Promise<ReadAttachment | undefined> {
    return attachmentsOf(await this.parse(stored))[index];
  }

  private async parse(stored: StoredMail): Promise<Email> {
    return PostalMime.parse(await this.store.read(stored));
  }
}

function summarise(stored: StoredMail, email: Email): MailSummary {
  return {
    seq: stored.seq,
    receivedAt: stored.receivedAt,
    date: email.date ?? '',
    messageId: email.messageId ?? '',
    references: (email.references ?? '').split(/\s+/).filter((id) => id !== ''),
    from: writeAddress(email.from),
    to: stored.recipients,
    subject: email.subject ?? '',
  };
}

function writeAddress(address: Address | undefined): string {
  if (address?.address === undefined) return '';
  return address.name === '' ? address.address : `${address.name} <${address.address}>`;
}

function attachmentsOf(email: Email): ReadAttachment[] {
  return email.attachments.map((attachment, index) => ({
    filename: attachment.filename ?? `attachment-${index + 1}`,
    contentType: attachment.mimeType,
    content: attachment.mimeType === 'text/calendar' ? withCalendarLineEnds(attachment.content) : toBuffer(attachment.content),
  }));
}

/** The parser rewrites a calendar's line ends; RFC 5545 wants the ones that it came with. */
function withCalendarLineEnds(content: ArrayBuffer | Uint8Array | string): Buffer {
  return Buffer.from(toBuffer(content).toString('utf8').replace(/\r?\n/g, '\r\n'));
}

function toBuffer(content: ArrayBuffer | Uint8Array | string): Buffer {
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof Uint8Array ? Buffer.from(content) : Buffer.from(new Uint8Array(content));
}

/** The targets of the HTML part's links, then addresses that only the text part has. */
export function findLinks(html: string, text: string): string[] {
  const targets = [...html.matchAll(/<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].map((match) => unescapeHtml(match[1] ?? match[2] ?? ''));
  const written = [...text.matchAll(/https?:\/\/[^\s<>"]+/gi)].map(([address]) => address.replace(/[.,;:!?)\]]+$/, ''));
  return [...new Set([...targets, ...written])].filter((link) => /^https?:\/\//i.test(link));
}

function unescapeHtml(value: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return value.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return named[name ?? ''] ?? whole;
  });
}
