import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../stack/project-files.js';

/**
 * Folders of test/ that take longer or more data than everybody waits for before each change: exchanges drawn by lot, filled
 * databases, long runs of made-up input, data folders of earlier versions, drills (parts killed, broken or lost on a whole
 * system), faults put into the sources. `npm run prove` runs them, in this order.
 */
export const provedFolders: readonly string[] = ['drawn', 'plans', 'fuzz', 'upgrade', 'drills', 'mutation'];

/** These start whole systems and measure time on them, so they have the machine to themselves. */
export const aloneFolders: readonly string[] = ['e2e', 'browser', ...provedFolders.filter((folder) => folder !== 'drawn')];

/** These watch a mailbox on a real IMAP server. */
export const imapFolders: readonly string[] = ['integration', 'stack'];

/** The folders of test/ that hold a test, as they stand there. */
export function testFolders(): string[] {
  const root = join(projectRoot, 'test');
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && holdsTests(join(root, entry.name)))
    .map((entry) => entry.name);
}

function holdsTests(folder: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => /\.test\.tsx?$/.test(name));
}
