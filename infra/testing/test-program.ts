import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Progress } from '../stack/progress.js';
import { hasTool, runTool } from '../stack/run-tool.js';

/** A program that some tests need and that is no dependency of the project. */
export interface TestProgram {
  /** What people call it. */
  name: string;
  /** Why it is needed, as the beginning of a sentence: `The tests in a browser need Chromium`. */
  need: string;
  /** What the program may be called on the PATH. */
  programs: readonly string[];
  /** Folders that are looked into after the PATH: an ordinary account's PATH leaves out those of servers. */
  folders?: readonly string[];
  /** Names a program outside the PATH. */
  variable: string;
  debianPackage: string;
  /** Whether installing the package starts a server for the whole machine; then it is left to a person on a machine that has services. */
  startsService?: boolean;
}

/** The program is not there and could not be installed; the message says what to do. */
export class NoTestProgram extends Error {}

/** Longest that each of apt's two steps may take, in milliseconds. */
const aptTimeoutMs = 600_000;

/**
 * The program of this machine, as its path. Where there is none, root on Debian gets the distribution's package.
 * @throws NoTestProgram with a sentence for a person.
 */
export async function provideProgram(program: TestProgram, progress: Progress, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const found = findProgram(program, env);
  if (found) return found;
  const hindrance = whyNotInstalled(program);
  if (hindrance) throw new NoTestProgram(`${program.need}, and none was found${hindrance}. ${wayOut(program)}`);
  try {
    await progress.step(`${program.name} from Debian (once)`, () => installPackage(program.debianPackage));
  } catch (error) {
    throw new NoTestProgram(`${program.name} could not be installed: ${error instanceof Error ? error.message : String(error)}\n${wayOut(program)}`);
  }
  const installed = findProgram(program, env);
  if (!installed) throw new NoTestProgram(`Debian's package brought no ${program.name} along. ${wayOut(program)}`);
  return installed;
}

/**
 * A program that is there already; undefined when there is none.
 * @throws NoTestProgram when the variable names something that is not there.
 */
export function findProgram(program: TestProgram, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env[program.variable];
  if (named) {
    if (existsSync(named)) return named;
    throw new NoTestProgram(`${program.variable} names ${named}, which is not there. ${wayOut(program)}`);
  }
  const folders = [...(env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''), ...(program.folders ?? [])];
  return program.programs.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

function wayOut({ name, debianPackage, variable, startsService }: TestProgram): string {
  const unasked = startsService ? ' and stop the service that it starts' : '';
  return `Install ${name} (on Debian: apt-get install ${debianPackage}${unasked}), or name one in ${variable}.`;
}

/** How a sentence goes on that says why nothing is installed here; undefined where it can be. */
function whyNotInstalled({ startsService }: TestProgram): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version') || !hasTool('apt-get', ['--version'])) return '';
  if (startsService && existsSync('/run/systemd/system')) return '; its package would start a server on this machine, which is for you to decide';
  return undefined;
}

async function installPackage(name: string): Promise<void> {
  // RUNLEVEL: what Debian's scripts start services by; in the first one nothing is started.
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }, timeoutMs: aptTimeoutMs };
  await runTool('apt-get', ['update'], options);
  await runTool('apt-get', ['install', '--yes', '--no-install-recommends', name], options);
}
