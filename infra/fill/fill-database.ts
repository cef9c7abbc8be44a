import type { DataSource, QueryRunner } from 'typeorm';
import { fillStatements } from './rows.js';

/** How large a network is to be. */
export interface Size {
  /** Exchanges; questions, answers and links are 20 times as many, mails 30 times, journal rows 40 times. */
  dossiers: number;
}

/**
 * Fills an empty database that has its programme with a grown network, in SQL alone, and has it analysed. Indexes are made
 * anew at the end, and keys are not looked at meanwhile: that takes a superuser, and a database that nobody else uses.
 */
export async function fillDatabase(db: DataSource, { dossiers }: Size): Promise<void> {
  const runner = db.createQueryRunner();
  await runner.connect();
  try {
    await runner.query(`set session_replication_role = replica; set statement_timeout = 0; set maintenance_work_mem = '256MB'; set work_mem = '64MB'; set synchronous_commit = off`);
    const indexes = await takeIndexes(runner);
    for (const statement of fillStatements) await runner.query(said(statement, dossiers));
    for (const index of indexes) await runner.query(index);
    await runner.query('vacuum analyze');
  } finally {
    await runner.query('reset all');
    await runner.release();
  }
}

function said(statement: string, dossiers: number): string {
  return statement.replaceAll('$dossiers', String(dossiers)).replaceAll('$hubs', String(Math.max(20, Math.round(dossiers / 100))));
}

/** Drops all indexes that are no keys; returns how they are made. */
async function takeIndexes(runner: QueryRunner): Promise<string[]> {
  const rows: { name: string; made: string }[] = await runner.query(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made from pg_index i join pg_class c on c.oid = i.indrelid
     where c.relnamespace = current_schema()::regnamespace and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)`,
  );
  for (const { name } of rows) await runner.query(`drop index ${name}`);
  return rows.map(({ made }) => made);
}
