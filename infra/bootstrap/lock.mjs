import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const heartbeatMs = 1_000;
const staleAfterMs = 15_000;
const lookAgainMs = 100;
const tellAfterMs = 2_000;

/**
 * Runs `work` while no other process holds the lock file at `path`. A holder touches its file every second,
 * so a lock whose holder was killed is taken over (at once if that process is gone, else after 15 s without a touch).
 */
export async function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  const began = Date.now();
  let told = false;
  while (!take(path)) {
    if (holderIsGone(path)) {
      takeAway(path);
      continue;
    }
    if (!told && Date.now() - began > tellAfterMs) {
      told = true;
      process.stdout.write('- waiting for another command that is preparing the same checkout\n');
    }
    await new Promise((later) => setTimeout(later, lookAgainMs));
  }
  const heartbeat = setInterval(() => touch(path), heartbeatMs);
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.removeListener('exit', release);
    release();
  }
}

function take(path) {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function holderIsGone(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    if (Date.now() - statSync(path).mtimeMs > staleAfterMs) return true;
    return pid > 0 && !isAlive(pid);
  } catch (error) {
    return error.code === 'ENOENT';
  }
}

// Renaming lets exactly one of several waiters remove a stale lock.
function takeAway(path) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  rmSync(aside, { force: true });
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function touch(path) {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // Someone took the lock for stale, for instance after this machine slept: the work in hand is finished all the same.
  }
}
