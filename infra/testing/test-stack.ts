import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePorts } from '../stack/ports.js';
import { builtFile } from '../stack/project-files.js';
import { readRunningStack, type RunningStack } from '../stack/running-stack.js';
import { makeTestFolder } from './test-folder.js';

/** A whole system of its own for one test file, started by the very command that people use. */
export interface TestStack extends RunningStack {
  dataDir: string;
  /** Stops everything in order and removes the data folder. */
  stop(): Promise<void>;
}

/**
 * Starts a system on free ports with a data folder of its own. It stops by itself when the test process is gone.
 * @param env variables to set on top, for instance `LOG_LEVEL`.
 * @throws Error with all that the start printed when it ends before it is ready.
 */
export async function startTestStack(env: Record<string, string> = {}): Promise<TestStack> {
  const folder = makeTestFolder();
  const dataDir = `${folder.path}/data`;
  const child = spawn(process.execPath, [builtFile('infra/stack/start.js')], {
    env: { ...process.env, NODE_OPTIONS: '', SOJOURN_STOP_WITH_PARENT: '1', DATA_DIR: dataDir, ...(await ports()), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ready = new Promise<boolean>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`;
      if (line.startsWith('ready ')) resolve(true);
    });
    child.once('close', () => resolve(false));
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    folder.remove();
  };
  const running = (await ready) ? readRunningStack(dataDir) : undefined;
  if (!running) {
    await stop();
    throw new Error(`The system did not start:\n${output}`);
  }
  return { ...running, dataDir, stop };
}

async function ports(): Promise<Record<string, string>> {
  const names = ['PORT', 'MAILBOX_PORT', 'SMTP_PORT', 'INCOMING_SMTP_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'POSTGRES_PORT'];
  const free = await freePorts(names.length);
  return Object.fromEntries(names.map((name, index) => [name, String(free[index])]));
}
