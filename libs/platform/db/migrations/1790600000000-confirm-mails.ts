import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails that ask to confirm an address are counted at each enquiry. */
export class ConfirmMails1790600000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE INDEX "outbox_confirm" ON "outbox" ("planned_real_at") WHERE "kind" = 'confirm-address'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "outbox_confirm"`);
  }
}
