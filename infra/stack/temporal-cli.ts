import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { downloadTemporal } from './download.js';
import type { Progress } from './progress.js';
import { cacheDir } from './project-files.js';
import { hasTool, runTool } from './run-tool.js';
import { StackError } from './stack-error.js';

/** Brings server 1.29.1. Later versions cannot be installed by `go install`: their go.mod has a replace directive. */
const cliVersion = '1.5.1';

/** Where the development server's program came from. */
export interface TemporalCli {
  path: string;
  source: 'TEMPORAL_CLI_PATH' | 'PATH' | 'cache' | 'official download' | 'go install';
}

/**
 * The program `temporal`, the first of: `TEMPORAL_CLI_PATH`; on the PATH; in the cache; the official download; compiled
 * with a Go toolchain (about three minutes, once). The last two are kept in the cache folder outside the checkout.
 * @throws StackError with every way out when none works.
 */
export async function provideTemporalCli(progress: Progress, env: NodeJS.ProcessEnv, giveUp: AbortSignal): Promise<TemporalCli> {
  const named = env['TEMPORAL_CLI_PATH'];
  if (named) {
    if (!works(named)) throw new StackError(`TEMPORAL_CLI_PATH names ${named}, which is not a \`temporal\` program that runs here: correct it, or unset it to let one be found.`);
    return { path: named, source: 'TEMPORAL_CLI_PATH' };
  }
  const onPath = (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'temporal')).find((path) => existsSync(path) && works(path));
  if (onPath) return { path: onPath, source: 'PATH' };
  const folder = join(cacheDir(env), `temporal-cli-${cliVersion}`);
  const path = join(folder, 'temporal');
  if (existsSync(path) && works(path)) return { path, source: 'cache' };
  mkdirSync(folder, { recursive: true });
  return { path, source: await fetchOrCompile(path, progress, env, giveUp) };
}

async function fetchOrCompile(path: string, progress: Progress, env: NodeJS.ProcessEnv, giveUp: AbortSignal): Promise<TemporalCli['source']> {
  const reasons: string[] = [];
  try {
    await progress.step('Temporal server: official download', () => downloadTemporal('cli', `v${cliVersion}`, path));
    return 'official download';
  } catch (error) {
    reasons.push(`official download: ${(error as Error).message}`);
  }
  if (!hasTool('go', ['version'])) throw noWay([...reasons, 'go install: there is no Go toolchain on the PATH']);
  try {
    progress.say('  Temporal server: compiling it with Go instead, about 3 minutes, this once');
    await progress.step('Temporal server: go install', () => compile(path, env, giveUp));
    return 'go install';
  } catch (error) {
    throw noWay([...reasons, `go install: ${(error as Error).message}`]);
  }
}

async function compile(path: string, env: NodeJS.ProcessEnv, giveUp: AbortSignal): Promise<void> {
  const draft = `${path}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await runTool('go', ['install', '-ldflags', '-s -w', `github.com/temporalio/cli/cmd/temporal@v${cliVersion}`], { env: { ...env, GOBIN: draft, GOFLAGS: '' }, cwd: draft, timeoutMs: 20 * 60_000, signal: giveUp });
    renameSync(join(draft, 'temporal'), path);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function works(path: string): boolean {
  return hasTool(path, ['--version']);
}

function noWay(reasons: readonly string[]): StackError {
  return new StackError(
    [
      'There is no Temporal server to work with. Any one of these helps:',
      '  - set TEMPORAL_ADDRESS to a server that runs already;',
      '  - install the `temporal` command line (https://docs.temporal.io/cli), or set TEMPORAL_CLI_PATH to it;',
      '  - install Go (https://go.dev/dl), with which it is compiled once.',
      'What was tried:',
      ...reasons.map((reason) => `  - ${reason}`),
    ].join('\n'),
  );
}
