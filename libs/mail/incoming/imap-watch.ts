import { ImapFlow, type FetchMessageObject } from 'imapflow';
import { isLoopback, type MailSource } from './mail-source.js';
import { largestMail } from './received-mail.js';
import type { HandedIn, Outcome } from './take-mail.js';

/** What the watch needs. */
export interface ImapWatchInput {
  mailbox: Extract<MailSource, { kind: 'imap' }>;
  take: (mail: HandedIn) => Promise<Outcome>;
  /** Told of what failed; never of whom it concerns. */
  log: (message: string, code: string) => void;
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

/**
 * Watches a mailbox over one connection until it ends or is stopped. A mail is marked as read only once what follows
 * from it is committed; what nobody here reads is flagged too, so that people find it in their mail program.
 * @throws Error when the connection fails or ends.
 */
export async function watchMailbox({ mailbox, take, log, stopped, lookEveryMs = 60_000 }: ImapWatchInput): Promise<void> {
  const client = connectionTo(mailbox);
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
  /** Mails whose taking failed: left alone until all others had their turn, so that they delay nobody. */
  const failed = new Set<number>();
  try {
    await client.connect();
    await client.mailboxOpen(mailbox.folder);
    while (!ended && !stopped.aborted) {
      const news = new Promise<void>((resolve) => (wake = resolve));
      const { taken, trouble } = await takeUnread(client, take, failed);
      if (trouble !== undefined) log('a mail could not be taken and stays unread', nameOf(trouble));
      if (taken < batch || trouble !== undefined) await newsOrTime(news, trouble === undefined ? lookEveryMs : retryMs);
      if (taken < batch) failed.clear(); // all others had their turn
    }
    if (ended && !stopped.aborted) throw failure ?? new Error('the connection ended');
  } finally {
    stopped.removeEventListener('abort', onStop);
    client.close();
  }
}

function connectionTo({ host, port, secure, user, password }: ImapWatchInput['mailbox']): ImapFlow {
  return new ImapFlow({
    host,
    port,
    secure,
    // A password must not cross a network in the clear, whatever the server offers.
    doSTARTTLS: !secure && !isLoopback(host),
    auth: { user, pass: password },
    logger: false,
    connectionTimeout: connectWaitMs,
    greetingTimeout: connectWaitMs,
    socketTimeout: silenceMs,
    autoIdleDelay: 500,
    maxLiteralSize: largestMail + 1_000_000,
  });
}

async function takeUnread(client: ImapFlow, take: ImapWatchInput['take'], failed: Set<number>): Promise<{ taken: number; trouble?: unknown }> {
  const unread = (await client.search({ seen: false }, { uid: true })) || [];
  const next = unread.filter((uid) => !failed.has(uid)).slice(0, batch);
  let trouble: unknown;
  for (const uid of next) {
    const outcome = await takeOne(client, take, uid).catch((error: unknown) => {
      if (!client.usable) throw error;
      trouble = error ?? 'unknown';
      failed.add(uid);
    });
    if (outcome) await client.messageFlagsAdd(String(uid), forPeople.includes(outcome) ? ['\\Seen', '\\Flagged'] : ['\\Seen'], { uid: true });
  }
  return { taken: next.length, ...(trouble !== undefined && { trouble }) };
}

/** What nobody here will read. */
const forPeople: readonly (Outcome | 'too-large')[] = ['unknown', 'unreadable', 'too-large', 'ignored-flood'];

async function takeOne(client: ImapFlow, take: ImapWatchInput['take'], uid: number): Promise<Outcome | 'too-large' | undefined> {
  const found = await fetchOne(client, uid, { size: true });
  if (!found) return undefined; // somebody moved it away
  if ((found.size ?? 0) > largestMail) return 'too-large';
  const { source } = (await fetchOne(client, uid, { source: true })) ?? {};
  return source && take({ raw: source });
}

async function fetchOne(client: ImapFlow, uid: number, query: { size?: true; source?: true }): Promise<FetchMessageObject | undefined> {
  return (await client.fetchOne(String(uid), query, { uid: true })) || undefined;
}

/** The text of an error may name people. */
function nameOf(error: unknown): string {
  return (error as Error | undefined)?.name ?? 'unknown';
}

async function newsOrTime(news: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([news, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
