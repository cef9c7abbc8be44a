import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { stopLeftovers } from '../stack/pid-files.js';
import { processIdentity } from '../stack/process-identity.js';

const prefix = 'sojourn-test-';

/** A folder for one test that looks like a data folder of the stack. */
export interface TestFolder {
  path: string;
  id: string;
  runDir: string;
  logDir: string;
  remove(): void;
}

/** Makes an empty folder outside the checkout that every account may pass through; its name holds our process id. */
export function makeTestFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  chmodSync(path, 0o711);
  const [runDir, logDir] = [join(path, 'run'), join(path, 'logs')];
  for (const folder of [runDir, logDir]) mkdirSync(folder);
  return { path, id: basename(path), runDir, logDir, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Stops and removes what test processes left behind that were killed. */
export async function sweepTestFolders(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const pid = Number(name.slice(prefix.length).split('-')[0]);
    if (!(pid > 0) || processIdentity(pid) !== undefined) continue;
    const path = join(tmpdir(), name);
    await stopLeftovers(join(path, 'run'), []);
    rmSync(path, { recursive: true, force: true });
  }
}
