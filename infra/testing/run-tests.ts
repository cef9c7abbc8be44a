import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { configVariables } from '../../libs/platform/config/config.js';
import { onParentGone } from '../stack/parent-gone.js';
import { printedProgress } from '../stack/progress.js';
import { builtFile, projectRoot } from '../stack/project-files.js';
import { checks, runCheck } from './checks.js';
import { chromium } from './chromium.js';
import { dovecot } from './dovecot.js';
import { makeTestFolder } from './test-folder.js';
import { NoTestProgram, provideProgram, type TestProgram } from './test-program.js';
import { testFoldersVariable } from './test-run.js';

// `npm test [-- <folder of test/> … <jest option> …]`: checks and all tests, or just the folders named.
// The last line counts tests and checks together: `N passed, N failed`.

interface Count {
  passed: number;
  failed: number;
}

const jestReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), numRuntimeErrorTestSuites: z.number() });

/** These start whole systems and measure time on them, so they have the machine to themselves. */
const aloneFolders = ['e2e', 'browser'];
/** These watch a mailbox on a real IMAP server. */
const imapFolders = ['integration', 'stack'];

const { count, exitCode } = await main(process.argv.slice(2));
process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`);
process.exit(exitCode);

async function main(args: string[]): Promise<{ count: Count; exitCode: number }> {
  const all = testFolders();
  const named = all.filter((folder) => args.includes(folder));
  const rest = args.filter((arg) => !named.includes(arg));
  const count: Count = { passed: 0, failed: 0 };
  if (args.length === 0) for (const check of checks) add(count, (await runCheck(check)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

  const folders = named.length > 0 ? named : all;
  const together = folders.filter((folder) => !aloneFolders.includes(folder));
  const alone = folders.filter((folder) => aloneFolders.includes(folder));
  // Where there is none, the tests that need it fail with the same sentence; all others run.
  if (together.some((folder) => imapFolders.includes(folder))) await isThere(dovecot);
  if (together.length > 0) add(count, await runJest(together, rest));
  for (const folder of alone) add(count, await runAlone(folder, rest));
  return { count, exitCode: count.failed === 0 && count.passed > 0 ? 0 : 1 };
}

async function runAlone(folder: string, rest: readonly string[]): Promise<Count> {
  if (folder === 'browser' && !(await isThere(chromium))) return { passed: 0, failed: 1 };
  return runJest([folder], ['--runInBand', ...rest]);
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

function testFolders(): string[] {
  const root = join(projectRoot, 'test');
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && holdsTests(join(root, entry.name)))
    .map((entry) => entry.name);
}

function holdsTests(folder: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => /\.test\.tsx?$/.test(name));
}

async function runJest(folders: readonly string[], args: readonly string[]): Promise<Count> {
  const folder = makeTestFolder();
  const reportFile = join(folder.path, 'report.json');
  try {
    // --forceExit: Temporal's native runtime keeps a process alive after its last connection was closed.
    const options = ['--json', `--outputFile=${reportFile}`, '--forceExit', '--passWithNoTests', ...args];
    const code = await untilEnd(
      spawn(process.execPath, [join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js'), ...options, ...folders.map((folder) => `/test/${folder}/`)], {
        cwd: projectRoot,
        env: testEnvironment(folders),
        stdio: ['ignore', 'ignore', 'inherit'], // jest tells people on stderr; stdout would repeat the report
      }),
    );
    return countOf(reportFile, code);
  } finally {
    folder.remove();
  }
}

/** What the shell has set for a running system must not leak into tests. */
function testEnvironment(folders: readonly string[]): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !configVariables.includes(name)));
  const endWithParent = pathToFileURL(builtFile('infra/testing/end-with-parent.js')).href;
  const nodeOptions = [process.env['NODE_OPTIONS'], '--experimental-vm-modules', '--disable-warning=ExperimentalWarning', `--import=${endWithParent}`].filter(Boolean).join(' ');
  return { ...env, NODE_OPTIONS: nodeOptions, [testFoldersVariable]: folders.join(',') };
}

// When this run is stopped or its own parent is gone, jest ends too; what jest started notices that by itself.
async function untilEnd(jest: ChildProcess): Promise<number | null> {
  const stop = (): void => void jest.kill('SIGTERM');
  const stopLooking = onParentGone(stop);
  const stopBySignal = (): void => {
    stop();
    process.exitCode = 130;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopBySignal);
  try {
    return await new Promise((resolve, reject) => jest.once('error', reject).once('close', resolve));
  } finally {
    stopLooking();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeListener(signal, stopBySignal);
  }
}

// A file that could not even be loaded counts as one failed test, and so does a run that broke outside of all tests.
function countOf(reportFile: string, code: number | null): Count {
  if (!existsSync(reportFile)) return { passed: 0, failed: 1 };
  const report = jestReport.parse(JSON.parse(readFileSync(reportFile, 'utf8')));
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return { passed: report.numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function add(sum: Count, more: Count): void {
  sum.passed += more.passed;
  sum.failed += more.failed;
}
