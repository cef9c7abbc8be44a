import { setTimeout as pause } from 'node:timers/promises';
import { QueryFailedError, type DataSource, type QueryRunner } from 'typeorm';
import type { DatabaseAccess } from '../config/database-access.js';
import { openDatabase } from './data-source.js';

/** How long a change of a table waits for those who use it before it steps back and lets them pass, in milliseconds. */
const stepBackAfterMs = 5_000;
/** How often it comes again. */
const mostTries = 60;

/**
 * Brings the database to the schema of this version. Safe to call twice, and by two processes at once. A change that
 * meets a long transaction steps back and comes again, so that nobody queues behind it.
 */
export async function migrate(databaseUrl: string, access: Partial<DatabaseAccess> = {}): Promise<void> {
  const db = await openDatabase(databaseUrl, { ...access, connections: 2, statementMs: 0, idleInTransactionMs: 0, lockMs: stepBackAfterMs });
  try {
    const lock = db.createQueryRunner();
    await takeLock(lock);
    try {
      await runPatiently(db);
    } finally {
      await lock.query('select pg_advisory_unlock($1)', [migrationLock]);
      await lock.release();
    }
  } finally {
    await db.destroy();
  }
}

/** Asked again and again: a statement that waits would be a transaction that `create index concurrently` waits for in turn. */
async function takeLock(lock: QueryRunner): Promise<void> {
  for (;;) {
    const [row] = (await lock.query('select pg_try_advisory_lock($1) as taken', [migrationLock])) as { taken: boolean }[];
    if (row?.taken) return;
    await pause(200);
  }
}

async function runPatiently(db: DataSource): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      await db.runMigrations();
      return;
    } catch (error) {
      if (!isLockTimeout(error) || tried === mostTries) throw error;
      await pause(500);
    }
  }
}

/** SQLSTATE 55P03, `lock_not_available`. */
function isLockTimeout(error: unknown): boolean {
  return error instanceof QueryFailedError && (error.driverError as { code?: unknown }).code === '55P03';
}

/** Any number that nobody else locks in this database. */
const migrationLock = 20_260_001;
