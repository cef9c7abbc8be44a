import { MailboxTrouble, watchMailbox, type ImapWatchInput } from './imap-watch.js';
import { ownAddresses } from './known-mails.js';
import { parseMailSource, type MailSource } from './mail-source.js';
import { sha256 } from './received-mail.js';
import { openSmtpDoor } from './smtp-door.js';
import { Stumbles } from './stumbles.js';
import { takeMail, type HandedIn, type Outcome, type Taking } from './take-mail.js';
import { noteUntaken } from './untaken.js';
import { noteHeard, noteNoSource, noteTrouble } from './watch-state.js';

/** Told of what happened; never of whom it concerns. */
export type IncomingLog = (level: 'info' | 'warn', message: string, code: string) => void;

/** How long to wait before the source is tried again, by failures in a row, in milliseconds. */
const backoffMs = [1_000, 2_000, 5_000, 15_000, 30_000, 60_000];
/** The same once a password was refused that often: servers shut out who keeps trying. */
const refusedMs = 300_000;
/** A source that held this long counts as mended, in milliseconds. */
const steadyMs = 60_000;
/** How often it is noted that the source is in order, in milliseconds. */
const noteEveryMs = 30_000;
/** A mail that a working database refuses this often is left to people. */
const mostTries = 3;
/** More failing mails than this are not remembered. */
const mostFailing = 1_000;

/**
 * The loop that takes incoming mail in, from wherever the configuration says. It outlives the mail server and the
 * database; of several processes on one machine, one has the listener and another takes it over.
 */
export class IncomingMail {
  private readonly stopping = new AbortController();
  private readonly stumbles = new Stumbles();
  /** How often each mail was refused by a database that works, by its content. */
  private readonly refusals = new Map<string, number>();
  /** Why the source cannot be got at, as it was said last. */
  private saidTrouble: string | undefined;
  private notedAt = 0;

  constructor(
    private readonly taking: Taking,
    private readonly log: IncomingLog,
    private readonly pace: Pick<ImapWatchInput, 'lookEveryMs'> = {},
  ) {}

  /** Runs until {@link stop} is called; at once over where no source is configured. */
  async run(): Promise<void> {
    const { incomingUrl } = this.taking.config.mail;
    if (!incomingUrl) return void (await this.ifDatabaseAnswers(() => noteNoSource(this.taking.db.manager)));
    const source = parseMailSource(incomingUrl);
    for (let failures = 0; !this.stopping.signal.aborted; ) {
      const began = Date.now();
      const code = await this.serve(source).then(() => undefined, codeOf);
      if (code !== undefined) await this.interrupted(code);
      failures = Date.now() - began > steadyMs ? 0 : failures + 1;
      await this.pause(pauseAfter(failures, code));
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  private async serve(source: MailSource): Promise<void> {
    const take = (mail: HandedIn): Promise<Outcome> => this.take(mail);
    const log = (message: string, code: string): void => this.log('warn', message, code);
    const { signal: stopped } = this.stopping;
    if (source.kind === 'imap') {
      const { incomingCa: ca } = this.taking.config.mail;
      const giveUp = async (place: string): Promise<void> => {
        await noteUntaken(this.taking.db.manager, place, 'unserved');
        log('a mail is left in the mailbox', 'unserved');
      };
      return watchMailbox({ mailbox: source, ...(ca && { ca }), take, giveUp, looked: () => this.heard(), log, stumbles: this.stumbles, stopped, ...this.pace });
    }
    const door = await openSmtpDoor({ ...source, addresses: ownAddresses(this.taking.config), take, log });
    while (!stopped.aborted) {
      await this.heard();
      await this.pause(noteEveryMs);
    }
    await door.close();
  }

  private async take(mail: HandedIn): Promise<Outcome> {
    const outcome = await takeMail(this.taking, mail).catch((error: unknown) => this.afterRefusal(mail, error));
    this.log(outcome === 'failed' ? 'warn' : 'info', 'a mail came in', outcome);
    return outcome;
  }

  /** While the database is away no mail is to blame; one that a working database refuses again and again must not come back for ever. */
  private async afterRefusal(mail: HandedIn, error: unknown): Promise<Outcome> {
    if (!(await this.ifDatabaseAnswers(() => this.taking.db.query('select 1')))) throw error;
    const key = sha256(mail.raw);
    const tries = (this.refusals.get(key) ?? 0) + 1;
    if (this.refusals.size >= mostFailing) this.refusals.clear();
    this.refusals.set(key, tries);
    if (tries < mostTries) throw error;
    await noteUntaken(this.taking.db.manager, mail.place ?? key, 'failed');
    this.refusals.delete(key);
    return 'failed';
  }

  private async heard(): Promise<void> {
    if (this.saidTrouble !== undefined) this.log('info', 'incoming mail is back', this.saidTrouble);
    else if (Date.now() - this.notedAt < noteEveryMs) return;
    this.saidTrouble = undefined;
    if (await this.ifDatabaseAnswers(() => noteHeard(this.taking.db.manager))) this.notedAt = Date.now();
  }

  /** Said once, however often the same comes of it when it is tried again. */
  private async interrupted(code: string): Promise<void> {
    if (code !== this.saidTrouble) this.log('warn', 'incoming mail is interrupted', code);
    this.saidTrouble = code;
    await this.ifDatabaseAnswers(() => noteTrouble(this.taking.db.manager, code));
  }

  /** Does something with the database; false while it is away, which is told elsewhere. */
  private async ifDatabaseAnswers(work: () => Promise<unknown>): Promise<boolean> {
    return work().then(
      () => true,
      () => false,
    );
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

function pauseAfter(failures: number, code: string | undefined): number {
  const longest = code === refusedPassword ? refusedMs : backoffMs.at(-1)!;
  return backoffMs[Math.max(0, failures - 1)] ?? longest;
}

const refusedPassword = 'authentication-failed';

/** The text of an error may hold an address or a password. */
function codeOf(error: unknown): string {
  if (error instanceof MailboxTrouble) return error.code;
  const { authenticationFailed, code, name } = (error ?? {}) as { authenticationFailed?: boolean; code?: string; name?: string };
  return authenticationFailed ? refusedPassword : (code ?? name ?? 'unknown');
}
