import type { DataSource } from 'typeorm';
import type { ServiceConfig } from '../../config/config.js';
import { watchMailbox } from './imap-watch.js';
import { ownAddresses } from './known-mails.js';
import { parseMailSource, type MailSource } from './mail-source.js';
import { openSmtpDoor } from './smtp-door.js';
import { takeMail, type HandedIn, type Outcome } from './take-mail.js';

/** Told of what happened; never of whom it concerns. */
export type IncomingLog = (level: 'info' | 'warn', message: string, code: string) => void;

/** How long to wait before the source is tried again, by failures in a row, in milliseconds. */
const backoffMs = [1_000, 2_000, 5_000, 15_000, 30_000, 60_000];
/** A source that held this long counts as mended, in milliseconds. */
const steadyMs = 60_000;

/**
 * The loop that takes incoming mail in, from wherever the configuration says. It outlives the mail server and the
 * database; of several processes on one machine, one has the listener and another takes it over.
 */
export class IncomingMail {
  private readonly stopping = new AbortController();

  constructor(
    private readonly db: DataSource,
    private readonly config: Pick<ServiceConfig, 'mail'>,
    private readonly log: IncomingLog,
  ) {}

  /** Runs until {@link stop} is called; at once over where no source is configured. */
  async run(): Promise<void> {
    const { incomingUrl } = this.config.mail;
    if (!incomingUrl) return;
    const source = parseMailSource(incomingUrl);
    for (let failures = 0; !this.stopping.signal.aborted; ) {
      const began = Date.now();
      await this.serve(source).catch((error: unknown) => this.log('warn', 'incoming mail is interrupted', codeOf(error)));
      failures = Date.now() - began > steadyMs ? 0 : failures + 1;
      await this.pause(backoffMs[Math.max(0, failures - 1)] ?? backoffMs.at(-1)!);
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  private async serve(source: MailSource): Promise<void> {
    const take = (mail: HandedIn): Promise<Outcome> => this.take(mail);
    const log = (message: string, code: string): void => this.log('warn', message, code);
    const { signal: stopped } = this.stopping;
    if (source.kind === 'imap') return watchMailbox({ mailbox: source, take, log, stopped });
    const door = await openSmtpDoor({ ...source, addresses: ownAddresses(this.config), take, log });
    await new Promise<void>((resolve) => (stopped.aborted ? resolve() : stopped.addEventListener('abort', () => resolve(), { once: true })));
    await door.close();
  }

  private async take(mail: HandedIn): Promise<Outcome> {
    const outcome = await takeMail(this.db, this.config, mail);
    this.log('info', 'a mail came in', outcome);
    return outcome;
  }

  private pause(ms: number): Promise<void> {
    const { signal } = this.stopping;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => (clearTimeout(timer), signal.removeEventListener('abort', end), resolve());
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    });
  }
}

/** The text of an error may hold an address or a password. */
function codeOf(error: unknown): string {
  const { authenticationFailed, code, name } = (error ?? {}) as { authenticationFailed?: boolean; code?: string; name?: string };
  return authenticationFailed ? 'authentication-failed' : (code ?? name ?? 'unknown');
}
