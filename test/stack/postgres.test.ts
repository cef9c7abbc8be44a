import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { clearPostmaster, startPostgres, type RunningPostgres } from '../../infra/stack/postgres.js';
import { freePorts } from '../../infra/stack/ports.js';
import { silentProgress } from '../../infra/stack/progress.js';
import { processIdentity } from '../../infra/stack/process-identity.js';
import { makeTestFolder, type TestFolder } from '../../infra/testing/test-folder.js';

let folder: TestFolder;
let port: number;
let running: RunningPostgres[];

beforeEach(async () => {
  folder = makeTestFolder();
  [port] = (await freePorts(1)) as [number];
  running = [];
});
afterEach(async () => {
  for (const postgres of running) await postgres.process.stop();
  folder.remove();
});

async function start(password = 'correct horse', stopping = new AbortController().signal): Promise<RunningPostgres> {
  const postgres = await startPostgres({ dataDir: folder, port, password, throwaway: true }, { progress: silentProgress, stopping });
  running.push(postgres);
  return postgres;
}

async function ask(url: string, question: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(question)).rows as unknown[];
  } finally {
    await client.end();
  }
}

test('a start after everything was killed finds its rows again, and stops a Postgres that was left running', async () => {
  const abandoned = new AbortController();
  const first = await start('correct horse', abandoned.signal);
  await ask(first.url, 'create table kept as select 7 as answer');
  abandoned.abort(); // as after a kill -9 of the parent: Postgres runs on, nobody looks after it
  const left = first.process.pid!;

  const second = await start();
  expect(processIdentity(left)).toBeUndefined();
  expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 7 }]);
});

test('a password that does not fit the cluster is said in one sentence', async () => {
  const first = await start();
  await first.process.stop();
  await expect(start('wrong')).rejects.toThrow(/^The password in .*secrets\.json does not open the database in .*: put back the secrets\.json/);
});

test('a postmaster.pid that names another program is removed without touching that program', async () => {
  const bystander = spawn(process.execPath, ['-e', "process.send('ready'); setInterval(() => {}, 1000)"], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  await once(bystander, 'message');
  const cluster = join(folder.path, 'cluster');
  mkdirSync(cluster);
  writeFileSync(join(cluster, 'postmaster.pid'), `${bystander.pid}\n${cluster}\n`);
  await clearPostmaster(cluster);
  expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
  expect(processIdentity(bystander.pid!)).toBeDefined();
  bystander.kill('SIGKILL');
  await once(bystander, 'exit');
});

test('a postmaster.pid of a process that is gone is left to Postgres', async () => {
  const gone = spawn(process.execPath, ['-e', '0']);
  await once(gone, 'exit');
  const cluster = join(folder.path, 'cluster');
  mkdirSync(cluster);
  writeFileSync(join(cluster, 'postmaster.pid'), `${gone.pid}\n${cluster}\n`);
  await clearPostmaster(cluster);
  expect(readFileSync(join(cluster, 'postmaster.pid'), 'utf8')).toContain(String(gone.pid));
});
