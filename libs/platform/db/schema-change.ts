import type { QueryRunner } from 'typeorm';

// What a migration does to tables that are in use. Each may be broken off and done again.

/** An index that is made while everybody goes on writing. */
export interface NewIndex {
  name: string;
  table: string;
  /** Columns or expressions, with the method where it is none of the usual: `("ref", "at")`. */
  on: string;
  unique?: boolean;
  where?: string;
}

/** A key that rows must keep from now on. */
export interface NewForeignKey {
  name: string;
  table: string;
  columns: readonly string[];
  references: string;
  referenced: readonly string[];
  /** What becomes of the row when the one that it names goes; otherwise that one cannot go. */
  onDelete?: 'CASCADE' | 'SET NULL';
}

/** Makes an index without stopping writers; only outside a transaction. One that was left half made is made anew. */
export async function createIndex(runner: QueryRunner, { name, table, on, unique, where }: NewIndex): Promise<void> {
  const known = await indexState(runner, name);
  if (known === 'valid') return;
  await unhurried(runner, async () => {
    if (known === 'half-made') await runner.query(`drop index concurrently if exists "${name}"`);
    await runner.query(`create ${unique ? 'unique ' : ''}index concurrently "${name}" on "${table}" ${on}${where ? ` where ${where}` : ''}`);
  });
}

/** Removes an index without stopping anybody; only outside a transaction. */
export async function dropIndex(runner: QueryRunner, name: string): Promise<void> {
  await unhurried(runner, () => runner.query(`drop index concurrently if exists "${name}"`));
}

/**
 * Adds a foreign key: new rows keep it at once, old ones are looked at while everybody goes on writing. Where old rows
 * break it, it stays unproven; the nightly look at the data names them and proves it once they are mended.
 */
export async function addForeignKey(runner: QueryRunner, key: NewForeignKey): Promise<void> {
  const { name, table, columns, references, referenced, onDelete } = key;
  const [known] = (await runner.query('select convalidated as proven from pg_constraint where conname = $1 and conrelid = $2::regclass', [name, `"${table}"`])) as { proven: boolean }[];
  if (known?.proven) return;
  if (!known) {
    const action = onDelete ? ` on delete ${onDelete}` : '';
    await runner.query(`alter table "${table}" add constraint "${name}" foreign key (${list(columns)}) references "${references}" (${list(referenced)})${action} not valid`);
  }
  await proveForeignKey(runner, table, name);
}

/** Whether old rows keep a foreign key too; in a transaction, nothing else can be done in it where they do not. */
export async function proveForeignKey(runner: Pick<QueryRunner, 'query'>, table: string, name: string): Promise<boolean> {
  try {
    await runner.query(`alter table "${table}" validate constraint "${name}"`);
    return true;
  } catch (error) {
    if ((error as { driverError?: { code?: string } }).driverError?.code === foreignKeyViolation) return false;
    throw error;
  }
}

const foreignKeyViolation = '23503';

async function indexState(runner: QueryRunner, name: string): Promise<'valid' | 'half-made' | 'absent'> {
  const [row] = (await runner.query('select i.indisvalid as valid from pg_index i where i.indexrelid = to_regclass($1)', [`"${name}"`])) as { valid: boolean }[];
  return row === undefined ? 'absent' : row.valid ? 'valid' : 'half-made';
}

/** Waiting for old transactions to end stops nobody here: it may take as long as it takes. */
async function unhurried(runner: QueryRunner, work: () => Promise<unknown>): Promise<void> {
  await runner.query('set lock_timeout = 0');
  try {
    await work();
  } finally {
    await runner.query('reset lock_timeout');
  }
}

function list(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
