import { DataSource, DefaultNamingStrategy, type DataSourceOptions, type NamingStrategyInterface } from 'typeorm';
import { databaseDefaults, withoutTlsMode, type DatabaseAccess } from '../config/database-access.js';
import { isLoopback } from '../config/loopback.js';
import { entities } from './entities/index.js';
import { migrations } from './migrations/index.js';

/** Everything that TypeORM needs to reach the database; the schema changes by migrations only. */
export function dataSourceOptions(databaseUrl: string, given: Partial<DatabaseAccess> = {}): DataSourceOptions {
  const access = { ...databaseDefaults, ...given };
  return {
    type: 'postgres',
    url: withoutTlsMode(databaseUrl),
    entities,
    migrations,
    namingStrategy: new SnakeCase(),
    synchronize: false,
    migrationsTransactionMode: 'each',
    // An absent value in `where` is a mistake of ours: skipped, it would read or change every row.
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    poolSize: access.connections,
    connectTimeoutMS: access.connectMs,
    ...(!isLoopback(new URL(databaseUrl).hostname) && { ssl: { rejectUnauthorized: true, ...(access.ca && { ca: access.ca }) } }),
    extra: {
      application_name: 'sojourn',
      statement_timeout: access.statementMs,
      lock_timeout: access.lockMs,
      idle_in_transaction_session_timeout: access.idleInTransactionMs,
    },
  };
}

/** Opens the database for a process that has no Nest container: a command or a test. */
export async function openDatabase(databaseUrl: string, access: Partial<DatabaseAccess> = {}): Promise<DataSource> {
  return new DataSource(dataSourceOptions(databaseUrl, access)).initialize();
}

/** Columns are `snake_case` in Postgres and `camelCase` in code. */
class SnakeCase extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? propertyName.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  }
}
