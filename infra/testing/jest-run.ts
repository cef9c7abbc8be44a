import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { configVariables } from '../../libs/platform/config/config.js';
import { onParentGone } from '../stack/parent-gone.js';
import { builtFile, projectRoot } from '../stack/project-files.js';
import { makeTestFolder } from './test-folder.js';
import { testFoldersVariable } from './test-run.js';

/** How many tests and checks passed and failed, and a few lines about each that failed. */
export interface Count {
  passed: number;
  failed: number;
  /** Of each: file and name, then the head of what it said. */
  failures: string[];
}

const jestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      startTime: z.number(),
      endTime: z.number(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullable() })),
    }),
  ),
});
type JestReport = z.infer<typeof jestReport>;

/** Runs the folders of test/ in one jest, prints what each took and counts its tests. */
export async function runJest(folders: readonly string[], args: readonly string[]): Promise<Count> {
  const folder = makeTestFolder();
  const reportFile = join(folder.path, 'report.json');
  const began = performance.now();
  try {
    // --forceExit: Temporal's native runtime keeps a process alive after its last connection was closed.
    const options = ['--json', `--outputFile=${reportFile}`, '--forceExit', '--passWithNoTests'];
    // As testMatch, not as a pattern: jest would take every file that fits any of several patterns, and `--testPathPatterns` is one.
    const within = folders.map((folder) => `--testMatch=<rootDir>/test/${folder}/**/*.test.{ts,tsx}`);
    const code = await untilEnd(
      spawn(process.execPath, [join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js'), ...options, ...within, ...args], {
        cwd: projectRoot,
        env: testEnvironment(folders),
        stdio: ['ignore', 'ignore', 'inherit'], // jest tells people on stderr; stdout would repeat the report
      }),
    );
    if (!existsSync(reportFile)) return { passed: 0, failed: 1, failures: [`${folders.join(', ')}: jest ended with code ${String(code)} and no report`] };
    const report = jestReport.parse(JSON.parse(readFileSync(reportFile, 'utf8')));
    process.stdout.write(timesOf(report, folders, performance.now() - began));
    return countOf(report, code);
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

/** `- unit 31 s, workflow 58 s; together 49 s`: files of several folders run side by side, so the sum may be more than the whole. */
function timesOf(report: JestReport, folders: readonly string[], wholeMs: number): string {
  const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
  const whole = seconds(wholeMs);
  if (folders.length === 1) return `- ${folders.join()}: ${whole}\n`;
  const spent = folders.map((folder) => {
    const files = report.testResults.filter(({ name }) => relative(join(projectRoot, 'test'), name).split(sep)[0] === folder);
    return `${folder} ${seconds(files.reduce((sum, file) => sum + file.endTime - file.startTime, 0))}`;
  });
  return `- ${spent.join(', ')}; together ${whole}\n`;
}

// A file that could not even be loaded counts as one failed test, and so does a run that broke outside of all tests.
function countOf(report: JestReport, code: number | null): Count {
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  const failures = report.testResults.flatMap(failuresOf);
  if (code === 0 || failed > 0) return { passed: report.numPassedTests, failed, failures };
  return { passed: report.numPassedTests, failed: 1, failures: [`jest ended with code ${String(code)} although no test failed`] };
}

function failuresOf({ name, message, assertionResults }: JestReport['testResults'][number]): string[] {
  const file = relative(projectRoot, name);
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  if (failed.length > 0) return failed.map((test) => `${file}: ${test.fullName}\n${headOf(test.failureMessages?.join('\n') ?? '')}`);
  return message && assertionResults.length === 0 ? [`${file}: could not be run\n${headOf(message)}`] : [];
}

/** Enough lines to tell what was expected, without colours, the stack and empty ones. */
function headOf(message: string): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at /u.test(line));
  return lines.slice(0, 24).map((line) => line.slice(0, 300)).join('\n');
}
