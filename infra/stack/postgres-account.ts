import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DataDir } from './data-dir.js';
import { StackError } from './stack-error.js';

/** Where Postgres runs and as whom: it refuses to run as root, so root hands it to an account without rights. */
export interface PostgresPlace {
  /** Folder with bin/, lib/ and share/. */
  programDir: string;
  /** Folder of the database cluster. */
  clusterDir: string;
  /** Absent: our own account. */
  runAs?: { uid: number; gid: number };
  /** Sentences for a person, when something lies elsewhere than expected. */
  remarks: string[];
}

/** For data that root keeps outside a folder which Postgres' account cannot enter. */
const outsideDir = '/var/lib/sojourn';

/**
 * Decides where the cluster of a data folder lies. Under root the account `postgres` is used (made when missing);
 * where that account cannot enter the data folder or the checkout, for instance below a private home, the cluster or the
 * program moves to /var/lib/sojourn, and `remarks` says so. The answer is the same at every start.
 * @throws StackError when root has no account to hand Postgres to.
 */
export function placePostgres(dataDir: Pick<DataDir, 'path' | 'id'>, programDir: string): PostgresPlace {
  const wanted = join(dataDir.path, 'postgres');
  if (process.getuid?.() !== 0) return { programDir, clusterDir: wanted, remarks: [] };
  const runAs = accountWithoutRights();
  const remarks: string[] = [];
  const clusterDir = canEnter(dataDir.path, runAs) ? wanted : join(outsideDir, `postgres-${dataDir.id}`);
  if (clusterDir !== wanted) remarks.push(`  Postgres runs as an account that cannot enter ${dataDir.path}: its data lies in ${clusterDir}`);
  const usableProgram = canEnter(join(programDir, 'bin'), runAs) ? programDir : copyOutside(programDir);
  return { programDir: usableProgram, clusterDir, runAs, remarks };
}

/**
 * The account that root hands a server to which refuses to run as root.
 * @throws StackError when there is none and none can be made.
 */
export function accountWithoutRights(): { uid: number; gid: number } {
  return findAccount() ?? makeAccount();
}

function findAccount(): { uid: number; gid: number } | undefined {
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

function makeAccount(): { uid: number; gid: number } {
  const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], { encoding: 'utf8' });
  const account = findAccount();
  if (!account) {
    throw new StackError(`Postgres does not run as root and no account "postgres" could be made (${made.error?.message ?? made.stderr.trim()}): run as another user, make that account, or set DATABASE_URL to a Postgres of your own.`);
  }
  return account;
}

function canEnter(folder: string, runAs: { uid: number; gid: number }): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...runAs, cwd: '/' }).status === 0;
}

// 60 MB, once per version of Postgres.
function copyOutside(programDir: string): string {
  const { version } = JSON.parse(readFileSync(join(dirname(programDir), 'package.json'), 'utf8')) as { version: string };
  const target = join(outsideDir, `${basename(programDir)}-${version}`);
  if (existsSync(target)) return target;
  mkdirSync(outsideDir, { recursive: true, mode: 0o755 });
  const draft = `${target}.${process.pid}`;
  cpSync(programDir, draft, { recursive: true, verbatimSymlinks: true });
  renameSync(draft, target);
  return target;
}
