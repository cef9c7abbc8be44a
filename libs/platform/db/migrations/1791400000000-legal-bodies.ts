import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where a legal body has its seat, what agreements say of it, and since when somebody has left the network. Bodies that
 * run hubs sit where these stand; where they stand in several countries or zones, nobody knows yet.
 */
export class LegalBodies1791400000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `ALTER TABLE "organisation" ADD "country" text, ADD "zone" text, ADD "legal_form" text, ADD "tax_id" text, ADD "street" text, ADD "postcode" text, ADD "town" text, ADD "retired_at" TIMESTAMP(3) WITH TIME ZONE`,
      `ALTER TABLE "hub" ADD "retired_at" TIMESTAMP(3) WITH TIME ZONE`,
      `ALTER TABLE "contact" ADD "retired_at" TIMESTAMP(3) WITH TIME ZONE`,
      `UPDATE "organisation" o SET "country" = h."country" FROM (SELECT "organisation_id", min("country") AS "country" FROM "hub" GROUP BY 1 HAVING count(DISTINCT "country") = 1) h WHERE h."organisation_id" = o."id"`,
      `UPDATE "organisation" o SET "zone" = h."zone" FROM (SELECT "organisation_id", min("zone") AS "zone" FROM "hub" GROUP BY 1 HAVING count(DISTINCT "zone") = 1) h WHERE h."organisation_id" = o."id"`,
    ]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `ALTER TABLE "contact" DROP COLUMN "retired_at"`,
      `ALTER TABLE "hub" DROP COLUMN "retired_at"`,
      `ALTER TABLE "organisation" DROP COLUMN "retired_at", DROP COLUMN "town", DROP COLUMN "postcode", DROP COLUMN "street", DROP COLUMN "tax_id", DROP COLUMN "legal_form", DROP COLUMN "zone", DROP COLUMN "country"`,
    ]) {
      await queryRunner.query(statement);
    }
  }
}
