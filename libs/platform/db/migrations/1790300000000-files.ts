import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that are uploaded with answers. Generated from the entities; a test proves that both still agree. */
export class Files1790300000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `CREATE TABLE "uploaded_file" ("id" uuid NOT NULL, "sha256" text NOT NULL, "name" text NOT NULL, "size" integer NOT NULL, "media_type" text NOT NULL, "holder_id" text NOT NULL, "prompt_id" text NOT NULL, "ref" text NOT NULL, "uploaded_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "answer_id" uuid, CONSTRAINT "PK_e2aa19a0c9b98da779d8eb571fa" PRIMARY KEY ("id"))`,
      `CREATE INDEX "IDX_41eb2df3d438934b06914b0b9b" ON "uploaded_file"  ("sha256") `,
      `CREATE INDEX "IDX_851506188a4ed9e8ba2c181feb" ON "uploaded_file"  ("prompt_id") WHERE "answer_id" is null`,
      `CREATE INDEX "IDX_03b726949edb6f3053b21239e0" ON "uploaded_file"  ("ref") `,
    ]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `DROP INDEX "public"."IDX_03b726949edb6f3053b21239e0"`,
      `DROP INDEX "public"."IDX_851506188a4ed9e8ba2c181feb"`,
      `DROP INDEX "public"."IDX_41eb2df3d438934b06914b0b9b"`,
      `DROP TABLE "uploaded_file"`,
    ]) {
      await queryRunner.query(statement);
    }
  }
}
