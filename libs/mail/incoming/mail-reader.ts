import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { MailToRead, ReadInThread } from './mail-reader-thread.js';
import type { ReceivedMail } from './received-mail.js';

/**
 * Reads a mail as it came in.
 * @throws Error when it cannot be read, or not within what one mail may take.
 */
export type ReadMail = (raw: Buffer, envelopeFrom?: string) => Promise<ReceivedMail>;

/** How long one mail may be read, in milliseconds: many times of what the largest takes on a busy machine. */
const longestMs = 20_000;
/** How much memory reading may take beside the mail itself, in megabytes. */
const memory = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };
const threadProgram = new URL('./mail-reader-thread.js', import.meta.url);

/**
 * Reads mails in a thread of their own, one after the other. Whatever a stranger put into one, this process goes on
 * meanwhile: a mail that takes too long or too much memory ends its thread, and the next one gets a new thread.
 */
export class MailReader {
  private thread: Worker | undefined;
  private before: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly program: URL = threadProgram,
    private readonly mostMs = longestMs,
  ) {}

  readonly read: ReadMail = (raw, envelopeFrom) => {
    const mail = this.before.then(() => this.readNow({ raw, envelopeFrom }));
    this.before = mail.catch(() => undefined);
    return mail;
  };

  /** Ends the thread. */
  async close(): Promise<void> {
    const { thread } = this;
    this.thread = undefined;
    await thread?.terminate();
  }

  private async readNow(mail: MailToRead): Promise<ReceivedMail> {
    const thread = (this.thread ??= this.newThread());
    const over = new AbortController();
    const failing = (what: Promise<unknown>, why: string): Promise<never> => what.then(() => Promise.reject(new Error(why)));
    try {
      const said = once(thread, 'message', over) as Promise<[ReadInThread]>;
      const ended = failing(once(thread, 'exit', over), 'the mail takes too much to read');
      const tooLong = failing(pause(this.mostMs, undefined, over), 'the mail takes too long to read');
      thread.postMessage(mail);
      const [read] = await Promise.race([said, ended, tooLong]);
      if (read) return read;
    } catch (error) {
      // What broke a thread, or still keeps it busy, has ruined it for the next mail.
      await this.close();
      throw error;
    } finally {
      over.abort();
    }
    throw new Error('the mail cannot be read');
  }

  private newThread(): Worker {
    const thread = new Worker(this.program, { resourceLimits: memory, stdout: true, stderr: true });
    thread.on('error', () => undefined); // whoever waits for a mail hears of it; between two mails nobody does
    thread.once('exit', () => {
      if (this.thread === thread) this.thread = undefined;
    });
    thread.unref(); // it alone keeps no process alive
    return thread;
  }
}
