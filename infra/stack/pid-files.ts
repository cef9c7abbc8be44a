import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { processIdentity } from './process-identity.js';

const pidFile = z.object({
  pid: z.number().int().positive(),
  /** From `processIdentity`: the file of a process that is gone must never lead to somebody else's. */
  identity: z.string(),
  stopSignal: z.enum(['SIGTERM', 'SIGINT']),
  stopTimeoutMs: z.number().positive(),
});

/** What is noted about a child, so that a later start can stop it when this one was killed. */
export type PidFile = z.infer<typeof pidFile>;

const suffix = '.pid.json';
const lookAgainMs = 25;

/** Notes a running child under its name in `runDir`. */
export function writePidFile(runDir: string, name: string, note: PidFile): void {
  mkdirSync(runDir, { recursive: true, mode: 0o700 });
  const path = join(runDir, name + suffix);
  writeFileSync(`${path}.new`, JSON.stringify(note));
  renameSync(`${path}.new`, path);
}

export function removePidFile(runDir: string, name: string): void {
  rmSync(join(runDir, name + suffix), { force: true });
}

/**
 * Stops every process that an earlier, killed start left behind, those in `order` first and in that order.
 * @returns the names of those that were still running.
 */
export async function stopLeftovers(runDir: string, order: readonly string[]): Promise<string[]> {
  const stopped: string[] = [];
  for (const name of inOrder(namesIn(runDir), order)) {
    const note = readPidFile(runDir, name);
    if (note && processIdentity(note.pid) === note.identity) {
      await stopProcess(note);
      stopped.push(name);
    }
    removePidFile(runDir, name);
  }
  return stopped;
}

/** Asks a process to stop and waits; after `stopTimeoutMs` it is killed together with its process group. */
export async function stopProcess(note: PidFile): Promise<void> {
  if (processIdentity(note.pid) !== note.identity) return;
  signal(note.pid, note.stopSignal);
  if (await ended(note, note.stopTimeoutMs)) return;
  // Our children lead a group of their own, so this also reaches what they started.
  signal(-note.pid, 'SIGKILL');
  signal(note.pid, 'SIGKILL');
  await ended(note, 10_000);
}

async function ended(note: PidFile, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (processIdentity(note.pid) === note.identity) {
    if (performance.now() > deadline) return false;
    await delay(lookAgainMs);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function namesIn(runDir: string): string[] {
  try {
    return readdirSync(runDir).filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length));
  } catch {
    return [];
  }
}

function inOrder(names: string[], order: readonly string[]): string[] {
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return names.toSorted((a, b) => rank(a) - rank(b));
}

function readPidFile(runDir: string, name: string): PidFile | undefined {
  try {
    return pidFile.parse(JSON.parse(readFileSync(join(runDir, name + suffix), 'utf8')));
  } catch {
    return undefined; // half written when the machine went down: it names nobody
  }
}
