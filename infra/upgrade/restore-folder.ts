import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { clockMovedSignal, exchangeWorkflowId, type EditionClock } from '../../libs/contracts/dossier/index.js';
import { loadSecrets } from '../../libs/platform/config/secrets.js';
import { temporalClient } from '../../libs/platform/temporal/connect.js';
import { openDataDir } from '../stack/data-dir.js';
import { freePorts } from '../stack/ports.js';
import { silentProgress } from '../stack/progress.js';
import { provideTemporalCli } from '../stack/temporal-cli.js';
import { startTemporalServer } from '../stack/temporal-server.js';
import { withPostgresAlone } from './postgres-alone.js';
import type { KeptFolder } from './resting.js';

/** One entry of a kept journal, as it stood when everything was stopped. */
export interface KeptEntry {
  ref: string;
  seq: number;
  n: number;
  kind: string;
  event: object;
}

/** What was restored. */
export interface Restored extends KeptFolder {
  journal: KeptEntry[];
}

/** Where the embedded engine keeps its workflows. */
const namespace = 'default';

/**
 * Puts a kept data folder in place, ready for `npm start` of this program: nothing of the schema is touched. Its
 * rehearsals' clocks show what they showed when it was stopped, however long ago that is.
 */
export async function restoreFolder(archive: string, dataDir: string): Promise<Restored> {
  const unpacked = mkdtempSync(join(tmpdir(), 'sojourn-kept-'));
  execFileSync('tar', ['-xzf', archive, '-C', unpacked]);
  const kept = JSON.parse(readFileSync(join(unpacked, 'kept.json'), 'utf8')) as KeptFolder;
  (await openDataDir(dataDir)).release();
  for (const part of readdirSync(unpacked)) if (!['kept.json', 'database.sql'].includes(part)) cpSync(join(unpacked, part), join(dataDir, part), { recursive: true });
  const [port, temporalPort, uiPort] = await freePorts(3);
  const password = encodeURIComponent(loadSecrets(dataDir).postgresPassword);
  const { clocks, journal } = await withPostgresAlone(dataDir, `postgres://sojourn:${password}@127.0.0.1:${port}/sojourn`, async (client) => {
    await client.query(readFileSync(join(unpacked, 'database.sql'), 'utf8'));
    return { clocks: await setClocksBack(client, Date.now() - Date.parse(kept.stoppedAt)), journal: await journalOf(client) };
  });
  await tellWorkflows(dataDir, { temporalPort: temporalPort ?? 0, uiPort: uiPort ?? 0 }, kept, clocks);
  rmSync(unpacked, { recursive: true, force: true });
  return { ...kept, journal };
}

async function setClocksBack(client: pg.Client, passedMs: number): Promise<Map<string, EditionClock>> {
  const { rows } = await client.query<{ id: string; offset: string; version: number }>(
    `update edition set clock_offset_ms = clock_offset_ms - $1, clock_version = clock_version + 1 where rehearsal
     returning id, clock_offset_ms::text as offset, clock_version as version`,
    [Math.round(passedMs)],
  );
  return new Map(rows.map(({ id, offset, version }) => [id, { offsetMs: Number(offset), version }]));
}

async function journalOf(client: pg.Client): Promise<KeptEntry[]> {
  const { rows } = await client.query<KeptEntry>('select ref, seq, n, kind, event from journal order by ref, seq, n');
  return rows;
}

/** Before any worker runs, so that no deadline falls due by the time that passed since. */
async function tellWorkflows(path: string, ports: { temporalPort: number; uiPort: number }, { exchanges }: KeptFolder, clocks: ReadonlyMap<string, EditionClock>): Promise<void> {
  const dataDir = await openDataDir(path);
  const progress = silentProgress;
  const stopping = new AbortController();
  const cli = await provideTemporalCli(progress, process.env, stopping.signal);
  const server = await startTemporalServer({ cli, dataDir, port: ports.temporalPort, uiPort: ports.uiPort, namespace }, { progress, stopping: stopping.signal });
  const { client, connection } = temporalClient({ temporal: { address: server.address, namespace } });
  try {
    for (const { ref, edition } of exchanges) {
      const clock = clocks.get(edition);
      if (clock) await client.workflow.getHandle(exchangeWorkflowId(ref)).signal(clockMovedSignal, clock);
    }
  } finally {
    await connection.close();
    stopping.abort();
    await server.process.stop();
    dataDir.release();
  }
}
