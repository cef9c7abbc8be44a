import { bundleWorkflowCode } from '@temporalio/worker';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../infra/stack/project-files.js';

const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error };

/** Where the sources of a bundle stand; a copy of the project with another story is bundled in the same way. */
export interface BundleSource {
  root: string;
}

/**
 * Path of the workflow bundle made from the TypeScript sources; made once for all test files, as long as the sources
 * stay the same. A copy's bundle stands in the copy and goes with it.
 */
export async function workflowBundle({ root }: BundleSource = { root: projectRoot }): Promise<{ codePath: string }> {
  const codePath = root === projectRoot ? join(tmpdir(), `sojourn-workflows-${fingerprint(root)}.js`) : join(root, 'bundle.js');
  if (!existsSync(codePath)) {
    const { code } = await bundleWorkflowCode({ workflowsPath: join(root, 'workflows/index.ts'), logger: quiet });
    const draft = `${codePath}.${process.pid}`;
    writeFileSync(draft, code);
    renameSync(draft, codePath);
  }
  return { codePath };
}

function fingerprint(root: string): string {
  const hash = createHash('sha256').update(root);
  const sources = globSync('{workflows,libs/contracts,libs/domain}/**/*.ts', { cwd: root }).toSorted();
  for (const source of sources) hash.update(source).update(readFileSync(join(root, source)));
  return hash.digest('hex').slice(0, 16);
}
