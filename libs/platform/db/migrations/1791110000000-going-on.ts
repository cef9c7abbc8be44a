import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Acts have an order, a terminated run is archived beside the one that ended, and a step says which changes of the story it knew. */
export class GoingOn1791110000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE SEQUENCE "act_order_seq" AS bigint`);
    await queryRunner.query(`ALTER TABLE "act" ADD "order" bigint`);
    await queryRunner.query(
      `UPDATE "act" SET "order" = "ranked"."nth" FROM (SELECT "id", row_number() OVER (ORDER BY "real_at", "id") AS "nth" FROM "act") "ranked" WHERE "ranked"."id" = "act"."id"`,
    );
    await queryRunner.query(`SELECT setval('act_order_seq', coalesce((SELECT max("order") FROM "act"), 0) + 1, false)`);
    await queryRunner.query(`ALTER TABLE "act" ALTER "order" SET DEFAULT nextval('act_order_seq'), ALTER "order" SET NOT NULL`);
    await queryRunner.query(`ALTER SEQUENCE "act_order_seq" OWNED BY "act"."order"`);
    await queryRunner.query(`ALTER TABLE "archived_history" ADD "closed_as" text NOT NULL DEFAULT 'COMPLETED'`);
    await queryRunner.query(`ALTER TABLE "archived_history" DROP CONSTRAINT "PK_d9422d58c08972ed1f7ba7dbb16"`);
    await queryRunner.query(`ALTER TABLE "archived_history" ADD CONSTRAINT "PK_61a33384da357d5c92b482603f3" PRIMARY KEY ("ref", "run_id")`);
    await queryRunner.query(`ALTER TABLE "step" ADD "since" jsonb`);
    await queryRunner.query(
      `CREATE TABLE "broken_since" ("name" text NOT NULL, "subject" text NOT NULL, "since" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "found_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "seen_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_e94239da49e7dea143b5e6297d3" PRIMARY KEY ("name", "subject"))`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "broken_since"`);
    await queryRunner.query(`ALTER TABLE "step" DROP "since"`);
    await queryRunner.query(`DELETE FROM "archived_history" WHERE "closed_as" <> 'COMPLETED'`);
    await queryRunner.query(`ALTER TABLE "archived_history" DROP CONSTRAINT "PK_61a33384da357d5c92b482603f3"`);
    await queryRunner.query(`ALTER TABLE "archived_history" ADD CONSTRAINT "PK_d9422d58c08972ed1f7ba7dbb16" PRIMARY KEY ("ref")`);
    await queryRunner.query(`ALTER TABLE "archived_history" DROP "closed_as"`);
    await queryRunner.query(`ALTER TABLE "act" DROP "order"`);
  }
}
