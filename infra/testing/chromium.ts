import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Progress } from '../stack/progress.js';
import { hasTool, runTool } from '../stack/run-tool.js';

/** Names the Chromium that tests in a browser use; absent: the one on the PATH. */
export const chromiumVariable = 'CHROMIUM_PATH';

const programs = ['chromium', 'chromium-browser', 'google-chrome'];
const wayOut = `Install Chromium (on Debian: apt-get install chromium), or name one in ${chromiumVariable}.`;
/** Longest that each of apt's two steps may take, in milliseconds. */
const aptTimeoutMs = 600_000;

/** No Chromium is there and none could be installed; the message says what to do. */
export class NoChromium extends Error {}

/**
 * The Chromium of this machine, as the path of its program. Where there is none, root on Debian gets the
 * distribution's package.
 * @throws NoChromium with a sentence for a person.
 */
export async function provideChromium(progress: Progress, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const found = findChromium(env);
  if (found) return found;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version') || !hasTool('apt-get', ['--version'])) {
    throw new NoChromium(`The tests in a browser need Chromium, and none was found. ${wayOut}`);
  }
  try {
    await progress.step('Chromium from Debian (once)', installPackage);
  } catch (error) {
    throw new NoChromium(`Chromium could not be installed: ${error instanceof Error ? error.message : String(error)}\n${wayOut}`);
  }
  const installed = findChromium(env);
  if (!installed) throw new NoChromium(`Debian's package brought no Chromium along. ${wayOut}`);
  return installed;
}

/**
 * A Chromium that is there already; undefined when there is none.
 * @throws NoChromium when the variable names something that is not there.
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env[chromiumVariable];
  if (named) {
    if (existsSync(named)) return named;
    throw new NoChromium(`${chromiumVariable} names ${named}, which is not there. ${wayOut}`);
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return programs.flatMap((program) => folders.map((folder) => join(folder, program))).find((path) => existsSync(path));
}

async function installPackage(): Promise<void> {
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: aptTimeoutMs };
  await runTool('apt-get', ['update'], options);
  await runTool('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], options);
}
