import { randomBytes } from 'node:crypto';
import { freePorts } from '../stack/ports.js';
import { startPostgres } from '../stack/postgres.js';
import { silentProgress } from '../stack/progress.js';
import { makeTestFolder, sweepTestFolders } from './test-folder.js';

// Keeps one throwaway Postgres for a test run and stops it when the run ends, in whatever way: the channel to the
// parent closes then.

const parentGone = new Promise<void>((resolve) => process.once('disconnect', resolve));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined); // the parent decides

await sweepTestFolders();
const folder = makeTestFolder();
const [port] = await freePorts(1);
const postgres = await startPostgres(
  { dataDir: folder, port: port!, password: randomBytes(12).toString('hex'), throwaway: true },
  { progress: silentProgress, stopping: new AbortController().signal },
);
if (process.connected) process.send?.(postgres.url);
await parentGone;
await postgres.process.stop();
folder.remove();
