import { DataSource, DefaultNamingStrategy, type DataSourceOptions, type NamingStrategyInterface } from 'typeorm';
import { entities } from './entities/index.js';
import { migrations } from './migrations/index.js';

/** How many connections one process may hold, unless told otherwise. */
const poolSize = 10;

/** Everything that TypeORM needs to reach the database; the schema changes by migrations only. */
export function dataSourceOptions(databaseUrl: string, connections: number = poolSize): DataSourceOptions {
  return {
    type: 'postgres',
    url: databaseUrl,
    entities,
    migrations,
    namingStrategy: new SnakeCase(),
    synchronize: false,
    migrationsTransactionMode: 'all',
    poolSize: connections,
    extra: { application_name: 'sojourn' },
  };
}

/** Opens the database for a process that has no Nest container: a command or a test. */
export async function openDatabase(databaseUrl: string, connections?: number): Promise<DataSource> {
  return new DataSource(dataSourceOptions(databaseUrl, connections)).initialize();
}

/** Columns are `snake_case` in Postgres and `camelCase` in code. */
class SnakeCase extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? propertyName.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  }
}
