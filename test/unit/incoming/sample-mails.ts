/** Mails in the shapes that mail programs and servers give them. */

export const office = 'exchanges@programme.example';
export const host = 'manager@cru.example';
/** Message-ID and thread of a mail of ours. */
export const ourId = `${'3f'.repeat(20)}@programme.example`;
export const ourThread = `${'a1'.repeat(20)}@programme.example`;

/** A mail of header lines and body lines, with the line ends of the wire. */
export function mail(headers: string[], body: string | string[], encoding: BufferEncoding = 'utf8'): Buffer {
  const text = Array.isArray(body) ? body.join('\r\n') : body;
  return Buffer.from(`${headers.join('\r\n')}\r\n\r\n${text}\r\n`, encoding);
}

/** An answer written in Gmail: both parts, the quoted mail below. */
export function gmailReply({ from = host, inReplyTo = ourId, id = 'CAJ+x1=abc@mail.gmail.com', text = 'Yes, the 12th suits us.' } = {}): Buffer {
  return mail(
    [
      'MIME-Version: 1.0',
      `References: <${ourThread}> <${inReplyTo}>`,
      `In-Reply-To: <${inReplyTo}>`,
      `From: The Manager <${from}>`,
      'Date: Mon, 1 Mar 2027 11:02:13 +0100',
      `Message-ID: <${id}>`,
      'Subject: Re: Approved: please sign, The Spark would like to come (P2P-2026-0001)',
      `To: Programme office <${office}>`,
      'Content-Type: multipart/alternative; boundary="00000000000041aa"',
    ],
    [
      '--00000000000041aa',
      'Content-Type: text/plain; charset="UTF-8"',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      text,
      '',
      'Kind regards',
      '',
      'On Mon, Mar 1, 2027 at 10:00 AM Programme office <',
      'exchanges@programme.example> wrote:',
      '',
      '> The Spark would like to come.',
      '> Please answer: http://127.0.0.1:3000/l/secret',
      '',
      '--00000000000041aa',
      'Content-Type: text/html; charset="UTF-8"',
      '',
      `<div dir="ltr">${text}</div><div class="gmail_quote"><blockquote>The Spark would like to come.</blockquote></div>`,
      '',
      '--00000000000041aa--',
    ],
  );
}

/** An answer written in Outlook: no mark before quoted lines, its own header copied. */
export function outlookReply(): Buffer {
  return mail(
    [
      'From: The Manager <manager@cru.example>',
      `To: Programme office <${office}>`,
      'Subject: RE: Approved: please sign (P2P-2026-0001)',
      'Thread-Index: AdsB1c2d3e4f5g6h',
      'Date: Mon, 1 Mar 2027 10:12:00 +0000',
      'Message-ID: <AM0PR01MB1234567890@AM0PR01MB1234.eurprd01.prod.exchangelabs.com>',
      `References: <${ourId}>`,
      `In-Reply-To: <${ourId}>`,
      'X-MS-Has-Attach: yes',
      'Content-Type: multipart/mixed; boundary="_004_AM0"',
      'MIME-Version: 1.0',
    ],
    [
      '--_004_AM0',
      'Content-Type: text/plain; charset="iso-8859-1"',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Entendu, merci. Voil=E0 notre programme.',
      '',
      '________________________________',
      'From: Programme office <exchanges@programme.example>',
      'Sent: Monday, March 1, 2027 10:00 AM',
      'To: The Manager <manager@cru.example>',
      'Subject: Approved: please sign',
      '',
      'Please answer.',
      '',
      '--_004_AM0',
      'Content-Type: application/pdf; name="programme.pdf"',
      'Content-Disposition: attachment; filename="programme.pdf"; size=9',
      'Content-Transfer-Encoding: base64',
      '',
      'JVBERi0xLjQK',
      '',
      '--_004_AM0--',
    ],
  );
}

/** Exchange's out-of-office note, to a mail that asked for none. */
export function exchangeAbsence(): Buffer {
  return mail(
    [
      'From: The Manager <manager@cru.example>',
      `To: Programme office <${office}>`,
      'Subject: Automatic reply: Approved: please sign (P2P-2026-0001)',
      'Message-ID: <0f1e2d3c@AM0PR01MB1234.eurprd01.prod.exchangelabs.com>',
      `In-Reply-To: <${ourId}>`,
      `References: <${ourId}>`,
      'X-Auto-Response-Suppress: All',
      'X-MS-Exchange-Inbox-Rules-Loop: manager@cru.example',
      'Auto-Submitted: auto-generated',
      'Content-Type: text/plain; charset="utf-8"',
    ],
    'I am out of the office until 15 March. Yes, I accept.',
  );
}

/** What a report may be told to claim. */
export interface ReportClaims {
  originalId?: string;
  recipient?: string;
  action?: string;
  status?: string;
  id?: string;
}

/** Postfix: the whole mail comes back. */
export function postfixReport({ originalId = ourId, recipient = host, action = 'failed', status = '5.1.1', id = '20270301.1@mail.cru.example' }: ReportClaims = {}): Buffer {
  return mail(
    [
      'Return-Path: <>',
      'Date: Mon,  1 Mar 2027 10:00:05 +0000 (UTC)',
      'From: MAILER-DAEMON@mail.cru.example (Mail Delivery System)',
      'Subject: Undelivered Mail Returned to Sender',
      `To: ${office}`,
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status;',
      '\tboundary="4B1C.1/mail.cru.example"',
      `Message-Id: <${id}>`,
    ],
    [
      'This is a MIME-encapsulated message.',
      '',
      '--4B1C.1/mail.cru.example',
      'Content-Description: Notification',
      'Content-Type: text/plain; charset=us-ascii',
      '',
      'I am sorry to have to inform you that your message could not be delivered.',
      '',
      '--4B1C.1/mail.cru.example',
      'Content-Description: Delivery report',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mail.cru.example',
      'X-Postfix-Sender: rfc822; exchanges@programme.example',
      'Arrival-Date: Mon,  1 Mar 2027 10:00:04 +0000 (UTC)',
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      `Original-Recipient: rfc822;${recipient}`,
      `Action: ${action}`,
      `Status: ${status}`,
      'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
      '    in virtual mailbox table',
      '',
      '--4B1C.1/mail.cru.example',
      'Content-Description: Undelivered Message',
      'Content-Type: message/rfc822',
      '',
      'From: Programme office <exchanges@programme.example>',
      `To: <${recipient}>`,
      `Message-ID: <${originalId}>`,
      'Subject: Reminder (P2P-2026-0001)',
      '',
      'Please answer.',
      '--4B1C.1/mail.cru.example--',
    ],
  );
}

/** Exchange: only the headers come back, and the address in another case. */
export function exchangeReport({ originalId = ourId, recipient = 'Manager@CRU.example', id = '5f7c@AM0PR01MB1234.eurprd01.prod.exchangelabs.com' }: ReportClaims = {}): Buffer {
  return mail(
    [
      'From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@cru.example>',
      `To: ${office}`,
      'Date: Mon, 1 Mar 2027 10:00:09 +0000',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="5f7c"',
      `Message-ID: <${id}>`,
      `In-Reply-To: <${originalId}>`,
      `References: <${originalId}>`,
      'Subject: Undeliverable: Reminder (P2P-2026-0001)',
      'Auto-Submitted: auto-replied',
    ],
    [
      '--5f7c',
      'Content-Type: multipart/alternative; differences=Content-Type; boundary="5f7d"',
      '',
      '--5f7d',
      'Content-Type: text/plain; charset="us-ascii"',
      '',
      'Delivery has failed to these recipients or groups',
      '',
      '--5f7d--',
      '',
      '--5f7c',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns;AM0PR01MB1234.eurprd01.prod.exchangelabs.com',
      'Received-From-MTA: dns;mail.programme.example',
      '',
      `Final-recipient: RFC822;${recipient}`,
      'Action: failed',
      'Status: 5.1.10',
      'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound',
      '',
      '--5f7c',
      'Content-Type: text/rfc822-headers',
      '',
      'From: Programme office <exchanges@programme.example>',
      'To: <manager@cru.example>',
      'Subject: Reminder (P2P-2026-0001)',
      'Message-ID:',
      ` <${originalId}>`,
      '',
      '--5f7c--',
    ],
  );
}

/** Exim: its own names for the parts, the mail comes back whole. */
export function eximReport({ originalId = ourId, recipient = host, action = 'failed', status = '5.0.0', id = 'E1abcD-0001Ab-2C@mx.cru.example' }: ReportClaims = {}): Buffer {
  return mail(
    [
      'Return-path: <>',
      'Envelope-to: exchanges@programme.example',
      `X-Failed-Recipients: ${recipient}`,
      'Auto-Submitted: auto-replied',
      'From: Mail Delivery System <Mailer-Daemon@mx.cru.example>',
      `To: ${office}`,
      `References: <${originalId}>`,
      'Content-Type: multipart/report; report-type=delivery-status; boundary=1772359209-eximdsn-1438655061',
      'MIME-Version: 1.0',
      'Subject: Mail delivery failed: returning message to sender',
      `Message-Id: <${id}>`,
      'Date: Mon, 01 Mar 2027 10:00:09 +0000',
    ],
    [
      '--1772359209-eximdsn-1438655061',
      'Content-type: text/plain; charset=us-ascii',
      '',
      'This message was created automatically by mail delivery software.',
      '',
      `  ${recipient}`,
      '    host mail.cru.example [192.0.2.1]',
      '    SMTP error from remote mail server after RCPT TO: 550 No such user here',
      '',
      '--1772359209-eximdsn-1438655061',
      'Content-type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.cru.example',
      '',
      `Action: ${action}`,
      `Final-Recipient: rfc822;${recipient}`,
      `Status: ${status}`,
      'Remote-MTA: dns; mail.cru.example',
      'Diagnostic-Code: smtp; 550 No such user here',
      '',
      '--1772359209-eximdsn-1438655061',
      'Content-type: message/rfc822',
      '',
      'Return-path: <exchanges@programme.example>',
      'Received: from mail.programme.example ([192.0.2.2])',
      '\tby mx.cru.example with esmtp (Exim 4.96)',
      '\t(envelope-from <exchanges@programme.example>)',
      'From: Programme office <exchanges@programme.example>',
      `To: ${recipient}`,
      `Message-ID: <${originalId}>`,
      'Subject: Reminder (P2P-2026-0001)',
      '',
      'Please answer.',
      '',
      '--1772359209-eximdsn-1438655061--',
    ],
  );
}

/** Exchange on a server of one's own: the mail comes back whole, the status names its diagnosis and a display name. */
export function exchangeServerReport({ originalId = ourId, recipient = host, action = 'failed', status = '5.1.1', id = 'c0ffee@EX01.cru.example' }: ReportClaims = {}): Buffer {
  return mail(
    [
      'From: <postmaster@cru.example>',
      `To: <${office}>`,
      'Date: Mon, 1 Mar 2027 11:00:09 +0100',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status;',
      '\tboundary="0b1c2d3e-4f50"',
      'X-DSNContext: 335a7efd - 4460 - 00000001 - 80040546',
      `Message-ID: <${id}>`,
      `In-Reply-To: <${originalId}>`,
      'Subject: Undeliverable: Reminder (P2P-2026-0001)',
    ],
    [
      'This is a MIME-formatted message.',
      '',
      '--0b1c2d3e-4f50',
      'Content-Type: text/html; charset="us-ascii"',
      '',
      '<html><body>Delivery has failed to these recipients</body></html>',
      '',
      '--0b1c2d3e-4f50',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns;EX01.cru.example',
      'Received-From-MTA: dns;mail.programme.example',
      'Arrival-Date: Mon, 1 Mar 2027 10:00:08 +0000',
      '',
      `Original-Recipient: rfc822;${recipient}`,
      `Final-Recipient: rfc822;${recipient}`,
      `Action: ${action}`,
      `Status: ${status}`,
      'Diagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found',
      'X-Display-Name: The Manager',
      '',
      '--0b1c2d3e-4f50',
      'Content-Type: message/rfc822',
      '',
      'Received: from mail.programme.example (192.0.2.2) by EX01.cru.example',
      'From: Programme office <exchanges@programme.example>',
      `To: <${recipient}>`,
      'Subject: Reminder (P2P-2026-0001)',
      `Message-ID: <${originalId}>`,
      '',
      'Please answer.',
      '',
      '--0b1c2d3e-4f50--',
    ],
  );
}

/** Gmail: a picture among the parts, and the original in a part of its own. */
export function gmailReport({ originalId = ourId, recipient = host, action = 'failed', status = '5.1.1', id = '65e1.050a0220@mx.google.com' }: ReportClaims = {}): Buffer {
  return mail(
    [
      'Return-Path: <>',
      'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      `To: ${office}`,
      'Auto-Submitted: auto-replied',
      'Subject: Delivery Status Notification (Failure)',
      `References: <${originalId}>`,
      `In-Reply-To: <${originalId}>`,
      `X-Failed-Recipients: ${recipient}`,
      `Message-ID: <${id}>`,
      'Date: Mon, 01 Mar 2027 02:00:09 -0800 (PST)',
      'Content-Type: multipart/report; boundary="0000000000007b2f"; report-type=delivery-status',
    ],
    [
      '--0000000000007b2f',
      'Content-Type: multipart/related; boundary="0000000000007b3a"',
      '',
      '--0000000000007b3a',
      'Content-Type: multipart/alternative; boundary="0000000000007b3b"',
      '',
      '--0000000000007b3b',
      'Content-Type: text/plain; charset="UTF-8"',
      '',
      '** Address not found **',
      '',
      '--0000000000007b3b',
      'Content-Type: text/html; charset="UTF-8"',
      '',
      '<p>Address not found</p>',
      '',
      '--0000000000007b3b--',
      '--0000000000007b3a',
      'Content-Type: image/png; name="icon.png"',
      'Content-Disposition: attachment; filename="icon.png"',
      'Content-Transfer-Encoding: base64',
      'Content-ID: <icon.png>',
      '',
      'iVBORw0KGgo=',
      '--0000000000007b3a--',
      '--0000000000007b2f',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; googlemail.com',
      'Received-From-MTA: dns; exchanges@programme.example',
      'Arrival-Date: Mon, 01 Mar 2027 02:00:08 -0800 (PST)',
      `X-Original-Message-ID: <${originalId}>`,
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      `Action: ${action}`,
      `Status: ${status}`,
      'Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.',
      'Last-Attempt-Date: Mon, 01 Mar 2027 02:00:09 -0800 (PST)',
      '',
      '--0000000000007b2f',
      'Content-Type: message/rfc822',
      '',
      'X-Google-DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;',
      '        d=1e100.net; s=20230601;',
      `Message-ID: <${originalId}>`,
      'From: Programme office <exchanges@programme.example>',
      `To: ${recipient}`,
      'Subject: Reminder (P2P-2026-0001)',
      '',
      'Please answer.',
      '',
      '--0000000000007b2f--',
    ],
  );
}
