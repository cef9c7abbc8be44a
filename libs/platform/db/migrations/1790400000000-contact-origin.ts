import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How we came to know a contact. Whoever came in with the network has an id of their own and stays on file; ids made of
 * an address were made when somebody was named in an exchange.
 */
export class ContactOrigin1790400000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `ALTER TABLE "contact" ADD "origin" text NOT NULL DEFAULT 'directory'`,
      `UPDATE "contact" SET "origin" = 'named' WHERE "id" ~ '^c-[0-9a-f]{24}$'`,
      // From now on whoever writes a contact says which.
      `ALTER TABLE "contact" ALTER COLUMN "origin" DROP DEFAULT`,
    ]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "contact" DROP COLUMN "origin"`);
  }
}
