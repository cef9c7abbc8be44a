import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { processIdentity } from './process-identity.js';
import { StackError } from './stack-error.js';

/** Raised by one when an older program could not read what a newer one wrote into the folder. */
export const dataFormat = 1;

/** A data folder that this process alone may use until `release`. */
export interface DataDir {
  path: string;
  /** Made with the folder: tells it from an earlier one at the same path. */
  id: string;
  /** Pid files, the lock and `stack.json`. */
  runDir: string;
  /** One log per child. */
  logDir: string;
  /** Tells others that `release` is near, so that they wait for it. */
  announceStop(): void;
  release(): void;
}

const marker = z.object({ format: z.number().int().positive(), id: z.string().regex(/^[0-9a-f-]+$/) });
const lockNote = z.object({ pid: z.number().int().positive(), identity: z.string(), stopping: z.boolean().default(false) });
type LockNote = z.infer<typeof lockNote>;

const lookAgainMs = 100;
/** A system that was asked to stop a moment ago may not have noticed yet. */
const noticeMs = 2_000;
const stopMs = 90_000;

/**
 * Makes the folder if needed, checks that it is ours and locks it. A system that is just stopping is waited for.
 * @throws StackError with one sentence: the folder is foreign, from a newer version, or used by another process.
 */
export async function openDataDir(path: string, patience = { noticeMs, stopMs }): Promise<DataDir> {
  const { id } = claim(path);
  const runDir = join(path, 'run');
  const logDir = join(path, 'logs');
  for (const folder of [runDir, logDir]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lockPath = join(runDir, 'lock.json');
  await lock(lockPath, path, patience);
  return {
    path,
    id,
    runDir,
    logDir,
    announceStop: () => replaceLock(lockPath, { ...ourLock(), stopping: true }),
    release: () => rmSync(lockPath, { force: true }),
  };
}

function claim(path: string): z.infer<typeof marker> {
  try {
    // Under root, Postgres runs as an account of its own, which must be able to pass through.
    mkdirSync(path, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  } catch (error) {
    throw new StackError(`The data folder ${path} cannot be made (${(error as NodeJS.ErrnoException).code}): set DATA_DIR to a folder that you may write to.`);
  }
  const file = join(path, 'sojourn.json');
  const entries = readdirSync(path);
  if (entries.length === 0) writeFileSync(file, `${JSON.stringify({ format: dataFormat, id: randomUUID() })}\n`);
  else if (!entries.includes('sojourn.json')) throw foreign(path);
  const found = readMarker(file, path);
  if (found.format > dataFormat) {
    throw new StackError(`The data folder ${path} was written by a newer version (format ${found.format}, this one reads up to ${dataFormat}): run that version again, or set DATA_DIR to another folder.`);
  }
  return found;
}

function readMarker(file: string, path: string): z.infer<typeof marker> {
  try {
    return marker.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw foreign(path);
  }
}

function foreign(path: string): StackError {
  return new StackError(`The data folder ${path} holds files that are not ours: set DATA_DIR to an empty or a new folder.`);
}

async function lock(lockPath: string, dataDir: string, patience: { noticeMs: number; stopMs: number }): Promise<void> {
  const began = performance.now();
  while (!takeLock(lockPath, ourLock())) {
    const holder = readLock(lockPath);
    if (!holder || processIdentity(holder.pid) !== holder.identity) {
      removeStale(lockPath, holder);
      continue;
    }
    if (performance.now() - began > (holder.stopping ? patience.stopMs : patience.noticeMs)) {
      throw new StackError(`The data folder ${dataDir} is in use by process ${holder.pid}: stop it (Ctrl-C in its terminal, or kill ${holder.pid}), or set DATA_DIR to another folder.`);
    }
    await delay(lookAgainMs);
  }
}

function ourLock(): LockNote {
  return { pid: process.pid, identity: processIdentity(process.pid) ?? '', stopping: false };
}

function replaceLock(lockPath: string, note: LockNote): void {
  writeFileSync(`${lockPath}.new`, JSON.stringify(note));
  renameSync(`${lockPath}.new`, lockPath);
}

// Linking a finished file is atomic: nobody ever reads a half-written lock.
function takeLock(lockPath: string, mine: LockNote): boolean {
  const draft = `${lockPath}.${mine.pid}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    linkSync(draft, lockPath);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readLock(lockPath: string): LockNote | undefined {
  try {
    return lockNote.parse(JSON.parse(readFileSync(lockPath, 'utf8')));
  } catch {
    return undefined;
  }
}

// Two starts may find the same stale lock: whoever moved a lock that is not the stale one puts it back.
function removeStale(lockPath: string, stale: LockNote | undefined): void {
  const aside = `${lockPath}.${process.pid}.stale`;
  try {
    renameSync(lockPath, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readLock(aside);
  if (moved && moved.identity !== stale?.identity) renameSync(aside, lockPath);
  else rmSync(aside, { force: true });
}
