import type { MigrationInterface, QueryRunner } from 'typeorm';

const asBefore = `"ref", "edition", "definition_id", "definition_version", "start_at", "start_status", "start_attempts", "start_next_at", "created_at",
  "corrects", "correction", "paused", "archived_at", "seq", "stage", "stage_since", "waiting_for", "wake_at", "updated_at"`;

/**
 * Whatever has a reference, a workflow and a journal is a dossier; an exchange is one kind of it. `ended_at` stands for the
 * lists of endings. The view lets processes of the release before go on until they are replaced; a later release drops it
 * and fills in the ends of what they ended meanwhile.
 */
export class Dossier1790700000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `ALTER TABLE "exchange" RENAME TO "dossier"`,
      `ALTER TABLE "dossier" ADD COLUMN "kind" text NOT NULL DEFAULT 'exchange', ADD COLUMN "ended_at" TIMESTAMP(3) WITH TIME ZONE`,
      `UPDATE "dossier" SET "ended_at" = coalesce("stage_since", "updated_at") WHERE "stage" IN ('completed', 'declined', 'expired', 'withdrawn', 'cancelled')`,
      `CREATE VIEW "exchange" AS SELECT ${asBefore} FROM "dossier"`,
      `DROP INDEX "IDX_89238c9d76c6600142a95cfd3d"`,
      `CREATE INDEX "IDX_568434c5e0939f9f2608cac8ea" ON "dossier" ("ended_at") WHERE "archived_at" is null and "ended_at" is not null`,
      `ALTER INDEX "IDX_263a5aca947640068b5772cdcc" RENAME TO "IDX_e2ca89a46f734479a55a477322"`,
      `ALTER INDEX "IDX_cbea044fdc8d32a07161542189" RENAME TO "IDX_078cb52c8b5da5b3e050304ef5"`,
    ])
      await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `DROP VIEW "exchange"`,
      `DROP INDEX "IDX_568434c5e0939f9f2608cac8ea"`,
      `ALTER INDEX "IDX_e2ca89a46f734479a55a477322" RENAME TO "IDX_263a5aca947640068b5772cdcc"`,
      `ALTER INDEX "IDX_078cb52c8b5da5b3e050304ef5" RENAME TO "IDX_cbea044fdc8d32a07161542189"`,
      `ALTER TABLE "dossier" DROP COLUMN "kind", DROP COLUMN "ended_at"`,
      `ALTER TABLE "dossier" RENAME TO "exchange"`,
      `CREATE INDEX "IDX_89238c9d76c6600142a95cfd3d" ON "exchange" ("updated_at") WHERE "archived_at" is null and "stage" in ('completed', 'declined', 'expired', 'withdrawn', 'cancelled')`,
    ])
      await queryRunner.query(statement);
  }
}
