import type { Child } from 'hono/jsx';
import type { HtmlEscapedString } from 'hono/utils/html';
import { FAULT_MODES, type Fault } from './fault.js';
import type { MailSummary, ReadMail } from './reader.js';

/** What the list page shows. */
export interface ListPageInput {
  /** Newest first. */
  mails: MailSummary[];
  /** Every mailbox that ever got a mail, with how many it holds. */
  mailboxes: { address: string; count: number }[];
  /** All mails in all mailboxes. */
  total: number;
  /** The chosen mailbox. */
  to?: string;
  /** Where the page of older mails begins, if there are any. */
  olderThan?: number;
  fault: Fault;
}

/** The mails of one mailbox or of all, newest first. */
export function renderListPage(input: ListPageInput): string {
  const { mails, mailboxes, total, to, olderThan, fault } = input;
  return renderPage(
    to === undefined ? 'Mailbox' : `Mailbox of ${to}`,
    fault,
    <main class="columns">
      <div class="side">
        <nav class="boxes card" aria-label="Mailboxes">
          <h2>Mailboxes</h2>
          <ul>
            <MailboxLink href="/" name="Everybody" count={total} chosen={to === undefined} />
            {mailboxes.map(({ address, count }) => (
              <MailboxLink href={listHref(address)} name={address} count={count} chosen={address === to} />
            ))}
          </ul>
        </nav>
        <FaultForm fault={fault} />
      </div>
      <section class="card" aria-label="Mails">
        {mails.length === 0 ? <p class="empty">No mail here yet. Reload the page to look again.</p> : null}
        <ol class="mails">
          {mails.map((mail) => (
            <li>
              <a href={`/messages/${mail.seq}`}>
                <span class="subject">{mail.subject || '(no subject)'}</span>
                <time datetime={mail.date}>{writeInstant(mail.date || mail.receivedAt)}</time>
                <span class="people">{to === undefined ? `to ${mail.to.join(', ')}` : `from ${mail.from}`}</span>
              </a>
            </li>
          ))}
        </ol>
        {olderThan === undefined ? null : <a class="older" href={listHref(to, olderThan)}>Older mails</a>}
      </section>
    </main>,
  );
}

/** One mail: who, when, the mail as its reader sees it, then everything behind it. */
export function renderMailPage(mail: ReadMail, fault: Fault, { canReply, replied }: { canReply: boolean; replied: boolean }): string {
  const here = `/messages/${mail.seq}`;
  return renderPage(
    mail.subject || '(no subject)',
    fault,
    <main class="single">
      <article class="card">
        <div class="letter">
          <h2>{mail.subject || '(no subject)'}</h2>
          <dl>
            <dt>From</dt>
            <dd>{mail.from}</dd>
            <dt>To</dt>
            <dd>
              {mail.to.map((address) => (
                <>
                  <a href={listHref(address)}>{address}</a>{' '}
                </>
              ))}
            </dd>
            <dt>Date</dt>
            <dd>{writeInstant(mail.date || mail.receivedAt)} UTC</dd>
          </dl>
          {mail.attachments.length === 0 ? null : (
            <ul class="files" aria-label="Attachments">
              {mail.attachments.map(({ filename, size }, index) => (
                <li>
                  <a href={`${here}/attachments/${index}`} download={filename}>
                    {filename} ({writeSize(size)})
                  </a>
                </li>
              ))}
            </ul>
          )}
        </div>
        {mail.html === '' ? null : (
          <iframe title="The mail" src={`${here}/html`} sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
        )}
        {mail.html === '' ? null : (
          <p class="more">
            <a href={`${here}/html`} target="_blank" rel="noreferrer">The mail in a window of its own</a>
          </p>
        )}
        {canReply ? <ReplyForm action={`${here}/reply`} to={mail.to[0] ?? ''} replied={replied} /> : null}
        <details open={mail.html === ''}>
          <summary>Plain text</summary>
          <pre>{linkAddresses(mail.text)}</pre>
        </details>
        <details>
          <summary>Headers</summary>
          <pre>{mail.headers.map(({ name, value }) => `${name}: ${value}`).join('\n')}</pre>
        </details>
        <p class="more">
          <a href={`${here}/raw`}>Source of the mail</a>
        </p>
      </article>
    </main>,
  );
}

/** A page for what is not there or cannot be done. */
export function renderNoticePage(sentence: string, fault: Fault): string {
  return renderPage(sentence, fault, (
    <main class="single">
      <div class="card">
        <p class="empty">
          {sentence} <a href="/">Back to the mailbox</a>
        </p>
      </div>
    </main>
  ));
}

function renderPage(title: string, fault: Fault, main: Child): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href="/mailbox.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <header class="top">
          <h1>
            <a href="/">Mailbox</a>
          </h1>
          <p>Every mail ends here; none leaves this machine.</p>
        </header>
        {fault.mode === 'none' ? null : <p class="alarm" role="status">The mail server plays a fault: {writeFault(fault)}</p>}
        {main}
      </body>
    </html>
  );
  // No component here is asynchronous, so this is a text already.
  return `<!DOCTYPE html>\n${(page as HtmlEscapedString).toString()}\n`;
}

function MailboxLink({ href, name, count, chosen }: { href: string; name: string; count: number; chosen: boolean }) {
  return (
    <li>
      <a href={href} aria-current={chosen ? 'page' : undefined} title={name}>
        <span class="address">{name}</span>
        <span class="count">{count}</span>
      </a>
    </li>
  );
}

const FAULT_NAMES: Record<Fault['mode'], string> = {
  none: 'works',
  'refuse-451': '451: not now',
  'refuse-550': '550: no such mailbox',
  'auth-535': '535: wrong password',
  'drop-after-data': 'takes the mail, then hangs up',
  'connection-refused': 'does not listen',
};

function FaultForm({ fault }: { fault: Fault }) {
  return (
    <div class="card">
      <details class="alone" open={fault.mode !== 'none'}>
        <summary>Rehearse a bad mail server</summary>
        <form class="fault" method="post" action="/fault">
          <label>
            The mail server
            <select name="mode">
              {FAULT_MODES.map((mode) => (
                <option value={mode} selected={mode === fault.mode}>
                  {FAULT_NAMES[mode]}
                </option>
              ))}
            </select>
          </label>
          <label>
            only for this address (may stay empty)
            <input name="to" type="email" value={fault.to ?? ''} />
          </label>
          <label>
            so many times (may stay empty)
            <input name="times" type="number" min="1" value={fault.times === undefined ? '' : String(fault.times)} />
          </label>
          <button type="submit">Set</button>
        </form>
      </details>
    </div>
  );
}

function ReplyForm({ action, to, replied }: { action: string; to: string; replied: boolean }) {
  return (
    <details open={replied}>
      <summary>Answer this mail</summary>
      <form class="fault" method="post" action={action}>
        {replied ? <p role="status">The answer was taken.</p> : null}
        <label>
          What {to} writes
          <textarea name="text" rows={6} maxlength={5000} required></textarea>
        </label>
        <button type="submit">Send the answer</button>
      </form>
    </details>
  );
}

function writeFault({ mode, to, times }: Fault): string {
  return [FAULT_NAMES[mode], ...(to === undefined ? [] : [`for ${to}`]), ...(times === undefined ? [] : [`${times} times`])].join(', ');
}

function linkAddresses(text: string): Child {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, index) =>
    index % 2 === 0 ? part : (
      <a href={part} target="_blank" rel="noreferrer">
        {part}
      </a>
    ),
  );
}

function listHref(to?: string, before?: number): string {
  const query = new URLSearchParams({
    ...(to === undefined ? {} : { to }),
    ...(before === undefined ? {} : { before: String(before) }),
  }).toString();
  return query === '' ? '/' : `/?${query}`;
}

/** To the minute, in UTC, so that pages look the same everywhere. */
function writeInstant(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

function writeSize(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} KB`;
}
