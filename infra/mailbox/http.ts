import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { FAULT_MODES, parseFault } from './fault.js';
import { PAGE_STYLE } from './page-style.js';
import { renderListPage, renderMailPage, renderNoticePage } from './page.js';
import type { MailReader, ReadMail } from './reader.js';
import { sendReply } from './reply.js';
import type { MailSink } from './sink.js';
import type { MailStore, StoredMail } from './store.js';

/** What the pages and the interface for robots stand on. */
export interface MailboxHttpInput {
  store: MailStore;
  reader: MailReader;
  sink: MailSink;
  /** Where answers are handed in; 0: mails cannot be answered. */
  replyPort: number;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string | Buffer;
}

/** Mails on one page of the list. */
const PAGE_SIZE = 100;
/** Longest a robot's request is held open, in milliseconds. */
const LONGEST_WAIT = 30_000;
const LARGEST_BODY = 10_000;
/** The same for an answer: 5,000 characters of any script. */
const LARGEST_REPLY = 60_000;

const PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** A mail may show its own styles and nothing else: no script, no form, no picture from anywhere; its links open new windows. */
const MAIL_POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/** Serves the mailbox pages and the interface for robots on 127.0.0.1; rejects if the port is taken. */
export async function startMailboxHttp(input: MailboxHttpInput, port: number): Promise<{ url: string; close(): Promise<void> }> {
  const closing = new AbortController();
  const server = createServer((request, response) => {
    void answer(request, input, AbortSignal.any([closing.signal, gone(response)]))
      .catch((error: Error) => {
        process.stderr.write(`mailbox: ${error.stack}\n`);
        return noticePage(500, 'The mailbox could not answer.', input);
      })
      .then((made) => write(request, response, made));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      closing.abort();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(request: IncomingMessage, input: MailboxHttpInput, stopped: AbortSignal): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://mailbox.example');
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  if (method !== 'GET' && fromElsewhere(request)) return json(403, { code: 'foreign-origin' });
  switch (`${method} ${url.pathname}`) {
    case 'GET /':
      return listPage(url, input);
    case 'GET /mailbox.css':
      return { status: 200, headers: { 'content-type': 'text/css; charset=utf-8' }, body: PAGE_STYLE };
    case 'GET /health':
      return json(200, { status: 'ok', smtpPort: input.sink.port, messages: input.store.list().length, fault: input.sink.fault });
    case 'GET /api/messages':
      return json(200, await readMails(url, input, stopped));
    case 'DELETE /api/messages':
      await input.store.clear();
      return { status: 204, body: '' };
    case 'GET /api/fault':
      return json(200, input.sink.fault);
    case 'PUT /api/fault':
      return putFault(request, input);
    case 'POST /fault':
      return postFault(request, input);
    default:
      if (method === 'POST') return postReply(url, request, input);
      return method === 'GET' ? oneMail(url, input) : json(405, { code: 'method-not-allowed' });
  }
}

async function listPage(url: URL, { store, reader, sink }: MailboxHttpInput): Promise<Answer> {
  const to = url.searchParams.get('to')?.toLowerCase() || undefined;
  const before = number(url.searchParams.get('before')) ?? Infinity;
  const all = store.list();
  const older = all.filter((mail) => mail.seq < before && isFor(mail, to));
  const shown = older.slice(-PAGE_SIZE).reverse();
  const last = shown.at(-1);
  return html(
    200,
    renderListPage({
      mails: await Promise.all(shown.map((mail) => reader.summary(mail))),
      mailboxes: countMailboxes(all),
      total: all.length,
      fault: sink.fault,
      ...(to === undefined ? {} : { to }),
      ...(older.length > shown.length && last !== undefined ? { olderThan: last.seq } : {}),
    }),
  );
}

/** The paths below one mail, for people (`/messages/7`) and for robots (`/api/messages/7`). */
async function oneMail(url: URL, input: MailboxHttpInput): Promise<Answer> {
  const [, api, seq, part, index] = /^(\/api)?\/messages\/(\d+)(?:\/(html|raw|attachments)(?:\/(\d+))?)?$/.exec(url.pathname) ?? [];
  const stored = seq === undefined ? undefined : input.store.find(Number(seq));
  if (stored === undefined) return noticePage(404, 'There is no such mail.', input);
  if (part === 'raw') {
    const body = await input.store.read(stored);
    return { status: 200, headers: { 'content-type': api === undefined ? 'text/plain; charset=utf-8' : 'message/rfc822' }, body };
  }
  if (part === 'attachments') return attachment(stored, Number(index ?? NaN), input);
  const mail = await input.reader.read(stored);
  if (part === 'html') return mailHtml(mail);
  return api === undefined ? html(200, renderMailPage(mail, input.sink.fault, { canReply: input.replyPort > 0, replied: url.searchParams.has('replied') })) : json(200, withoutHeaders(mail));
}

async function attachment(stored: StoredMail, index: number, input: MailboxHttpInput): Promise<Answer> {
  const file = await input.reader.attachment(stored, index);
  if (file === undefined) return noticePage(404, 'There is no such attachment.', input);
  const ascii = file.filename.replace(/[^\w.-]+/g, '_');
  return {
    status: 200,
    headers: {
      'content-type': /^[\w.+-]+\/[\w.+-]+$/.test(file.contentType) ? file.contentType : 'application/octet-stream',
      'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(file.filename)}`,
      'content-security-policy': 'sandbox',
    },
    body: file.content,
  };
}

/** The HTML part as it came, but with links that leave the frame. */
function mailHtml(mail: ReadMail): Answer {
  const base = '<base target="_blank">';
  const body = /<head[^>]*>/i.test(mail.html) ? mail.html.replace(/<head[^>]*>/i, (head) => head + base) : base + mail.html;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': MAIL_POLICY }, body };
}

/** The mails for `to` after number `after`, oldest first; with `wait`, at least one if it comes within that time. */
async function readMails(url: URL, { store, reader }: MailboxHttpInput, stopped: AbortSignal): Promise<unknown[]> {
  const to = url.searchParams.get('to')?.toLowerCase() || undefined;
  const after = number(url.searchParams.get('after')) ?? 0;
  const deadline = Date.now() + Math.min(number(url.searchParams.get('wait')) ?? 0, LONGEST_WAIT);
  for (;;) {
    const found = store.list().filter((mail) => mail.seq > after && isFor(mail, to));
    const left = deadline - Date.now();
    if (found.length > 0 || left <= 0 || stopped.aborted) {
      return Promise.all(found.map(async (mail) => withoutHeaders(await reader.read(mail))));
    }
    await store.waitForAfter(store.list().at(-1)?.seq ?? 0, left, stopped);
  }
}

function withoutHeaders({ headers: _headers, ...mail }: ReadMail): Omit<ReadMail, 'headers'> {
  return mail;
}

async function putFault(request: IncomingMessage, { sink }: MailboxHttpInput): Promise<Answer> {
  const parsed = parseFault(await readJson(request));
  if (!parsed.ok) return json(400, { code: 'fault-invalid', reason: parsed.reason, modes: FAULT_MODES });
  await sink.setFault(parsed.fault);
  return json(200, sink.fault);
}

async function postFault(request: IncomingMessage, input: MailboxHttpInput): Promise<Answer> {
  const form = new URLSearchParams(await readBody(request));
  const filled = Object.fromEntries([...form].filter(([, value]) => value !== ''));
  const parsed = parseFault({ ...filled, ...(filled.times === undefined ? {} : { times: Number(filled.times) }) });
  if (!parsed.ok) return noticePage(400, `That cannot be played: ${parsed.reason}.`, input);
  await input.sink.setFault(parsed.fault);
  return { status: 303, headers: { location: '/' }, body: '' };
}

/** Answers a mail as its recipient would, in plain text. */
async function postReply(url: URL, request: IncomingMessage, input: MailboxHttpInput): Promise<Answer> {
  const [, seq] = /^\/messages\/(\d+)\/reply$/.exec(url.pathname) ?? [];
  if (seq === undefined) return json(405, { code: 'method-not-allowed' });
  const stored = input.store.find(Number(seq));
  if (stored === undefined || input.replyPort === 0) return noticePage(404, 'This mail cannot be answered here.', input);
  const text = new URLSearchParams(await readBody(request, LARGEST_REPLY)).get('text')?.trim() ?? '';
  if (text === '') return noticePage(400, 'An answer needs a text, of at most a few pages.', input);
  const refusal = await sendReply(await input.reader.read(stored), text, input.replyPort);
  if (refusal !== undefined) return noticePage(502, `The answer was not taken: ${refusal}`, input);
  return { status: 303, headers: { location: `/messages/${seq}?replied` }, body: '' };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse(await readBody(request));
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage, largest: number = LARGEST_BODY): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > largest) return '';
  return readText(request);
}

/** Browsers say where a request comes from; robots say nothing. A page of somebody else must not empty this mailbox. */
function fromElsewhere(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && origin !== `http://${host}`;
}

function countMailboxes(mails: StoredMail[]): { address: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const address of mails.flatMap((mail) => mail.recipients)) counts.set(address, (counts.get(address) ?? 0) + 1);
  return [...counts].map(([address, count]) => ({ address, count })).sort((a, b) => a.address.localeCompare(b.address));
}

function isFor(mail: StoredMail, to: string | undefined): boolean {
  return to === undefined || mail.recipients.includes(to);
}

function number(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Aborts when the client hangs up, so that nobody waits on its behalf. */
function gone(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}

function html(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY }, body };
}

function json(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}

function noticePage(status: number, sentence: string, { sink }: MailboxHttpInput): Answer {
  return html(status, renderNoticePage(sentence, sink.fault));
}

function write(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // Not "no-referrer": with it browsers hide the origin of our own form too.
    'referrer-policy': 'same-origin',
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
