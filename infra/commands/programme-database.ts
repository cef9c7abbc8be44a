import type { DataSource } from 'typeorm';
import { loadConfig } from '../../libs/platform/config/config.js';
import { openDatabase } from '../../libs/platform/db/data-source.js';
import { readRunningStack } from '../stack/running-stack.js';
import { StackError } from '../stack/stack-error.js';

/**
 * Works with the database of the running system, or of `DATABASE_URL`.
 * @throws StackError with a sentence for a person when there is none.
 */
export async function withProgrammeDatabase<T>(work: (db: DataSource) => Promise<T>): Promise<T> {
  const databaseUrl = process.env['DATABASE_URL'] ?? readRunningStack(loadConfig().dataDir)?.env['DATABASE_URL'];
  if (!databaseUrl) throw new StackError('Nothing runs here: start it with `npm start`, or set DATABASE_URL.');
  const db = await openDatabase(databaseUrl, { connections: 1 });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
