import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { testPostgresVariable } from './test-run.js';

/** The migrated, empty database that all others are copied from. */
export const templateDatabase = 'sojourn_template';

/** A database of one test file, with all migrations done and no rows but theirs. */
export interface TestDatabase {
  url: string;
  /** Ends open connections and removes the database. */
  drop(): Promise<void>;
}

/** Makes a fresh database as a copy of the migrated template (some ten milliseconds). */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env[testPostgresVariable];
  if (!server) throw new Error('This test needs a Postgres: run it with `npm test`, which provides one.');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(server, `create database ${name} template ${templateDatabase}`);
  return { url: databaseUrl(server, name), drop: () => execute(server, `drop database if exists ${name} with (force)`) };
}

/** Runs one statement over a connection of its own: `create database` allows no transaction. */
export async function execute(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Address of another database on the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
