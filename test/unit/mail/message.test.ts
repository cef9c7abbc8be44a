import { describe, expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime from 'postal-mime';
import { composeMessage, type MailEnvelope } from '../../../libs/mail/compose/message.js';
import { brand, content, envelope, LONG_LINK } from './sample-mail.js';

const withFiles: MailEnvelope = {
  ...envelope,
  attachments: [
    { filename: 'Agreement – Ćuprija.pdf', contentType: 'application/pdf', content: Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 255]) },
    { filename: 'visit.ics', contentType: 'text/calendar; charset=utf-8; method=PUBLISH', content: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' },
  ],
};

async function bytes(input: MailEnvelope): Promise<Buffer> {
  return new MailComposer(composeMessage(input, content, brand)).compile().build();
}

describe('a composed mail', () => {
  test('has the same bytes each time, also through the library’s own transport', async () => {
    const first = await bytes(withFiles);
    const streamed = await createTransport({ streamTransport: true, buffer: true }).sendMail(composeMessage(withFiles, content, brand));
    expect((await bytes(withFiles)).equals(first)).toBe(true);
    expect((streamed.message as Buffer).equals(first)).toBe(true);
  });

  test('differs in its boundaries from another mail', async () => {
    const boundary = (raw: Buffer) => /boundary="([^"]+)"/.exec(raw.toString())?.[1];
    const one = boundary(await bytes(withFiles));
    const other = boundary(await bytes({ ...withFiles, messageId: 'P2P-2026-0043.h1.1@programme.example' }));
    expect(one).toBeDefined();
    expect(other).not.toBe(one);
  });

  test('carries thread, date, one recipient and the words that keep machines from answering', async () => {
    const raw = (await bytes(withFiles)).toString();
    const mail = await PostalMime.parse(raw);
    const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value;
    expect(mail.messageId).toBe('<P2P-2026-0042.h1.1@programme.example>');
    expect(mail.inReplyTo).toBe('<P2P-2026-0042.v1@programme.example>');
    expect(mail.references).toBe('<P2P-2026-0042@programme.example> <P2P-2026-0042.v1@programme.example>');
    expect(mail.date).toBe('2026-04-01T07:00:00.000Z');
    expect(mail.to).toEqual([{ name: 'Host contact', address: 'host@hub.example' }]);
    expect(mail.replyTo).toEqual([{ name: 'Network office', address: 'office@programme.example' }]);
    expect(header('auto-submitted')).toBe('auto-generated');
    expect(header('x-auto-response-suppress')).toBe('OOF, AutoReply');
    expect(raw).not.toMatch(/^x-mailer:/im);
  });

  test('brings both parts, the whole link and the files', async () => {
    const mail = await PostalMime.parse(await bytes(withFiles));
    expect(mail.text).toContain(LONG_LINK);
    expect(mail.html).toContain('Kulturni centar Ćuprija');
    expect(mail.attachments.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([
      ['Agreement – Ćuprija.pdf', 'application/pdf'],
      ['visit.ics', 'text/calendar'],
    ]);
    expect(Buffer.from(mail.attachments[0]?.content as ArrayBuffer)).toEqual(withFiles.attachments?.[0]?.content);
  });

  test('brings the programme’s logo along, with its words for whoever sees no picture', async () => {
    const gif = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
    const branded = { ...brand, logo: `data:image/gif;base64,${gif}` };
    const build = (): Promise<Buffer> => new MailComposer(composeMessage(withFiles, content, branded)).compile().build();
    const mail = await PostalMime.parse(await build());
    const logo = mail.attachments.find(({ disposition }) => disposition === 'inline');
    expect(logo).toMatchObject({ mimeType: 'image/gif', filename: 'logo.gif' });
    expect(Buffer.from(logo!.content as ArrayBuffer).toString('base64')).toBe(gif);
    expect(mail.html).toContain(`<img src="cid:${logo!.contentId!.replace(/^<|>$/g, '')}" alt="HUB VISITS"`);
    expect(mail.attachments.filter(({ disposition }) => disposition === 'attachment')).toHaveLength(2);
    expect((await build()).equals(await build())).toBe(true);
  });

  test.each(['https://elsewhere.example/logo.png', 'data:image/svg+xml;base64,PHN2Zz4=', 'data:image/png;base64,"><script>'])('shows no picture for %s', async (logo) => {
    const mail = await PostalMime.parse(await new MailComposer(composeMessage(envelope, content, { ...brand, logo })).compile().build());
    expect({ attached: mail.attachments.length, shown: /<img/.test(mail.html ?? '') }).toEqual({ attached: 0, shown: false });
    expect(mail.html).toContain('HUB VISITS');
  });

  test('lets no name become a second recipient or a header', async () => {
    const name = 'a@evil.example, "x"\r\nBcc: all@evil.example';
    const composed = composeMessage({ ...envelope, to: { name, address: 'host@hub.example' } }, { ...content, subject: 'Hi\r\nBcc: all@evil.example' }, brand);
    const message = new MailComposer(composed).compile();
    expect(message.getEnvelope().to).toEqual(['host@hub.example']);
    const [headers = ''] = (await message.build()).toString().split('\r\n\r\n');
    expect(headers).toMatch(/^subject:/im);
    expect(headers).not.toMatch(/^bcc:/im);
  });

  test('cuts a subject that no mailbox shows', () => {
    const { subject } = composeMessage(envelope, { ...content, subject: 'x'.repeat(300) }, brand);
    expect(subject).toHaveLength(180);
  });

  test.each([{ messageId: 'no id' }, { messageId: 'a@b\r\nBcc: c@d' }, { references: ['x'] }, { date: 'soon' }])('is not made from %j', (wrong) => {
    expect(() => composeMessage({ ...envelope, ...wrong }, content, brand)).toThrow(TypeError);
  });
});
