import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../stack/project-files.js';

/** A look at the source that passes or fails as a whole. */
export interface Check {
  name: string;
  /** Program in node_modules/.bin and its arguments. */
  command: readonly [program: string, ...args: string[]];
}

const sourceFolders = ['apps', 'workflows', 'activities', 'libs', 'infra'];

/** Types (ours, and with a browser's around it), lint with types, and who may import whom. */
export const checks: readonly Check[] = [
  { name: 'type check', command: ['tsc', '--noEmit', '-p', '.'] },
  { name: 'type check of what browsers run', command: ['tsc', '-p', 'libs/ui/browser'] },
  { name: 'lint', command: ['oxlint', '--type-aware', ...sourceFolders, 'test'] },
  { name: 'import rules', command: ['depcruise', ...sourceFolders] },
];

/** Runs one check, prints a line for it, and its output when it fails. */
export async function runCheck(check: Check): Promise<boolean> {
  const began = performance.now();
  const [program, ...args] = check.command;
  const child = spawn(join(projectRoot, 'node_modules', '.bin', program), args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const passed = code === 0;
  process.stdout.write(`- ${check.name}: ${passed ? 'passed' : 'FAILED'}, ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  if (!passed) process.stdout.write(`${output.trimEnd()}\n`);
  return passed;
}
