import { ImapFlow, type FetchMessageObject, type FetchQueryObject } from 'imapflow';
import { isLoopback } from '../../platform/config/loopback.js';
import type { MailSource } from './mail-source.js';
import { largestMail } from './received-mail.js';
import type { Stumbles } from './stumbles.js';
import type { HandedIn, Outcome } from './take-mail.js';

/** What the watch needs. */
export interface ImapWatchInput {
  mailbox: Extract<MailSource, { kind: 'imap' }>;
  /** Certificate authority of the server, PEM; absent: the system's list. */
  ca?: Buffer;
  take: (mail: HandedIn) => Promise<Outcome>;
  /** Told which mail is left to people because its own server cannot hand it over. */
  giveUp: (place: string) => Promise<void>;
  /** Told after each look at the mailbox. */
  looked: () => Promise<void>;
  /** Told of what failed; never of whom it concerns. */
  log: (message: string, code: string) => void;
  /** Kept from one connection to the next. */
  stumbles: Stumbles;
  /** Ends the watch. */
  stopped: AbortSignal;
  /** How often the mailbox is looked at even if its server announces nothing, in milliseconds. */
  lookEveryMs?: number;
}

/** Mails that one look takes on. */
const batch = 50;
/** How soon a mail that could not be taken is tried again, in milliseconds. */
const retryMs = 5_000;
const connectWaitMs = 20_000;
const silenceMs = 5 * 60_000;
/** How much is read of a mail that is larger than {@link largestMail}, in bytes. */
const beginning = 500_000;

/** The mailbox is there and cannot be used. */
export class MailboxTrouble extends Error {
  constructor(readonly code: 'no-such-folder' | 'read-only-folder' | 'flags-refused') {
    super(code);
  }
}

/**
 * Watches a mailbox over one connection until it ends or is stopped. A mail is marked as read only once what follows
 * from it is committed; what nobody here reads whole is flagged too, so that people find it in their mail program.
 * @throws Error when the connection fails or ends; MailboxTrouble when the mailbox cannot be used.
 */
export async function watchMailbox(input: ImapWatchInput): Promise<void> {
  const { mailbox, ca, looked, log, stopped, lookEveryMs = 60_000 } = input;
  const client = connectionTo(mailbox, ca);
  let wake = (): void => {};
  let failure: Error | undefined;
  let ended = false;
  const onEnd = (error?: Error): void => {
    failure ??= error;
    ended = true;
    wake();
  };
  client.on('error', onEnd);
  client.on('close', () => onEnd());
  client.on('exists', () => wake());
  const onStop = (): void => {
    wake();
    client.close();
  };
  stopped.addEventListener('abort', onStop);
  try {
    await client.connect();
    await openFolder(client, mailbox.folder);
    while (!ended && !stopped.aborted) {
      const news = new Promise<void>((resolve) => (wake = resolve));
      const { tried, trouble } = await takeUnread(client, input);
      await looked();
      if (trouble !== undefined) log('a mail could not be taken and stays unread', nameOf(trouble));
      if (tried === batch && trouble === undefined) continue;
      const heard = await newsOrTime(news, trouble === undefined ? lookEveryMs : retryMs);
      // A folder that was deleted and made anew looks empty for ever to whoever has the old one open.
      if (!heard && !ended && !stopped.aborted) await openFolder(client, mailbox.folder);
    }
    if (ended && !stopped.aborted) throw failure ?? new Error('the connection ended');
  } finally {
    stopped.removeEventListener('abort', onStop);
    client.close();
  }
}

function connectionTo({ host, port, secure, user, password }: ImapWatchInput['mailbox'], ca: Buffer | undefined): ImapFlow {
  return new ImapFlow({
    host,
    port,
    secure,
    // A password must not cross a network in the clear, whatever the server offers.
    doSTARTTLS: !secure && !isLoopback(host),
    auth: { user, pass: password },
    ...(ca && { tls: { ca } }),
    logger: false,
    connectionTimeout: connectWaitMs,
    greetingTimeout: connectWaitMs,
    socketTimeout: silenceMs,
    autoIdleDelay: 500,
    maxLiteralSize: largestMail + 1_000_000,
  });
}

async function openFolder(client: ImapFlow, folder: string): Promise<void> {
  const { readOnly } = await client.mailboxOpen(folder).catch((error: unknown) => {
    throw (error as { mailboxMissing?: boolean }).mailboxMissing ? new MailboxTrouble('no-such-folder') : error;
  });
  // What cannot be marked would be taken on anew for ever.
  if (readOnly) throw new MailboxTrouble('read-only-folder');
}

async function takeUnread(client: ImapFlow, input: ImapWatchInput): Promise<{ tried: number; trouble?: unknown }> {
  const unread = (await client.search({ seen: false }, { uid: true })) || [];
  const stumbled = (uid: number): number => input.stumbles.of(placeOf(client, input, uid));
  const next = unread.toSorted((a, b) => stumbled(a) - stumbled(b) || a - b).slice(0, batch);
  let trouble: unknown;
  for (const uid of next) {
    const outcome = await takeOne(client, input, uid).catch((error: unknown) => {
      if (!client.usable) throw error;
      trouble = error ?? 'unknown';
    });
    if (outcome) await mark(client, uid, forPeople.includes(outcome) ? ['\\Seen', '\\Flagged'] : ['\\Seen']);
  }
  return { tried: next.length, ...(trouble !== undefined && { trouble }) };
}

/** What nobody here will read, or not whole. */
const forPeople: readonly (Outcome | 'unserved')[] = ['conversation-in-part', 'unknown', 'unreadable', 'failed', 'unserved', 'ignored-flood'];

async function takeOne(client: ImapFlow, input: ImapWatchInput, uid: number): Promise<Outcome | 'unserved' | undefined> {
  const { stumbles, giveUp, take } = input;
  const place = placeOf(client, input, uid);
  const noting = async <T>(what: 'hand-over' | 'take', work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      stumbles.note(place, what);
      throw error;
    });
  if (stumbles.isHopeless(place)) {
    await giveUp(place);
    return 'unserved';
  }
  const given = await noting('hand-over', handOver(client, uid));
  if (!given) return undefined; // somebody moved it away
  const outcome = await noting('take', take({ ...given, place }));
  stumbles.forget(place);
  return outcome;
}

/** The mail, or the beginning of one that is too large. */
async function handOver(client: ImapFlow, uid: number): Promise<HandedIn | undefined> {
  const found = await fetchOne(client, uid, { size: true });
  if (!found) return undefined;
  const isTooLarge = (found.size ?? 0) > largestMail;
  const { source } = (await fetchOne(client, uid, { source: isTooLarge ? { maxLength: beginning } : true })) ?? {};
  // A server that cannot read its own file may say so by leaving the text out.
  if (!source?.length) throw new Error('the server gave no text of a mail');
  return { raw: source, ...(isTooLarge && { isBeginning: true }) };
}

async function fetchOne(client: ImapFlow, uid: number, query: FetchQueryObject): Promise<FetchMessageObject | undefined> {
  return (await client.fetchOne(String(uid), query, { uid: true })) || undefined;
}

async function mark(client: ImapFlow, uid: number, flags: string[]): Promise<void> {
  if (!(await client.messageFlagsAdd(String(uid), flags, { uid: true }))) throw new MailboxTrouble('flags-refused');
}

/** Tells a mail from all others, also after its folder was made anew. */
function placeOf(client: ImapFlow, { mailbox }: ImapWatchInput, uid: number): string {
  const { uidValidity = 0 } = client.mailbox || {};
  return `${mailbox.user}@${mailbox.host}:${mailbox.port}/${mailbox.folder}/${uidValidity}/${uid}`;
}

/** The text of an error may name people. */
function nameOf(error: unknown): string {
  return (error as Error | undefined)?.name ?? 'unknown';
}

/** Whether there was news within that time. */
async function newsOrTime(news: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  const heard = await Promise.race([news.then(() => true), silence]);
  clearTimeout(timer);
  return heard;
}
