import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DataDir } from './data-dir.js';
import { removePidFile, stopProcess, writePidFile, type PidFile } from './pid-files.js';
import { processIdentity } from './process-identity.js';
import type { Progress } from './progress.js';
import type { Readiness } from './readiness.js';
import { StackError } from './stack-error.js';

/** How one child of the stack is started, recognised as ready and stopped. */
export interface ProcessSpec {
  /** Names the log `logs/<name>.log` and the pid file. */
  name: string;
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Account to run under, where it is not ours. */
  runAs?: { uid: number; gid: number };
  /** Whether the child sends messages to us (`process.send`). */
  sendsMessages?: boolean;
  isReady: Readiness;
  /** Default 60 s. */
  readyTimeoutMs?: number;
  /** Default SIGTERM. */
  stopSignal?: PidFile['stopSignal'];
  /** After this long a child that was asked to stop is killed. Default 15 s. */
  stopTimeoutMs?: number;
  /** Clears the way before each start, the first and any later one. */
  beforeStart?: () => Promise<void>;
}

/** What every child shares. */
export interface ProcessSurroundings {
  dataDir: Pick<DataDir, 'runDir' | 'logDir'>;
  progress: Progress;
  /** Aborted when everything stops: from then on nothing is started or started again. */
  stopping: AbortSignal;
}

const firstPauseMs = 500;
const longestPauseMs = 10_000;
/** A child that ran this long before it ended is started again without a longer pause. */
const steadyMs = 30_000;
const logLimitBytes = 10 * 1024 * 1024;

/** A child that is kept running until `stop`: if it ends by itself it is started again, after 0.5 s at first, at most 10 s. */
export class ManagedProcess {
  private child: ChildProcess | undefined;
  private note: PidFile | undefined;
  private stopped = false;
  private pauseMs = firstPauseMs;
  private startedAt = 0;
  private restart: NodeJS.Timeout | undefined;

  private constructor(
    private readonly spec: ProcessSpec,
    private readonly surroundings: ProcessSurroundings,
  ) {}

  /**
   * Starts a child and waits until it is ready.
   * @throws StackError when it ends or is not ready in time, with the end of its log.
   */
  static async start(spec: ProcessSpec, surroundings: ProcessSurroundings): Promise<ManagedProcess> {
    const managed = new ManagedProcess(spec, surroundings);
    try {
      await managed.launch();
    } catch (error) {
      await managed.stop();
      throw error;
    }
    managed.watch();
    return managed;
  }

  /** Process id of the running child; undefined between two runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Stops the child in an orderly way and does not start it again. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.restart);
    if (this.note) await stopProcess(this.note);
    removePidFile(this.surroundings.dataDir.runDir, this.spec.name);
  }

  private get stopping(): boolean {
    return this.stopped || this.surroundings.stopping.aborted;
  }

  private async launch(): Promise<void> {
    const { spec, surroundings } = this;
    await spec.beforeStart?.();
    if (this.stopped) return;
    surroundings.stopping.throwIfAborted();
    this.startedAt = performance.now();
    const logPath = join(surroundings.dataDir.logDir, `${spec.name}.log`);
    const { child, note } = await spawnNoted(spec, surroundings);
    this.child = child;
    this.note = note;
    await this.untilReady(child, logPath);
  }

  private async untilReady(child: ChildProcess, logPath: string): Promise<void> {
    const { name, isReady, readyTimeoutMs = 60_000 } = this.spec;
    const giveUp = new AbortController();
    const timeout = setTimeout(() => giveUp.abort(new StackError(`${name} was not ready within ${readyTimeoutMs / 1000} s. The end of ${logPath}:\n${endOf(logPath)}`)), readyTimeoutMs);
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void =>
      giveUp.abort(new StackError(`${name} ended before it was ready (${howItEnded(code, signal)}). The end of ${logPath}:\n${endOf(logPath)}`));
    child.once('exit', onExit);
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
    try {
      await isReady(child, AbortSignal.any([giveUp.signal, this.surroundings.stopping]));
    } catch (error) {
      throw giveUp.signal.aborted ? giveUp.signal.reason : error;
    } finally {
      clearTimeout(timeout);
      child.removeListener('exit', onExit);
    }
  }

  private watch(): void {
    if (!this.child) return;
    void endOfChild(this.child).then(([code, signal]) => {
      if (!this.stopping) this.startAgainLater(howItEnded(code, signal));
    });
  }

  private startAgainLater(why: string): void {
    if (performance.now() - this.startedAt > steadyMs) this.pauseMs = firstPauseMs;
    this.surroundings.progress.say(`! ${this.spec.name} ended by itself (${why}): starting it again in ${this.pauseMs / 1000} s`);
    this.restart = setTimeout(() => void this.startAgain(), this.pauseMs);
    this.pauseMs = Math.min(this.pauseMs * 2, longestPauseMs);
  }

  private async startAgain(): Promise<void> {
    try {
      await this.launch();
    } catch (error) {
      if (this.note) await stopProcess(this.note);
      if (this.stopping) return;
      this.startAgainLater((error as Error).message);
      return;
    }
    if (this.stopping) return;
    this.surroundings.progress.say(`- ${this.spec.name} is back`);
    this.watch();
  }
}

/**
 * Runs a child that does one thing and ends; sentences that it sends (`process.send`) are said to the person who waits.
 * @throws StackError with the end of its log when it fails.
 */
export async function runToEnd(spec: Pick<ProcessSpec, 'name' | 'command' | 'args' | 'env'>, surroundings: ProcessSurroundings): Promise<void> {
  surroundings.stopping.throwIfAborted();
  const { child } = await spawnNoted({ ...spec, sendsMessages: true }, surroundings);
  const news: string[] = [];
  child.on('message', (message) => void (typeof message === 'string' && news.push(message)));
  const heardAll = new Promise<void>((resolve) => (child.connected ? child.once('disconnect', resolve) : resolve()));
  const [code, signal] = await endOfChild(child);
  await heardAll;
  for (const line of news) surroundings.progress.say(line);
  removePidFile(surroundings.dataDir.runDir, spec.name);
  if (code === 0) return;
  surroundings.stopping.throwIfAborted();
  const logPath = join(surroundings.dataDir.logDir, `${spec.name}.log`);
  throw new StackError(`${spec.name} failed (${howItEnded(code, signal)}). The end of ${logPath}:\n${endOf(logPath)}`);
}

type SpawnSpec = Pick<ProcessSpec, 'name' | 'command' | 'args' | 'env' | 'runAs' | 'sendsMessages' | 'stopSignal' | 'stopTimeoutMs'>;

// Detached: Ctrl-C reaches only the parent, which then stops its children in order.
async function spawnNoted(spec: SpawnSpec, { dataDir, stopping }: ProcessSurroundings): Promise<{ child: ChildProcess; note: PidFile | undefined }> {
  const logPath = join(dataDir.logDir, `${spec.name}.log`);
  keepLogSmall(logPath);
  const log = openSync(logPath, 'a', 0o600);
  const child = spawn(spec.command, spec.args, {
    env: spec.env,
    ...spec.runAs,
    // A folder that any account may be in, where the child runs under another one.
    ...(spec.runAs && { cwd: '/' }),
    detached: true,
    stdio: spec.sendsMessages ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', (error) => reject(new StackError(`${spec.name} cannot be started: ${error.message}`))));
  const note = noteFor(child, spec);
  if (note) writePidFile(dataDir.runDir, spec.name, note);
  // Everything was stopped in this very moment and has not seen the note.
  if (note && stopping.aborted) await stopProcess(note);
  return { child, note };
}

function noteFor(child: ChildProcess, spec: SpawnSpec): PidFile | undefined {
  const identity = child.pid === undefined ? undefined : processIdentity(child.pid);
  if (child.pid === undefined || identity === undefined) return undefined; // ended at once
  return { pid: child.pid, identity, stopSignal: spec.stopSignal ?? 'SIGTERM', stopTimeoutMs: spec.stopTimeoutMs ?? 15_000 };
}

function endOfChild(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve([child.exitCode, child.signalCode]);
  return new Promise((resolve) => child.once('exit', (...ending) => resolve(ending)));
}

function keepLogSmall(logPath: string): void {
  const size = statSync(logPath, { throwIfNoEntry: false })?.size ?? 0;
  if (size > logLimitBytes) renameSync(logPath, `${logPath}.1`);
}

/** The last lines of a log, for a message to a person. */
export function endOf(logPath: string): string {
  const limit = 4_000;
  const file = openSync(logPath, 'r');
  try {
    const size = fstatSync(file).size;
    const buffer = Buffer.alloc(Math.min(size, limit));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-20).join('\n');
  } finally {
    closeSync(file);
  }
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ?? `exit code ${code}`;
}
