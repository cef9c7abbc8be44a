import { openDatabase } from './data-source.js';

/** Brings the database to the schema of this version. Safe to call twice, and by two processes at once. */
export async function migrate(databaseUrl: string): Promise<void> {
  const db = await openDatabase(databaseUrl, 2);
  try {
    const lock = db.createQueryRunner();
    await lock.query('select pg_advisory_lock($1)', [migrationLock]);
    try {
      await db.runMigrations();
    } finally {
      await lock.query('select pg_advisory_unlock($1)', [migrationLock]);
      await lock.release();
    }
  } finally {
    await db.destroy();
  }
}

/** Any number that nobody else locks in this database. */
const migrationLock = 20_260_001;
