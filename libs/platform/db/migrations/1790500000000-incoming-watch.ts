import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether incoming mail can be got at, and which entries of a conversation are a part of their mail only. Generated from the entities; a test proves that both still agree. */
export class IncomingWatch1790500000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `ALTER TABLE "conversation" ADD "missing" text`,
      `CREATE TABLE "incoming_watch" ("id" integer NOT NULL, "heard_at" TIMESTAMP(3) WITH TIME ZONE, "trouble_since" TIMESTAMP(3) WITH TIME ZONE, "code" text, CONSTRAINT "PK_incoming_watch" PRIMARY KEY ("id"))`,
      `INSERT INTO "incoming_watch" ("id") VALUES (1)`,
    ]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [`DROP TABLE "incoming_watch"`, `ALTER TABLE "conversation" DROP COLUMN "missing"`]) {
      await queryRunner.query(statement);
    }
  }
}
