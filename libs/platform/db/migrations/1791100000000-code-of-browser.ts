import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Codes are counted by person and exchange, and open a browser instead of a link. Windows that are open close: a new code opens them. */
export class CodeOfBrowser1791100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE "mailed_code" ADD COLUMN "ref" text NOT NULL DEFAULT '', ADD COLUMN "holder_id" text NOT NULL DEFAULT '', ADD COLUMN "opened_by" text`,
    );
    await queryRunner.query(`UPDATE "mailed_code" c SET "ref" = coalesce(l."ref", ''), "holder_id" = l."holder_id" FROM "signed_link" l WHERE l."id" = c."link_id"`);
    await queryRunner.query(`CREATE INDEX "IDX_80b9defddf22194dfdc927ad72" ON "mailed_code" ("ref", "holder_id")`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "IDX_80b9defddf22194dfdc927ad72"`);
    await queryRunner.query(`ALTER TABLE "mailed_code" DROP COLUMN "ref", DROP COLUMN "holder_id", DROP COLUMN "opened_by"`);
  }
}
