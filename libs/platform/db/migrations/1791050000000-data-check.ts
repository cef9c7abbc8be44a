import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the nightly look at the data found, and when it looked. */
export class DataCheck1791050000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `create table "data_check" ("id" integer not null, "looked_at" timestamp(3) with time zone not null, constraint "PK_data_check" primary key ("id"))`,
      `insert into "data_check" values (1, '2000-01-01')`,
      `create table "data_finding" ("what" text not null, "count" integer not null, "examples" jsonb not null, "since" timestamp(3) with time zone not null, constraint "PK_data_finding" primary key ("what"))`,
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['data_finding', 'data_check']) await runner.query(`drop table "${table}"`);
  }
}
