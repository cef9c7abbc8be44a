import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Acts, incidents, recoveries, archived histories, pauses and hand-overs. Generated from the entities; a test proves that both still agree. */
export class EveryOtherRoad1790100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `CREATE TABLE "act" ("id" uuid NOT NULL, "ref" text NOT NULL, "kind" text NOT NULL, "input" jsonb NOT NULL, "payload" jsonb NOT NULL, "by" text NOT NULL, "incident_id" uuid, "at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "real_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "status" text NOT NULL, "code" text, "attempts" integer NOT NULL DEFAULT '0', "next_attempt_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "PK_84c5378dc7f3b8355b6e8c3ccb0" PRIMARY KEY ("id"))`,
      `CREATE INDEX "IDX_be8f9771486ac141db72e02cc5" ON "act"  ("next_attempt_at") WHERE "status" = 'received'`,
      `CREATE INDEX "IDX_49426e5533c4de72c2fd5746b9" ON "act"  ("incident_id") `,
      `CREATE INDEX "IDX_d93b4c01164a6aae611c46a555" ON "act"  ("ref") `,
      `CREATE TABLE "incident" ("id" uuid NOT NULL, "edition" text NOT NULL, "kind" text NOT NULL, "payload" jsonb NOT NULL, "by" text NOT NULL, "at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "chosen" integer NOT NULL, CONSTRAINT "PK_5f90b28b0b8238d89ee8edcf96e" PRIMARY KEY ("id"))`,
      `CREATE TABLE "recovery" ("id" text NOT NULL, "ref" text NOT NULL, "edition" text NOT NULL, "party" text NOT NULL, "cents" bigint NOT NULL, "status" text NOT NULL, "requested_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "ended_at" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "PK_47b2530af2d597ff1b210847140" PRIMARY KEY ("id"))`,
      `CREATE TABLE "archived_history" ("ref" text NOT NULL, "run_id" text NOT NULL, "sha256" text NOT NULL, "events" integer NOT NULL, "document" bytea NOT NULL, "archived_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "PK_d9422d58c08972ed1f7ba7dbb16" PRIMARY KEY ("ref"))`,
      `ALTER TABLE "prompt" ADD "frozen" jsonb`,
      `ALTER TABLE "prompt" ADD "notice_at" TIMESTAMP(3) WITH TIME ZONE`,
      `ALTER TABLE "signed_link" ADD "handed_over_at" TIMESTAMP(3) WITH TIME ZONE`,
      `ALTER TABLE "exchange" ADD "corrects" text`,
      `ALTER TABLE "exchange" ADD "correction" jsonb`,
      `ALTER TABLE "exchange" ADD "paused" boolean NOT NULL DEFAULT false`,
      `ALTER TABLE "exchange" ADD "archived_at" TIMESTAMP(3) WITH TIME ZONE`,
      `CREATE INDEX "IDX_89238c9d76c6600142a95cfd3d" ON "exchange"  ("updated_at") WHERE "archived_at" is null and "stage" in ('completed', 'declined', 'expired', 'withdrawn', 'cancelled')`,
    ]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `DROP INDEX "public"."IDX_89238c9d76c6600142a95cfd3d"`,
      `ALTER TABLE "exchange" DROP COLUMN "archived_at"`,
      `ALTER TABLE "exchange" DROP COLUMN "paused"`,
      `ALTER TABLE "exchange" DROP COLUMN "correction"`,
      `ALTER TABLE "exchange" DROP COLUMN "corrects"`,
      `ALTER TABLE "signed_link" DROP COLUMN "handed_over_at"`,
      `ALTER TABLE "prompt" DROP COLUMN "notice_at"`,
      `ALTER TABLE "prompt" DROP COLUMN "frozen"`,
      `DROP TABLE "archived_history"`,
      `DROP TABLE "recovery"`,
      `DROP TABLE "incident"`,
      `DROP INDEX "public"."IDX_d93b4c01164a6aae611c46a555"`,
      `DROP INDEX "public"."IDX_49426e5533c4de72c2fd5746b9"`,
      `DROP INDEX "public"."IDX_be8f9771486ac141db72e02cc5"`,
      `DROP TABLE "act"`,
    ]) {
      await queryRunner.query(statement);
    }
  }
}
