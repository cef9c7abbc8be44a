import { describe, expect, test } from '@jest/globals';
import { readReceivedMail } from '../../../libs/mail/incoming/received-mail.js';
import { textOfHtml } from '../../../libs/mail/incoming/html-text.js';
import { withoutQuotes } from '../../../libs/mail/incoming/quotes.js';
import { replyText } from '../../../libs/mail/incoming/reply-text.js';
import { parseMailSource } from '../../../libs/mail/incoming/mail-source.js';
import { gmailReply, host, mail, ourId, outlookReply } from './sample-mails.js';

describe('the text of a mail', () => {
  test('Gmail: what was written stands alone, the whole is kept', async () => {
    const { text, raw } = await readReceivedMail(gmailReply());
    expect(text).toBe('Yes, the 12th suits us.\n\nKind regards');
    expect(raw).toContain('> The Spark would like to come.');
  });

  test('Outlook: with its charset and its file, by name and size only', async () => {
    const { text, attachments } = await readReceivedMail(outlookReply());
    expect(text).toBe('Entendu, merci. Voilà notre programme.');
    expect(attachments).toEqual([{ name: 'programme.pdf', size: 9 }]);
  });

  test('HTML only: read without its markup, scripts and quotes', async () => {
    const html =
      '<html><head><title>x</title><style>p { color: red }</style></head><body><p>Bien s&ucirc;r &amp; merci&nbsp;!<br>À bientôt</p>' +
      '<script>alert(1)</script><!-- hidden --><div>Le lun. 1 mars 2027 à 10:00, Office &lt;o@programme.example&gt; a écrit :</div><blockquote><p>Please answer</p></blockquote></body></html>';
    const { text, raw } = await readReceivedMail(mail([`From: ${host}`, 'Message-ID: <1@x.example>', 'Content-Type: text/html; charset=utf-8'], html));
    expect(text).toBe('Bien sûr & merci !\nÀ bientôt');
    expect(raw).toContain('> Please answer');
    expect(raw).not.toMatch(/alert|color|hidden/);
  });

  test.each([
    ['windows-1250', Buffer.from([0x8a, 0xe6, 0x9e]), 'Šćž'],
    ['iso-8859-2', Buffer.from([0xa9, 0xe6, 0xbe]), 'Šćž'],
    ['utf-8', Buffer.from('Šćž'), 'Šćž'],
    ['utf-16le', Buffer.from('Šćž', 'utf16le'), 'Šćž'],
  ])('in %s', async (charset, bytes, expected) => {
    const raw = Buffer.concat([mail([`From: ${host}`, `Content-Type: text/plain; charset=${charset}`, 'Content-Transfer-Encoding: base64'], bytes.toString('base64'))]);
    expect((await readReceivedMail(raw)).text).toBe(expected);
  });

  test.each(['no-such-charset', '"><script>', 'utf-7'])('in a charset named %s it is read all the same', async (charset) => {
    const { text } = await readReceivedMail(mail([`From: ${host}`, `Content-Type: text/plain; charset="${charset}"`], 'Good morning'));
    expect(text).toBe('Good morning');
  });

  test('holds nothing that a database or a page would trip over', async () => {
    const { text } = await readReceivedMail(mail([`From: ${host}`], 'a\u0000b\u202ec\ud800 <script>'));
    for (const sign of ['\u0000', '\u202e']) expect(text).not.toContain(sign);
    expect(text.isWellFormed()).toBe(true);
  });

  test.each([
    ['On 1 March 2027 at 10:00, Office <o@x.example> wrote:\n\n> old', ''],
    ['Da.\n\nDana 1. 3. 2027. Office <o@x.example> je napisao/la:\n> old', 'Da.'],
    ['Sí.\n\nEl lun, 1 mar 2027 a las 10:00, Office (<o@x.example>) escribió:\n\n> old', 'Sí.'],
    ['Sì.\n\nIl giorno lun 1 mar 2027 alle ore 10:00 Office <o@x.example> ha scritto:\n> old', 'Sì.'],
    ['Ja.\n\nAm Mo., 1. März 2027 um 10:00 Uhr schrieb Office <o@x.example>:\n> old', 'Ja.'],
    ['Oui.\n\nDe : Office <o@x.example>\nEnvoyé : lundi 1 mars 2027\nÀ : moi\n\nold', 'Oui.'],
    ['Yes.\n-----Original Message-----\nold', 'Yes.'],
    ['> question?\nanswer one\n> another?\nanswer two', 'answer one\nanswer two'],
    ['As I wrote:\n\nthe train leaves at nine.', 'As I wrote:\n\nthe train leaves at nine.'],
    ['From: Paris\nwe travel by train.', 'From: Paris\nwe travel by train.'],
  ])('%j without quotes', (text, own) => {
    expect(withoutQuotes(text)).toBe(own);
  });

  test('that is nothing but a quote is shown as it is', () => {
    expect(replyText('> only this', undefined).text).toBe('> only this');
  });

  test('is read in no time, however it is made', () => {
    const began = Date.now();
    for (const bad of ['<!--', '<a ', '<blockquote>', '<script>', '&#x', '<']) textOfHtml(bad.repeat(100_000));
    for (const [plain, html] of [[`x${' '.repeat(5_000_000)}y`, undefined], [undefined, `${'<b> '.repeat(1_000_000)}y`]] as const) replyText(plain, html);
    for (const bad of [' ', ':\n', '> ', '<b> ', 'wrote: ', 'From: \n', 'On 2027 wrote\n', '- ', '_', ' \n', '\u00a0']) replyText(bad.repeat(100_000), undefined);
    expect(Date.now() - began).toBeLessThan(3_000);
  });
});

describe('the tokens of links', () => {
  const token = 'Zk3_-Q7xw'.repeat(5).slice(0, 43);
  const quoted = (line: string): string => replyText(line, undefined).raw;

  test.each([
    `http://127.0.0.1:3000/l/${token}`,
    `https://filter.example/?u=http%3A%2F%2Fx.example%2Fl%2F${token}&d=1`,
    `https://filter.example/?u=http%253A%252F%252Fx.example%252Fl%252F${token}&d=1`,
    `https://urldefense.com/v3/__http://x.example/l/${token}__;!!Ab3`,
    `https://urldefense.proofpoint.com/v2/url?u=http-3A__x.example_l_${token.replaceAll('-', '-2D').replaceAll('_', '-5F')}&d=DwM`,
    `> http://x.example/l/${token.slice(0, 30)}=\n> ${token.slice(30)}`,
    `see ${token}.`,
  ])('are removed from %s', (line) => {
    expect(quoted(line)).toContain('[removed]');
    for (let at = 0; at + 9 <= 43; at += 1) expect(quoted(line)).not.toContain(token.slice(at, at + 9));
  });

  test('are removed where a long text, a subject or a file name is cut in the middle of one', async () => {
    for (let before = 59_940; before < 60_000; before += 1) expect(quoted(`${'x'.repeat(before)} http://x.example/l/${token}`)).not.toMatch(/Zk3_/);
    for (let before = 200; before < 300; before += 1) {
      const { subject } = await readReceivedMail(mail([`From: ${host}`, `Subject: ${'x '.repeat(before / 2)}http://x.example/l/${token}`], 'x'));
      expect(subject).not.toMatch(/Zk3_/);
    }
  });
});

describe('what a mail shows', () => {
  const html = (body: string) => readReceivedMail(mail([`From: ${host}`, 'Content-Type: text/html'], body));

  test('is text only: nothing of it is fetched, run or clicked', async () => {
    const { text, raw } = await html('<p onclick="x()">Hello<img src="https://tracker.example/1.gif"><a href="javascript:x()">there</a></p><iframe src="https://x.example"></iframe><style>@import "https://x.example"</style><svg onload=x()></svg>');
    expect([text, raw]).toEqual(['Hellothere', 'Hellothere']);
  });

  test('is at most a line of 300 characters for a subject, which nothing turns around', async () => {
    const { subject } = await readReceivedMail(mail([`From: ${host}`, `Subject: pay\u202Etxt.exe ${'long '.repeat(50_000)}`], 'x'));
    expect(subject).toMatch(/^paytxt\.exe long/);
    expect(subject.length).toBeLessThanOrEqual(300);
  });

  test('names no sender whose address hides signs', async () => {
    expect((await readReceivedMail(mail(['From: <x\u202Eelpmaxe.urc@reganam>', 'Message-ID: <1@x.example>'], 'x'))).from).toBe('');
  });
});

describe('the headers of a mail', () => {
  test('cannot bring in others', async () => {
    const injected = '=?utf-8?Q?Hello=0D=0ABcc:_all@x.example=0D=0A=0D=0Abody?=';
    const raw = mail([`From: ${injected} <${host}>`, `Subject: ${injected}`, 'Message-ID: <1@x.example>\tInjected: yes'], 'x');
    const read = await readReceivedMail(raw);
    expect(read.subject).toBe('Hello Bcc: all@x.example body');
    expect(read.from).toBe(host);
    expect(read.messageId).toBe('1@x.example');
    expect(read.headers.has('bcc')).toBe(false);
  });

  test('name files without line breaks or paths that act', async () => {
    const raw = mail(
      [`From: ${host}`, 'Content-Type: multipart/mixed; boundary=b'],
      ['--b', 'Content-Type: text/plain', '', 'x', '--b', "Content-Disposition: attachment; filename*=utf-8''a%0D%0Ab%00%E2%80%AEc.pdf", 'Content-Type: application/pdf', '', 'y', '--b--'],
    );
    expect((await readReceivedMail(raw)).attachments[0]?.name).toBe('a bc.pdf');
  });

  test('a mail without an id gets one of its bytes: the same mail, the same id', async () => {
    const [one, again, other] = await Promise.all([mail([`From: ${host}`], 'x'), mail([`From: ${host}`], 'x'), mail([`From: ${host}`], 'y')].map((raw) => readReceivedMail(raw)));
    expect(one?.messageId).toBe(again?.messageId);
    expect(one?.messageId).not.toBe(other?.messageId);
  });

  test('thousands of references are no work', async () => {
    const raw = mail([`From: ${host}`, `References:${` <${'x'.repeat(60)}@y.example>\r\n`.repeat(2_000)} <${ourId}>`, `In-Reply-To: <${ourId}>`], 'x');
    const { answers } = await readReceivedMail(raw);
    expect(answers[0]).toBe(ourId);
    expect(answers.length).toBeLessThanOrEqual(60);
  });

  test.each([
    ['a million parts', ['Content-Type: multipart/mixed; boundary=b'], '--b\r\n\r\n'],
    ['a million parts with names', ['Content-Type: multipart/mixed; boundary=b'], '--b\r\nContent-Disposition: attachment; filename="x"\r\n\r\n'],
    ['parts of a name in pieces', ['Content-Type: multipart/mixed; boundary=b'], `--b\r\nContent-Disposition: attachment; ${Array.from({ length: 300 }, (_, n) => `filename*${n}=x`).join(';')}\r\n\r\n`],
    ['lines that only begin a boundary', ['Content-Type: multipart/mixed; boundary=b'], '--c\r\n'],
    ['soft line breaks', ['Content-Transfer-Encoding: quoted-printable'], '=\r\n'],
    ['encoded signs', ['Content-Transfer-Encoding: quoted-printable'], '=C3'],
    ['HTML that opens and opens', ['Content-Type: text/html'], '<blockquote><a href="'],
    ['long lines that flow', ['Content-Type: text/plain; format=flowed; delsp=yes'], '> > > \r\n'],
  ])('megabytes of %s are no long work', async (_what, headers, piece) => {
    const lines = piece.split('\n').length - 1;
    // As much as fits into a mail, and as much as is read line by line.
    for (const times of [9_900_000 / piece.length, ...(lines > 0 ? [199_900 / lines] : [])]) {
      const raw = mail([`From: ${host}`, 'Message-ID: <big@x.example>', ...headers], piece.repeat(Math.min(times, 9_900_000 / piece.length)));
      const before = process.threadCpuUsage(); // what the collector's own threads do on a busy machine is not the parser's
      await readReceivedMail(raw).catch(() => undefined);
      const { user, system } = process.threadCpuUsage(before);
      expect((user + system) / 1_000).toBeLessThan(6_000);
    }
  });

  test('a mail of endless parts is refused as unreadable or read; it never hangs', async () => {
    const nested = Array.from({ length: 500 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join('');
    const result = await readReceivedMail(Buffer.from(`From: ${host}\r\n${nested}`)).catch(() => 'unreadable');
    expect(result).toBe('unreadable');
  });
});

test('the source of incoming mail is read from its address', () => {
  expect(parseMailSource('imaps://office%40programme.example:a%3Ab@mail.example/Replies%20in')).toEqual({
    kind: 'imap', host: 'mail.example', port: 993, secure: true, user: 'office@programme.example', password: 'a:b', folder: 'Replies in',
  });
  expect(parseMailSource('imap://u:p@127.0.0.1:1143')).toMatchObject({ port: 1143, secure: false, folder: 'INBOX' });
  expect(parseMailSource('smtp://127.0.0.1:3003')).toEqual({ kind: 'smtp', host: '127.0.0.1', port: 3003 });
});
