import { printedProgress } from '../stack/progress.js';
import { chromium } from './chromium.js';
import { dovecot } from './dovecot.js';
import { runJest, type Count } from './jest-run.js';
import { aloneFolders, imapFolders } from './test-folders.js';
import { NoTestProgram, provideProgram, type TestProgram } from './test-program.js';

/** Runs folders of test/: those that can in one jest, then those that need the machine to themselves, one after another. */
export async function runFolders(folders: readonly string[], jestOptions: readonly string[]): Promise<Count> {
  const count: Count = { passed: 0, failed: 0, failures: [] };
  const together = folders.filter((folder) => !aloneFolders.includes(folder));
  const alone = folders.filter((folder) => aloneFolders.includes(folder));
  // Where there is none, the tests that need it fail with the same sentence; all others run.
  if (together.some((folder) => imapFolders.includes(folder))) await isThere(dovecot);
  if (together.length > 0) add(count, await runJest(together, jestOptions));
  for (const folder of alone) add(count, await runAlone(folder, jestOptions));
  return count;
}

async function runAlone(folder: string, jestOptions: readonly string[]): Promise<Count> {
  if (folder === 'browser' && !(await isThere(chromium))) return { passed: 0, failed: 1, failures: ['browser: no browser to run it with'] };
  return runJest([folder], ['--runInBand', ...jestOptions]);
}

/** Says what to do where a program is missing. */
async function isThere(program: TestProgram): Promise<boolean> {
  try {
    process.env[program.variable] = await provideProgram(program, printedProgress((text) => void process.stderr.write(text)));
    return true;
  } catch (error) {
    if (!(error instanceof NoTestProgram)) throw error;
    process.stderr.write(`${error.message}\n`);
    return false;
  }
}

/** Adds to a sum. */
export function add(sum: Count, more: Count): void {
  sum.passed += more.passed;
  sum.failed += more.failed;
  sum.failures.push(...more.failures);
}

/**
 * What failed, once more in lines that begin with `✗`, since a long run has scrolled by; then the last line of every run. `.ci/run`
 * repeats the former and adds up the latter. The exit code says whether something ran and nothing failed.
 */
export function closeWith({ passed, failed, failures }: Count): never {
  for (const failure of failures) process.stdout.write(`${failure.replaceAll(/^/gmu, '✗ ')}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
