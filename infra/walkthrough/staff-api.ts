/** Where a rehearsal's clock is after it was moved, and what it moved for. */
export interface Advanced {
  from: string;
  to: string;
  why: { kind: string };
}

/** One entry of an exchange's journal. */
export interface JournalEntry {
  kind: string;
  /** By the exchange's clock. */
  at: string;
  /** The event itself: ids, choices, cents and instants. */
  detail: Readonly<Record<string, unknown>>;
}

/** The staff's programming interface refused; `code` says why. */
export class StaffApiRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Longest that one request may take, in milliseconds: moving the clock waits for mails and steps. */
const requestTimeoutMs = 120_000;

/** The staff's programming interface, with one member's token. */
export class StaffApi {
  constructor(
    private readonly staffUrl: string,
    private readonly token: string,
  ) {}

  /** Moves a rehearsal's clock to the next thing that happens by itself, at most to `until`. */
  async advance(edition: string, until?: string): Promise<Advanced> {
    return (await this.request('POST', `/api/editions/${encodeURIComponent(edition)}/advance`, until ? { until } : {})) as Advanced;
  }

  /** An exchange's journal, oldest first. */
  async journal(ref: string): Promise<JournalEntry[]> {
    const history = (await this.request('GET', `/api/exchanges/${encodeURIComponent(ref)}/journal`)) as (JournalEntry & { source: string })[];
    return history.filter(({ source }) => source === 'journal');
  }

  private async request(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.staffUrl + path, {
      method,
      headers: { authorization: `Bearer ${this.token}`, accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    const { code = 'unknown', message = text.slice(0, 300) } = safeJson(text);
    throw new StaffApiRefusal(response.status, code, `${method} ${path}: ${response.status} ${code}: ${message}`);
  }
}

function safeJson(text: string): { code?: string; message?: string } {
  try {
    return JSON.parse(text) as { code?: string; message?: string };
  } catch {
    return {};
  }
}
