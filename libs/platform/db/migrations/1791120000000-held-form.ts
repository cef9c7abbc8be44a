import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What staff typed behind a mailed link is kept until they have signed in. */
export class HeldForm1791120000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "held_form" ("staff_id" text NOT NULL, "prompt_id" text NOT NULL, "raw" jsonb NOT NULL, "held_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
         CONSTRAINT "PK_ed213a1ef582420033f0df4a7bd" PRIMARY KEY ("staff_id", "prompt_id"),
         CONSTRAINT "held_form_staff_fk" FOREIGN KEY ("staff_id") REFERENCES "staff_member"("id"),
         CONSTRAINT "held_form_prompt_fk" FOREIGN KEY ("prompt_id") REFERENCES "prompt"("id"))`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "held_form"`);
  }
}
