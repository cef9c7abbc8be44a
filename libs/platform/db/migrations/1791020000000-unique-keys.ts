import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../schema-change.js';

/**
 * One person with an address in an organisation, one live link of a holder to a subject. What was made twice before stays,
 * marked: questions and mails lead to both.
 */
export class UniqueKeys1791020000000 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table "contact" add column if not exists "duplicate" boolean not null default false`);
    await runner.query(`alter table "signed_link" add column if not exists "duplicate" boolean not null default false`);
    await runner.query(
      `update contact set duplicate = true from (
         select id, row_number() over (partition by organisation_id, lower(email) order by origin <> 'directory', created_at, id) as n from contact where not duplicate
       ) known where known.id = contact.id and known.n > 1`,
    );
    await runner.query(
      `update signed_link set duplicate = true from (
         select id, row_number() over (partition by purpose, subject_id, holder_id, generation order by created_at, id) as n from signed_link where ${live}
       ) known where known.id = signed_link.id and known.n > 1`,
    );
    await createIndex(runner, { name: 'contact_once', table: 'contact', on: '("organisation_id", lower("email"))', unique: true, where: 'not "duplicate"' });
    await createIndex(runner, { name: 'signed_link_once', table: 'signed_link', on: '("purpose", "subject_id", "holder_id", "generation")', unique: true, where: live });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'signed_link_once');
    await dropIndex(runner, 'contact_once');
    await runner.query(`alter table "signed_link" drop column "duplicate"`);
    await runner.query(`alter table "contact" drop column "duplicate"`);
  }
}

/** Of sign-in links there is a new one each time. */
const live = `"revoked_at" is null and "handed_over_at" is null and not "duplicate" and "purpose" <> 'sign-in'`;
