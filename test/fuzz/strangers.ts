import { parse as parseQuery } from 'node:querystring';
import { parseCookie } from 'cookie';
import { safePath } from '../../apps/api/http/log.js';
import { tokenOfPath } from '../../apps/api/http/rate-limit.js';
import { flatten } from '../../libs/domain/forms/posted.js';
import { readForm } from '../../libs/domain/forms/read-form.js';
import { parseCents, largestCents } from '../../libs/domain/money/cents.js';
import { parseBic, parseIban } from '../../libs/domain/money/iban.js';
import { fileName, plainName } from '../../libs/files/file-name.js';
import { looksLikeToken } from '../../libs/links/token.js';
import { parseMailAddress, parsePersonName } from '../../libs/mail/compose/address.js';
import { textOfHtml } from '../../libs/mail/incoming/html-text.js';
import { idsIn, readReceivedMail } from '../../libs/mail/incoming/received-mail.js';
import { replyText } from '../../libs/mail/incoming/reply-text.js';
import { paragraphs, plainLine, splitAtPhones, webUrl } from '../../libs/mail/compose/plain.js';
import { parsePosted } from '../../libs/ui/index.js';
import { programmeA } from '../unit/domain/shipped.js';
import { host } from '../unit/incoming/sample-mails.js';

/** Something that reads what strangers send. */
export interface Parser {
  name: string;
  /** What hostile inputs are put together from: whatever its rules give a meaning to. */
  pieces: readonly string[];
  /** How long an input can be when it gets there, in characters. */
  longest: number;
  parse: (input: string) => unknown;
  /** What is true of whatever it returns. */
  sound?: (result: never, input: string) => boolean;
}

const { forms } = programmeA().definition;
/** One field of each type that a form of the programme has. */
const fields = [...new Map(Object.values(forms).flatMap((form) => form.fields).map((field) => [field.type, field])).values()];
const blanks = [' ', '\t', '\n', '\r\n', '\u00a0', 'x', '1', '.', ',', '-', '_'];
/** A request's body, and a header of one. */
const [body, header] = [200_000, 16_000];
const wholeMail = (fields: string) => (text: string) => readReceivedMail(Buffer.from(`From: ${host}\r\n${fields}\r\n\r\n${text}`)).catch(() => undefined);

/** Every parser of what strangers send, with what it is made to stumble over. */
export const parsers: readonly Parser[] = [
  { name: 'the text of a mail', longest: 200_000, pieces: [':', '\n', '>', ' wrote:', 'On 1 March 2027, ', 'a@b.example', '-----', '_____', 'From: x', 'Sent: y', '/l/', 'A', '=', '%2F', ...blanks], parse: (text) => replyText(text, undefined), sound: ({ raw }: { raw: string }) => raw.length <= 60_100 },
  { name: 'the HTML of a mail', longest: 200_000, pieces: ['<', '>', '<p>', '</p>', '<div', '<blockquote>', '<table><tr><td>', '<!--', '-->', '<script>', '<a href="', '"', '&#', '&nbsp;', '<br>', '</', '<pre>', '<li>', ...blanks], parse: textOfHtml, sound: (text: string, html) => text.length <= html.length * 8 + 100 },
  { name: 'a mail of plain text', longest: 200_000, pieces: ['=', '=\r\n', '=3D', '--b', ...blanks], parse: wholeMail('Content-Type: text/plain; format=flowed; delsp=yes\r\nContent-Transfer-Encoding: quoted-printable') },
  { name: 'a mail of parts', longest: 200_000, pieces: ['\r\n--b\r\n', '--b', 'Content-Type: multipart/mixed; boundary=c\r\n', 'Content-Disposition: attachment; filename="', '"; ', "filename*0*=utf-8''", '%41', '\r\n\r\n', ...blanks], parse: wholeMail('Content-Type: multipart/mixed; boundary=b') },
  { name: 'a report of a mail that came back', longest: 200_000, pieces: ['\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n', 'Final-Recipient: rfc822; ', 'Action: failed\r\n', 'Status: 5.', '\r\n ', '\r\n\r\n', ';', '<', '>', ':', ...blanks], parse: wholeMail('Content-Type: multipart/report; report-type=delivery-status; boundary=b') },
  { name: 'the head of a mail', longest: 60_000, pieces: ['=?utf-8?Q?', '?=', '=41', 'Subject: ', 'References: <', '>', '<', '"', '(', ')', '@', ',', ';', '\\', '\r\n ', 'From: ', 'Authentication-Results: x; dmarc=fail', ...blanks], parse: (text) => readReceivedMail(Buffer.from(`From: ${text}\r\nMessage-ID: <1@x.example>\r\n\r\nx`)).catch(() => undefined) },
  { name: 'Message-IDs', longest: 60_000, pieces: ['<', '>', '@', ...blanks], parse: idsIn, sound: (ids: string[]) => ids.length <= 60 },
  { name: 'a page that was posted', longest: body, pieces: ['&', '=', '%', '%00', '+', '_rows.costs=', 'costs.1.amount=', 'dates.from=', '_act=', 'reason=', ...blanks], parse: (text) => readForm(forms['visitor-wrap-up']!, parsePosted(parseQuery(text, '&', '=', { maxKeys: 3_000 })).raw) },
  { name: 'a body of JSON', longest: body, pieces: ['[', ']', '{"a":', '}', '"', '1,', 'null', '{"costs":[{"amount":"1"}]}', ...blanks], parse: (text) => { try { return flatten({ all: JSON.parse(text) as unknown }); } catch { return undefined; } } },
  { name: 'what is typed into each field of a form', longest: body, pieces: ['\u0301', '\u0316', '\ufeff', '@', '<', '"', ...blanks], parse: (text) => readForm({ ...forms['visitor-wrap-up']!, fields }, Object.fromEntries(fields.map(({ key }) => [key, text])), { draft: true }) },
  { name: 'an amount', longest: body, pieces: ['€', 'EUR', "'", '’', '\u202f', '1.000', '+', 'e9', ...blanks], parse: parseCents, sound: (read: ReturnType<typeof parseCents>) => !read.ok || (Number.isSafeInteger(read.cents) && read.cents >= 0 && read.cents <= largestCents) },
  { name: 'an account', longest: body, pieces: ['BE', '68', 'ＢＥ', 'A', ...blanks], parse: (text) => [parseIban(text), parseBic(text)], sound: ([iban]: [ReturnType<typeof parseIban>]) => !iban.ok || /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban.iban) },
  { name: 'the name of a file', longest: body, pieces: ['/', '\\', '\u202e', '\u0301', '\u0316', '.pdf', '"', ...blanks], parse: (text) => [plainName(text), fileName(text, 'application/pdf')], sound: (names: string[]) => names.every((name) => [...name].length <= 90 && !/[\p{Cc}/\\<>"]/u.test(name)) },
  { name: 'the name and the address of a person', longest: body, pieces: ['@', '\u0301', '\u0316', 'é', "'", '(', 'xn--', 'a.', '-a', ...blanks], parse: (text) => [parsePersonName(text), parseMailAddress(text)] },
  { name: 'a text that goes into a mail', longest: body, pieces: ['+32 2 ', '(0)', 'https://', '\u2028', '\u202e', ...blanks], parse: (text) => [paragraphs(text), plainLine(text), splitAtPhones(text), webUrl(text)] },
  { name: 'cookies', longest: header, pieces: [';', '; ', '=', '"', '%', '%E0', 'sojourn-staff=', ...blanks], parse: parseCookie },
  { name: 'the address of a link', longest: header, pieces: ['/', '/l/', '/L//', '%', '%2F', '?', '#', 'A', ...blanks], parse: (text) => [safePath(text), tokenOfPath(text), looksLikeToken(text)], sound: ([path]: [string]) => path.length <= 200 },
];
