import { createHash } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import type { MailBrand, MailContent } from './content.js';
import type { MailParty } from './address.js';
import { renderHtml } from './html.js';
import { logoOf } from './logo.js';
import { characters, plainLine } from './plain.js';
import { renderText } from './text.js';

/** Everything about one mail that is not its content. Whoever plans the mail fixes it, so that each attempt sends the same. */
export interface MailEnvelope {
  /** Message-ID with or without angle brackets, `something@domain`. */
  messageId: string;
  from: MailParty;
  /** Exactly one recipient: one mail's bounce or delay never concerns a second person. */
  to: MailParty;
  replyTo: MailParty;
  /** Message-IDs of the thread so far, oldest first; the last one is what this mail replies to. */
  references: string[];
  /** ISO instant that the mail carries as its date. */
  date: string;
  attachments?: MailAttachment[];
}

/** A file that travels with the mail. */
export interface MailAttachment {
  filename: string;
  contentType: string;
  content: string | Buffer;
}

/** A mail that is ready to be turned into bytes, the same bytes each time. */
export type ComposedMail = SendMailOptions & { messageId: string };

/** Characters of a subject; a longer one is cut, since mailboxes show far less. */
const SUBJECT_LIMIT = 180;

/**
 * Puts a mail together. The same input always gives the same bytes: date and Message-ID come from the
 * envelope, the boundaries from the Message-ID. So a mail sent twice after a crash is recognisably one
 * mail to the recipient's mail program.
 * Throws a TypeError for a date or id that is none: these come from our own planning, not from people.
 */
export function composeMessage(envelope: MailEnvelope, content: MailContent, brand: MailBrand): ComposedMail {
  const messageId = bracketed(envelope.messageId);
  const references = envelope.references.map(bracketed);
  const parent = references.at(-1);
  const logo = logoOf(brand.logo);
  return {
    messageId,
    date: instant(envelope.date),
    from: party(envelope.from),
    to: [party(envelope.to)],
    replyTo: party(envelope.replyTo),
    subject: subjectLine(content.subject),
    text: renderText(content, brand),
    html: renderHtml(content, brand),
    ...(parent === undefined ? {} : { inReplyTo: parent, references }),
    headers: {
      // RFC 3834: tells other machines that no machine should answer.
      'Auto-Submitted': 'auto-generated',
      // Exchange's own word for the same. Not "All", which would also silence bounces, and those we need.
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      'Content-Language': content.language,
    },
    attachments: [
      ...(logo === undefined ? [] : [{ ...logo, contentDisposition: 'inline' as const, contentTransferEncoding: 'base64' as const }]),
      ...(envelope.attachments ?? []).map(({ filename, contentType, content: data }) => ({
        filename: plainLine(filename),
        contentType,
        content: data,
        contentDisposition: 'attachment' as const,
        // Else a text file's line breaks would be at the mercy of every server on the way.
        contentTransferEncoding: 'base64' as const,
      })),
    ],
    baseBoundary: createHash('sha256').update(messageId).digest('hex').slice(0, 32),
    // A content that happens to look like a path or an address must never be read from there.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Always name and address apart: a text such as `a@x.example, b@x.example` would be read as two recipients. */
function party({ name, address }: MailParty): { name: string; address: string } {
  return { name: plainLine(name), address };
}

function subjectLine(subject: string): string {
  const line = characters(plainLine(subject));
  return line.length <= SUBJECT_LIMIT ? line.join('') : `${line.slice(0, SUBJECT_LIMIT - 1).join('')}…`;
}

function bracketed(messageId: string): string {
  const bare = messageId.replace(/^<|>$/gu, '');
  if (!/^[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+$/u.test(bare)) throw new TypeError('not a Message-ID');
  return `<${bare}>`;
}

function instant(iso: string): Date {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) throw new TypeError('not an instant');
  return date;
}
