import type pg from 'pg';

/** A migration as any release has it: all that it does is running statements. */
export type Migration = new () => { up(runner: { query(sql: string): Promise<unknown> }): Promise<void> };

/** The whole database as statements: the schema as its release's migrations make it, then every row. */
export async function dumpDatabase(client: pg.Client, migrations: readonly Migration[]): Promise<string> {
  const statements: string[] = ["set session_replication_role = 'replica'", ...(await schemaOf(migrations))];
  for (const table of await tablesOf(client)) {
    const { rows } = await client.query<{ all: string | null }>(`select json_agg(t)::text as all from "${table}" t`);
    const all = rows[0]?.all;
    if (table === 'migrations') statements.push('create table "migrations" ("id" serial primary key, "timestamp" bigint not null, "name" character varying not null)');
    else statements.push(`delete from "${table}"`); // some migrations write rows
    if (all) statements.push(`insert into "${table}" overriding system value select * from json_populate_recordset(null::"${table}", ${literal(all)})`);
  }
  return [...statements, ...(await sequencesOf(client)), ''].join(';\n');
}

async function schemaOf(migrations: readonly Migration[]): Promise<string[]> {
  const statements: string[] = [];
  const runner = { query: (sql: string) => Promise.resolve(void statements.push(sql.trim().replace(/;$/, ''))) };
  for (const Each of migrations) await new Each().up(runner);
  return statements;
}

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public' order by 1`);
  return rows.map(({ name }) => name);
}

async function sequencesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; last: string | null }>(`select sequencename as name, last_value::text as last from pg_sequences where schemaname = 'public' order by 1`);
  return rows.flatMap(({ name, last }) => (last === null ? [] : [`select setval('"${name}"', ${last})`]));
}

function literal(text: string): string {
  return ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
