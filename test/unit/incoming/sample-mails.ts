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
