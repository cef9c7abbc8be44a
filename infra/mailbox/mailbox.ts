import { join } from 'node:path';
import { startMailboxHttp } from './http.js';
import { MailReader } from './reader.js';
import { startMailSink } from './sink.js';
import { openMailStore } from './store.js';

/** Where a mailbox listens and keeps its mails. */
export interface MailboxOptions {
  /** Mails are kept in its folder `mailbox`. */
  dataDir: string;
  /** 0 or absent: any free port. */
  smtpPort?: number;
  httpPort?: number;
  /** Where answers to mails are handed in, on 127.0.0.1; 0 or absent: mails cannot be answered. */
  replyPort?: number;
}

/** A running mailbox. */
export interface Mailbox {
  /** `smtp://127.0.0.1:<port>`, for the sender's configuration. */
  smtpUrl: string;
  /** `http://127.0.0.1:<port>`: the pages, and below `/api` the interface for robots. */
  httpUrl: string;
  close(): Promise<void>;
}

/** A mail server that keeps every mail, with pages to read them: for development, rehearsals and tests. */
export async function startMailbox({ dataDir, smtpPort = 0, httpPort = 0, replyPort = 0 }: MailboxOptions): Promise<Mailbox> {
  const store = await openMailStore(join(dataDir, 'mailbox'));
  const sink = await startMailSink(store, smtpPort);
  try {
    const http = await startMailboxHttp({ store, reader: new MailReader(store), sink, replyPort }, httpPort);
    return {
      smtpUrl: `smtp://127.0.0.1:${sink.port}`,
      httpUrl: http.url,
      close: async () => void (await Promise.all([http.close(), sink.close()])),
    };
  } catch (error) {
    await sink.close();
    throw error;
  }
}
