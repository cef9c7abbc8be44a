import { migrate } from '../../libs/platform/db/migrate.js';
import { databaseUrl, execute, templateDatabase } from './test-database.js';

// Apart from `createTestDatabase`, so that a test file does not load the migrations.

/** Makes the database that all test databases are copied from, with the real migrations; once per run. */
export async function prepareTemplate(serverUrl: string): Promise<void> {
  await execute(serverUrl, `create database ${templateDatabase}`);
  await migrate(databaseUrl(serverUrl, templateDatabase));
}
