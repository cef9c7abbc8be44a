/** How one process may use the database; times in milliseconds. Long reports and migrations take their own, longer ones. */
export interface DatabaseAccess {
  /** Connections that it holds at most. */
  connections: number;
  /** To get a connection: a new one, or one that another request gives back. */
  connectMs: number;
  /** For one statement; 0: as long as it takes. */
  statementMs: number;
  /** To wait for what another transaction holds; 0: as long as it takes. */
  lockMs: number;
  /** That a transaction may stand open and do nothing, holding what others wait for. */
  idleInTransactionMs: number;
  /** Certificate authority of the database's server, PEM. Absent: the system's list. */
  ca?: Buffer;
}

/** What holds where the environment says nothing. */
export const databaseDefaults: Omit<DatabaseAccess, 'ca'> = {
  connections: 20,
  connectMs: 10_000,
  statementMs: 30_000,
  lockMs: 10_000,
  idleInTransactionMs: 60_000,
};

/** Ways of asking for TLS that let a connection be overheard, or answered by anybody. */
const weakModes = ['disable', 'allow', 'prefer', 'no-verify'];

/** The `sslmode` of an address where it is weaker than what a database on another machine is reached by. */
export function weakTlsMode(databaseUrl: string): string | undefined {
  const mode = new URL(databaseUrl).searchParams.get('sslmode') ?? undefined;
  return mode !== undefined && weakModes.includes(mode) ? mode : undefined;
}

/** The address without what it says of TLS: whether there is any is decided by the host alone. */
export function withoutTlsMode(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  for (const name of ['sslmode', 'ssl', 'sslrootcert', 'uselibpqcompat']) url.searchParams.delete(name);
  return url.href;
}
