import { describe, expect, test } from '@jest/globals';
import { classify, mostAnHour, mostOfStrangersAnHour, type Known, type OurMail } from '../../../libs/mail/incoming/classify.js';
import { readReceivedMail } from '../../../libs/mail/incoming/received-mail.js';
import { exchangeAbsence, gmailReply, host, mail, office, ourId, ourThread, outlookReply } from './sample-mails.js';
import { eximReport, exchangeReport, exchangeServerReport, gmailReport, postfixReport } from './sample-reports.js';

const ref = 'P2P-2026-0001';
const ours: OurMail = { outboxId: 'o-1', messageId: ourId, threadId: ourThread, isKeyed: false, ref, kind: 'sign', recipientId: 'cru-manager', recipient: 'contact', address: host };
const known: Known = {
  ownAddresses: [office],
  mailDomain: 'programme.example',
  ours: [ours],
  subjectRefs: [],
  contactOf: new Map([[ref, 'cru-manager']]),
  isStaff: false,
  latestRef: null,
  sentThisHour: 0,
  strangersThisHour: new Map(),
};
const stranger: Known = { ...known, contactOf: new Map() };

async function classified(raw: Buffer, about: Partial<Known> = {}, envelopeFrom?: string) {
  return classify(await readReceivedMail(raw, envelopeFrom), { ...known, ...about });
}

describe('an answer to a mail of ours', () => {
  test.each([
    ['Gmail', gmailReply()],
    ['Outlook', outlookReply()],
  ])('from the contact, as %s writes it, belongs to the conversation', async (_program, raw) => {
    expect(await classified(raw)).toEqual({ kind: 'reply', ref, contactId: 'cru-manager', senderKnown: true, outboxId: 'o-1' });
  });

  test('is found by its thread when the mail itself is not named', async () => {
    const raw = mail([`From: ${host}`, `References: <${ourThread}>`, 'Message-ID: <1@cru.example>', 'Subject: Re: Visit'], 'Yes.');
    expect(await classified(raw)).toMatchObject({ kind: 'reply', ref, outboxId: 'o-1' });
  });

  test('goes to the exchange that it answers, whatever the subject names', async () => {
    const raw = mail([`From: ${host}`, `In-Reply-To: <${ourId}>`, 'Message-ID: <1@cru.example>', 'Subject: P2P-2026-0009'], 'Yes.');
    expect(await classified(raw, { subjectRefs: ['P2P-2026-0009'] })).toMatchObject({ ref });
  });

  test('from somebody else is marked as unverified', async () => {
    const raw = gmailReply({ from: 'somebody@elsewhere.example' });
    expect(await classified(raw, stranger)).toEqual({ kind: 'reply', ref, contactId: null, senderKnown: false, outboxId: 'o-1' });
  });

  test('from whom the mail was for counts as known after somebody else took over', async () => {
    expect(await classified(gmailReply(), stranger)).toMatchObject({ contactId: 'cru-manager', senderKnown: true });
  });

  test('whose sender is proven forged is marked as unverified', async () => {
    const raw = Buffer.concat([Buffer.from('Authentication-Results: mx.programme.example; spf=fail; dkim=none; dmarc=fail header.from=cru.example\r\n'), gmailReply()]);
    expect(await classified(raw)).toMatchObject({ kind: 'reply', contactId: null, senderKnown: false });
  });

  const judged = (verdict: string, raw = gmailReply()): Buffer => Buffer.concat([Buffer.from(`Authentication-Results: mx.programme.example; ${verdict}\r\n`), raw]);

  test.each([
    ['a later server says so', judged('spf=pass', judged('dmarc=fail header.from=cru.example'))],
    ['the list of the domain’s servers does not have this one', judged('spf=fail smtp.mailfrom=cru.example; dkim=none')],
    ['the same, and the forger wrote that somebody signed', judged('spf=fail', judged('dkim=pass; dmarc=pass'))],
    ['it names two senders', mail([`From: ${host}, x@elsewhere.example`, `In-Reply-To: <${ourId}>`, 'Message-ID: <f1@x.example>'], 'Yes.')],
    ['it names one and another in a second line', mail([`From: ${host}`, 'From: x@elsewhere.example', `In-Reply-To: <${ourId}>`, 'Message-ID: <f2@x.example>'], 'Yes.')],
  ])('is marked as unverified where %s', async (_how, raw) => {
    expect(await classified(raw)).toMatchObject({ kind: 'reply', contactId: null, senderKnown: false });
  });

  test.each([
    ['a passed proof', judged('spf=pass; dkim=pass; dmarc=pass')],
    ['a forwarder’s address and the sender’s signature', judged('spf=fail smtp.mailfrom=forwarder.example; dkim=pass header.d=cru.example')],
  ])('with %s counts as known', async (_what, raw) => {
    expect(await classified(raw)).toMatchObject({ contactId: 'cru-manager', senderKnown: true });
  });

  test.each([
    ['that only shows the address as its name', `From: "${host}" <x@elsewhere.example>`],
    ['that shows the address before its own', `From: ${host} <x@elsewhere.example>`],
    ['with letters that look like those of the address', `From: m\u0430nager@cru.example`],
  ])('by somebody %s is marked as unverified', async (_how, from) => {
    expect(await classified(mail([from, `In-Reply-To: <${ourId}>`, 'Message-ID: <l@x.example>'], 'Yes.'), stranger)).toMatchObject({ contactId: null, senderKnown: false });
  });

  test('is by whom it is from, whoever else is to be answered or sent it', async () => {
    const raw = mail(['From: x@elsewhere.example', `Reply-To: ${host}`, `Sender: ${host}`, `Return-Path: <${host}>`, `In-Reply-To: <${ourId}>`, 'Message-ID: <r@x.example>'], 'Yes.');
    expect(await classified(raw, stranger)).toMatchObject({ contactId: null, senderKnown: false });
  });

  test('from staff is known and belongs to no contact', async () => {
    const raw = gmailReply({ from: 'coordinator@office.example' });
    expect(await classified(raw, { ...stranger, isStaff: true })).toMatchObject({ kind: 'reply', contactId: null, senderKnown: true });
  });
});

describe('a mail that answers none of ours', () => {
  const raw = mail(['From: somebody@elsewhere.example', 'Message-ID: <2@elsewhere.example>', 'Subject: About P2P-2026-0001'], 'A question.');

  test('with a reference in the subject is an unverified entry', async () => {
    expect(await classified(raw, { ...stranger, ours: [], subjectRefs: [ref] })).toEqual({ kind: 'reply', ref, contactId: null, senderKnown: false, outboxId: null });
  });

  test('from a contact goes to the exchange that moved last', async () => {
    const own = mail([`From: ${host}`, 'Message-ID: <2@cru.example>', 'Subject: A question'], 'Which train?');
    expect(await classified(own, { ours: [], latestRef: ref })).toMatchObject({ kind: 'reply', ref, contactId: 'cru-manager', senderKnown: true });
  });

  test('from a stranger without a reference is about nothing of ours', async () => {
    expect(await classified(raw, { ...stranger, ours: [] })).toEqual({ kind: 'unknown' });
  });
});

describe('what nobody wrote', () => {
  const written = [`From: ${host}`, `In-Reply-To: <${ourId}>`, 'Message-ID: <3@cru.example>', 'Subject: Re: Please sign'];

  test('Exchange: out of office', async () => {
    expect(await classified(exchangeAbsence())).toEqual({ kind: 'ignored', why: 'auto-reply', ref });
  });

  test.each([
    'Auto-Submitted: auto-replied',
    'Auto-Submitted: auto-generated (vacation)',
    'X-Autoreply: yes',
    'X-Autorespond: vacation',
    'Precedence: bulk',
    'Precedence: auto_reply',
    'List-Id: <everybody.cru.example>',
    'Content-Type: multipart/report; report-type=disposition-notification; boundary=x',
  ])('%s', async (header) => {
    expect(await classified(mail([...written, header], 'Away.'))).toMatchObject({ kind: 'ignored', why: 'auto-reply' });
  });

  test.each([
    'Automatic reply: Please sign',
    'Out of Office: Please sign',
    'Réponse automatique : Please sign',
    '=?utf-8?B?UsOpcG9uc2UgYXV0b21hdGlxdWU6IFBsZWFzZSBzaWdu?=',
    'Respuesta automática: Please sign',
    'Risposta automatica: Please sign',
    'Automatski odgovor: Please sign',
  ])('a subject such as %s, for want of a header', async (subject) => {
    expect(await classified(mail([`From: ${host}`, 'Message-ID: <4@cru.example>', `Subject: ${subject}`], 'Away.'))).toMatchObject({ why: 'auto-reply' });
  });

  test('but a person whose mail says so is heard', async () => {
    expect(await classified(mail([...written, 'Auto-Submitted: no', 'X-Auto-Response-Suppress: OOF'], 'I am back.'))).toMatchObject({ kind: 'reply' });
    const about = mail([`From: ${host}`, `In-Reply-To: <${ourId}>`, 'Message-ID: <5@cru.example>', 'Subject: Out of office in May'], 'We are closed.');
    expect(await classified(about)).toMatchObject({ kind: 'reply' });
  });

  test.each([
    ['with the empty sender of a machine', mail(written, 'Failed.'), ''],
    ['from a mail server that has its own form', mail(['From: MAILER-DAEMON@cru.example', `In-Reply-To: <${ourId}>`, 'Message-ID: <6@cru.example>'], 'failure notice'), undefined],
  ])('a notice %s', async (_what, raw, envelopeFrom) => {
    expect(await classified(raw, {}, envelopeFrom)).toMatchObject({ kind: 'ignored', why: 'notice' });
  });
});

describe('a loop', () => {
  test.each([
    ['our own address', mail([`From: Programme office <${office.toUpperCase()}>`, 'Message-ID: <7@x.example>', `Subject: ${ref}`], 'Please answer.')],
    ['our own mail', mail([`From: ${host}`, `Message-ID: <${ourId}>`, `Subject: ${ref}`], 'Please answer.')],
    ['an id of our making', mail([`From: ${host}`, `Message-ID: <${'77'.repeat(20)}@Programme.example>`, `Subject: ${ref}`], 'Please answer.')],
  ])('of %s ends here', async (_what, raw) => {
    expect(await classified(raw, { subjectRefs: [ref] })).toMatchObject({ kind: 'ignored', why: 'own-mail' });
  });

  test('of more mails an hour than anybody writes ends here', async () => {
    expect(await classified(gmailReply(), { sentThisHour: mostAnHour })).toMatchObject({ kind: 'ignored', why: 'flood' });
    expect(await classified(gmailReply(), { sentThisHour: mostAnHour - 1 })).toMatchObject({ kind: 'reply' });
  });

  test('of strangers who all write about one exchange ends here; its contacts and the office still come through', async () => {
    const strangersThisHour = new Map([[ref, mostOfStrangersAnHour]]);
    expect(await classified(gmailReply({ from: 'x@elsewhere.example' }), { ...stranger, strangersThisHour })).toEqual({ kind: 'ignored', why: 'flood', ref });
    expect(await classified(gmailReply(), { strangersThisHour })).toMatchObject({ kind: 'reply', senderKnown: true });
    expect(await classified(gmailReply({ from: 'coordinator@office.example' }), { ...stranger, isStaff: true, strangersThisHour })).toMatchObject({ kind: 'reply' });
    const others = new Map([[ref, mostOfStrangersAnHour - 1], ['P2P-2026-0002', mostOfStrangersAnHour]]);
    expect(await classified(gmailReply({ from: 'x@elsewhere.example' }), { ...stranger, strangersThisHour: others })).toMatchObject({ kind: 'reply' });
  });

  test('a mail without a sender is nobody’s', async () => {
    expect(await classified(mail(['Message-ID: <8@x.example>', `Subject: ${ref}`], 'Hello.'), { subjectRefs: [ref] })).toMatchObject({ why: 'no-sender' });
  });
});

describe('a delivery report', () => {
  test.each([
    ['Postfix', postfixReport(), '5.1.1'],
    ['Exchange Online', exchangeReport(), '5.1.10'],
    ['Exchange Server', exchangeServerReport(), '5.1.1'],
    ['Exim', eximReport(), '5.0.0'],
    ['Gmail', gmailReport(), '5.1.1'],
    ['a server that gave up after days', postfixReport({ status: '4.4.1' }), '4.4.1'],
  ])('of %s about a mail of ours is a bounce', async (_server, raw, code) => {
    expect(await classified(raw)).toEqual({ kind: 'bounce', mail: ours, code });
  });

  test('of a delay is no bounce', async () => {
    expect(await classified(postfixReport({ action: 'delayed', status: '4.4.1' }))).toEqual({ kind: 'delay', mail: ours, code: '4.4.1' });
  });

  test.each([
    ['names no mail of ours', postfixReport({ originalId: 'x@elsewhere.example' })],
    ['is about somebody else', postfixReport({ recipient: 'director@cru.example' })],
    ['has an address that only contains the right one', postfixReport({ recipient: `x${host}` })],
    ['invents an id in our domain', postfixReport({ originalId: `${'99'.repeat(20)}@programme.example` })],
  ])('that %s is ignored as forged', async (_how, raw) => {
    expect(await classified(raw)).toMatchObject({ kind: 'ignored', why: 'foreign-report' });
  });

  test('that says delivered is ignored', async () => {
    expect(await classified(postfixReport({ action: 'delivered', status: '2.0.0' }))).toMatchObject({ kind: 'ignored', why: 'delivered' });
  });

  test('attached to a person’s mail is an attachment', async () => {
    const raw = mail(
      [`From: ${host}`, 'Message-ID: <9@cru.example>', `In-Reply-To: <${ourId}>`, 'Content-Type: multipart/mixed; boundary=b'],
      ['--b', 'Content-Type: text/plain', '', 'Your mail came back, see below.', '--b', 'Content-Type: message/rfc822', 'Content-Disposition: attachment', '', postfixReport().toString(), '--b--'],
    );
    expect(await classified(raw)).toMatchObject({ kind: 'reply' });
  });
});
