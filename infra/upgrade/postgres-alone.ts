import pg from 'pg';
import { openDataDir } from '../stack/data-dir.js';
import { startPostgres } from '../stack/postgres.js';
import { silentProgress } from '../stack/progress.js';

/** Runs the Postgres of a data folder, and nothing else of the system, for a piece of work. The address tells port and password. */
export async function withPostgresAlone<T>(path: string, address: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const { port, password } = new URL(address);
  const dataDir = await openDataDir(path);
  const stopping = new AbortController();
  try {
    const postgres = await startPostgres({ dataDir, port: Number(port), password: decodeURIComponent(password) }, { progress: silentProgress, stopping: stopping.signal });
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
      stopping.abort();
      await postgres.process.stop();
    }
  } finally {
    dataDir.release();
  }
}
