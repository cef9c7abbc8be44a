import { createTransport } from 'nodemailer';
import type { ReadMail } from './reader.js';

/** How long handing an answer in may take, in milliseconds. */
const waitMs = 10_000;

/**
 * Answers a mail as a mail program does: to its Reply-To, in its thread. Returns what the other side said when it was
 * not taken.
 */
export async function sendReply(mail: ReadMail, text: string, port: number): Promise<string | undefined> {
  const [from = 'nobody@mailbox.example'] = mail.to;
  const to = replyAddress(mail);
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, connectionTimeout: waitMs, greetingTimeout: waitMs, socketTimeout: waitMs });
  try {
    await transport.sendMail({
      from: { name: '', address: from },
      to: [{ name: '', address: to }],
      subject: /^re:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`,
      text: `${text}\n\nOn ${mail.date || mail.receivedAt}, ${to} wrote:\n${quoted(mail.text)}`,
      ...(mail.messageId && { inReplyTo: mail.messageId, references: [...mail.references, mail.messageId] }),
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    return undefined;
  } catch (error) {
    const { response, message } = error as { response?: string; message: string };
    return response ?? message;
  } finally {
    transport.close();
  }
}

function replyAddress({ headers, from }: ReadMail): string {
  const field = headers.find(({ name }) => name.toLowerCase() === 'reply-to')?.value ?? from;
  return addressIn(field) ?? from;
}

function addressIn(field: string): string | undefined {
  return /<([^<>\s]+@[^<>\s]+)>\s*$/.exec(field)?.[1] ?? /^\s*([^<>\s]+@[^<>\s]+)\s*$/.exec(field)?.[1];
}

function quoted(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => `> ${line}`)
    .join('\n');
}
