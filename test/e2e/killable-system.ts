import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../../libs/platform/db/data-source.js';
import { freePorts } from '../../infra/stack/ports.js';
import { projectRoot } from '../../infra/stack/project-files.js';
import { processIdentity } from '../../infra/stack/process-identity.js';
import { readRunningStack } from '../../infra/stack/running-stack.js';
import { makeTestFolder } from '../../infra/testing/test-folder.js';
import type { WalkedStack } from '../../infra/walkthrough/prepare-rehearsal.js';

/** A part of the system that runs as a process of its own. */
export type Part = 'postgres' | 'temporal' | 'mailbox' | 'worker' | 'api';

const portVariables = ['PORT', 'MAILBOX_PORT', 'SMTP_PORT', 'INCOMING_SMTP_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'POSTGRES_PORT'];
const readyTimeoutMs = 120_000;

/** The whole system as `npm start` runs it, with a data folder and ports of its own. */
export class KillableSystem {
  private readonly folder = makeTestFolder();
  readonly dataDir = join(this.folder.path, 'data');
  private ports: string[] = [];
  private starter: ChildProcess | undefined;
  private output = '';
  private source: DataSource | undefined;
  /** Where everything is; valid while it runs. */
  system!: WalkedStack;

  /** @param program Folder of the built program, where it is not the checkout itself. */
  constructor(private readonly program = projectRoot) {}

  /** Starts the system and waits until it says that it is ready. Also starts it again on the same data and ports. */
  async start(): Promise<this> {
    const start = join(this.program, 'dist', 'infra', 'stack', 'start.js');
    if (!existsSync(start)) throw new Error('the project is not built: run npm run build');
    if (this.ports.length === 0) this.ports = (await freePorts(portVariables.length)).map(String);
    const own = Object.fromEntries(portVariables.map((name, at) => [name, this.ports[at]]));
    this.output = '';
    const child = spawn(process.execPath, [start], {
      env: { ...process.env, NODE_OPTIONS: '', SOJOURN_STOP_WITH_PARENT: '1', ...own, DATA_DIR: this.dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (this.output += chunk.toString()));
    this.starter = child;
    await until('the system is ready', readyTimeoutMs, () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the system did not start:\n${this.output}`);
      return /^ready /m.test(this.output);
    });
    const running = readRunningStack(this.dataDir);
    if (!running?.mailboxUrl) throw new Error(`the system left no note of itself:\n${this.output}`);
    this.system = { ...running, mailboxUrl: running.mailboxUrl };
    return this;
  }

  /** The database, for looking at what the pages do not show. */
  async database(): Promise<DataSource> {
    this.source ??= await openDatabase(this.system.env['DATABASE_URL'] ?? '', { connections: 2 });
    return this.source;
  }

  /** Runs a built command beside the system, `infra/commands/<name>.js`: its exit code and all that it said. */
  command(name: string, ...args: string[]): Promise<{ code: number; said: string }> {
    const env = { ...process.env, NODE_OPTIONS: '', DATA_DIR: this.dataDir };
    return new Promise((resolve) => {
      execFile(process.execPath, [join(this.program, 'dist', 'infra', 'commands', `${name}.js`), ...args], { env }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr });
      });
    });
  }

  /** Process id of a part. */
  pid(part: Part): number {
    const { pid } = JSON.parse(readFileSync(this.pidFile(part), 'utf8')) as { pid: number };
    return pid;
  }

  /** Kills a part without warning; the system starts it again. */
  kill(part: Part): void {
    process.kill(this.pid(part), 'SIGKILL');
  }

  /** Waits until a killed part runs again under another process id. */
  async restarted(part: Part, before: number): Promise<void> {
    await until(`${part} runs again`, 60_000, () => existsSync(this.pidFile(part)) && this.pid(part) !== before);
    if (part === 'api') await until('the pages answer', 60_000, () => answers(`${this.system.publicUrl}/health/ready`));
  }

  /** Kills every process of the system without warning, as a power cut does. */
  async killEverything(): Promise<void> {
    await this.source?.destroy();
    this.source = undefined;
    const parts = readdirSync(join(this.dataDir, 'run'))
      .filter((name) => name.endsWith('.pid.json'))
      .map((name) => JSON.parse(readFileSync(join(this.dataDir, 'run', name), 'utf8')) as { pid: number; identity: string });
    const starter = this.starter;
    starter?.kill('SIGKILL');
    // Each part leads a process group of its own: this reaches Postgres' children too.
    for (const { pid, identity } of parts) if (processIdentity(pid) === identity) process.kill(-pid, 'SIGKILL');
    if (starter && starter.exitCode === null && starter.signalCode === null) await once(starter, 'exit');
    await until('every process is gone', 10_000, () => parts.every(({ pid, identity }) => processIdentity(pid) !== identity));
  }

  /** Stops the system in an orderly way and removes its data. */
  async stop(): Promise<void> {
    await this.stopAll();
    this.folder.remove();
  }

  /** Stops the system in an orderly way; its data stay. */
  async stopAll(): Promise<void> {
    await this.source?.destroy();
    this.source = undefined;
    const starter = this.starter;
    if (starter && starter.exitCode === null && starter.signalCode === null) {
      starter.kill('SIGTERM');
      await once(starter, 'exit');
    }
  }

  private pidFile(part: Part): string {
    return join(this.dataDir, 'run', `${part}.pid.json`);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** Waits until something is so; looks again every 50 ms and gives up with its name after a while. */
export async function until(what: string, timeoutMs: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs / 1000} s: ${what}`);
    await pause(50);
  }
}
