import { spawn, type ChildProcess } from 'node:child_process';
import { printedProgress } from '../stack/progress.js';
import { builtFile } from '../stack/project-files.js';
import { provideTestServer, testServerVariable } from '../stack/time-skipping-server.js';
import { needsServers, testPostgresVariable } from './test-run.js';
import { prepareTemplate } from './test-template.js';

let keeper: ChildProcess | undefined;

/** Before all test files: one Postgres with a migrated template, and the program of the time-skipping test server. */
export default async function setUp(): Promise<void> {
  if (!needsServers()) return;
  const progress = printedProgress((text) => void process.stderr.write(text));
  process.env[testServerVariable] = await provideTestServer(progress);
  await progress.step('Postgres for tests', async () => {
    const url = await startKeeper();
    await prepareTemplate(url);
    process.env[testPostgresVariable] = url;
  });
}

/** After all test files. */
export async function tearDown(): Promise<void> {
  if (!keeper) return;
  const ended = new Promise((resolve) => keeper?.once('exit', resolve));
  keeper.disconnect();
  await ended;
}

// A process of its own, so that Postgres is stopped and its folder removed even when the test run is killed.
async function startKeeper(): Promise<string> {
  const child = spawn(process.execPath, [builtFile('infra/testing/postgres-keeper.js')], {
    env: { ...process.env, NODE_OPTIONS: '' },
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  keeper = child;
  return new Promise((resolve, reject) => {
    child.once('message', (url) => resolve(url as string));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Postgres for tests did not start (exit code ${code}).`)));
  });
}
