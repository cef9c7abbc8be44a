/** A mail as the mailbox's interface for robots gives it. */
export interface Mail {
  seq: number;
  receivedAt: string;
  /** The mail's own date: the edition's clock. */
  date: string;
  /** Without angle brackets. */
  messageId: string;
  references: string[];
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  links: string[];
  attachments: { filename: string; contentType: string; size: number }[];
}

/** Longest one request to the mailbox is held open, in milliseconds. */
const longestWaitMs = 25_000;

/** Reads the development mailbox. */
export class MailboxClient {
  constructor(private readonly url: string) {}

  /** Mails after a number, oldest first; only those to one address when it is given. */
  async after(seq: number, to?: string): Promise<Mail[]> {
    return this.read({ after: seq, ...(to && { to }) });
  }

  /** The first mail to an address after a number that fits; waits for it. */
  async next(to: string, after: number, fits: (mail: Mail) => boolean, waitMs: number): Promise<Mail | undefined> {
    const deadline = Date.now() + waitMs;
    for (let seen = after; ; ) {
      const wait = Math.max(0, Math.min(longestWaitMs, deadline - Date.now()));
      const mails = await this.read({ after: seen, to, wait });
      const found = mails.find(fits);
      if (found || (mails.length === 0 && Date.now() >= deadline)) return found;
      seen = mails.at(-1)?.seq ?? seen;
    }
  }

  /** The number of the newest mail; 0 when there is none. */
  async lastSeq(): Promise<number> {
    // The count is never more than the last number, and asking for it does not make the mailbox read every mail.
    const { messages } = (await (await fetch(new URL('/health', this.url))).json()) as { messages: number };
    const mails = await this.read({ after: messages });
    return mails.at(-1)?.seq ?? messages;
  }

  /** Makes the mail server misbehave, or stop doing so. */
  async setFault(fault: { mode: string; to?: string; times?: number }): Promise<void> {
    const response = await fetch(new URL('/api/fault', this.url), { method: 'PUT', body: JSON.stringify(fault) });
    if (!response.ok) throw new Error(`the mailbox refused the fault: ${await response.text()}`);
  }

  private async read(query: Record<string, string | number>): Promise<Mail[]> {
    const url = new URL('/api/messages', this.url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const response = await fetch(url, { signal: AbortSignal.timeout(longestWaitMs + 10_000) });
    if (!response.ok) throw new Error(`the mailbox answers ${response.status}`);
    const mails = (await response.json()) as Mail[];
    return mails.map((mail) => this.readAs({ ...mail, messageId: mail.messageId.replace(/^<|>$/g, '') }));
  }

  /** A mail as its reader takes it. */
  protected readAs(mail: Mail): Mail {
    return mail;
  }
}
