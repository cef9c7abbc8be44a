import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Conversations, addresses that mail comes back from, and what became of incoming mails. Generated from the entities; a test proves that both still agree. */
export class Conversation1790200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `CREATE TABLE "conversation" ("id" uuid NOT NULL, "ref" text NOT NULL, "contact_id" text, "direction" text NOT NULL, "sender" text NOT NULL, "sender_known" boolean NOT NULL, "outbox_id" uuid, "subject" text NOT NULL, "text" text NOT NULL, "raw" text NOT NULL, "message_id" text NOT NULL, "attachments" jsonb NOT NULL DEFAULT '[]', "received_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "received_real_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "seen_by_staff_at" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "PK_864528ec4274360a40f66c29845" PRIMARY KEY ("id"))`,
      `CREATE INDEX "IDX_9b67d9a4b28207333f1ed98dab" ON "conversation"  ("ref") WHERE "seen_by_staff_at" is null`,
      `CREATE INDEX "IDX_49202eab96c857b408cb0fd36b" ON "conversation"  ("ref", "received_at") `,
      `CREATE UNIQUE INDEX "IDX_2f8286c3560b52dba8428ac182" ON "conversation"  ("message_id") `,
      `CREATE TABLE "address_problem" ("id" uuid NOT NULL, "contact_id" text NOT NULL, "address" text NOT NULL, "code" text NOT NULL, "outbox_id" uuid NOT NULL, "since" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "ended_at" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "PK_3f463212f589648fd9f2c243bc5" PRIMARY KEY ("id"))`,
      `CREATE UNIQUE INDEX "IDX_fc4402ce069fe9436ef80fd409" ON "address_problem"  ("contact_id") WHERE "ended_at" is null`,
      `CREATE TABLE "incoming_mail" ("id" text NOT NULL, "sender_hash" text NOT NULL, "outcome" text NOT NULL, "at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "PK_89e546ed9c123b1932a0f4418f3" PRIMARY KEY ("id"))`,
      `CREATE INDEX "IDX_815db0ca9a67cc8f2d69a8ab51" ON "incoming_mail"  ("at") `,
      `CREATE INDEX "IDX_5b4c12b140d3e1d95f56ab729d" ON "incoming_mail"  ("sender_hash", "at") `,
      `CREATE INDEX "IDX_2f36ee5236f2793f3e7bd55458" ON "outbox"  ("message_id") `,
    ]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `DROP INDEX "public"."IDX_2f36ee5236f2793f3e7bd55458"`,
      `DROP INDEX "public"."IDX_5b4c12b140d3e1d95f56ab729d"`,
      `DROP INDEX "public"."IDX_815db0ca9a67cc8f2d69a8ab51"`,
      `DROP TABLE "incoming_mail"`,
      `DROP INDEX "public"."IDX_fc4402ce069fe9436ef80fd409"`,
      `DROP TABLE "address_problem"`,
      `DROP INDEX "public"."IDX_2f8286c3560b52dba8428ac182"`,
      `DROP INDEX "public"."IDX_49202eab96c857b408cb0fd36b"`,
      `DROP INDEX "public"."IDX_9b67d9a4b28207333f1ed98dab"`,
      `DROP TABLE "conversation"`,
    ]) {
      await queryRunner.query(statement);
    }
  }
}
