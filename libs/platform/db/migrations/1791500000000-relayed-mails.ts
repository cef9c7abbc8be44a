import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The relay sends every mail: each row says when it is tried next, whose claim it is and whether its fate is in doubt.
 * What waits is found by its edition, because each edition has a clock. Codes of mails that went do not stay.
 */
export class RelayedMails1791500000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE "outbox" ADD "next_try_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), ADD "lease" uuid, ADD "in_doubt_since" TIMESTAMP(3) WITH TIME ZONE`,
    );
    await queryRunner.query(`DROP INDEX "IDX_4bb2745b89cb443f839b9e20e7"`);
    await queryRunner.query(`CREATE INDEX "outbox_waiting" ON "outbox" ("edition", "not_before") WHERE "status" in ('planned', 'sending')`);
    await queryRunner.query(`UPDATE "outbox" SET "data" = "data" #- '{params,code}' WHERE "kind" = 'code' AND "status" NOT IN ('planned', 'sending')`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "outbox_waiting"`);
    await queryRunner.query(`CREATE INDEX "IDX_4bb2745b89cb443f839b9e20e7" ON "outbox" ("not_before") WHERE "status" in ('planned', 'sending')`);
    await queryRunner.query(`ALTER TABLE "outbox" DROP COLUMN "next_try_at", DROP COLUMN "lease", DROP COLUMN "in_doubt_since"`);
  }
}
