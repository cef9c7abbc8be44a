import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex, type NewIndex } from '../schema-change.js';

/** Indexes for what the desk, the digests, the health page and the rounds ask, found by the plans on a filled database; what they stand for goes. */
export class IndexesOfRounds1791200000000 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const index of indexes) await createIndex(runner, index);
    for (const { name } of superseded) await dropIndex(runner, name);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of superseded) await createIndex(runner, index);
    for (const { name } of indexes) await dropIndex(runner, name);
  }
}

const indexes: readonly NewIndex[] = [
  { name: 'prompt_of_staff', table: 'prompt', on: '("edition", "role", "kind", "due_at") include ("escalated_at", "asked_at")', where: `"status" = 'open' and "role" is not null` },
  { name: 'prompt_of_parties', table: 'prompt', on: '("edition", "due_at") include ("kind")', where: `"status" = 'open' and "role" is null and "frozen" is null` },
  { name: 'prompt_escalated', table: 'prompt', on: '("escalated_at")', where: `"status" = 'open' and "escalated_at" is not null and "frozen" is null` },
  { name: 'dossier_open', table: 'dossier', on: '("edition", "wake_at")', where: '"ended_at" is null' },
  { name: 'outbox_recipient', table: 'outbox', on: '("recipient_id", "kind", "planned_real_at")' },
  { name: 'payment_owed', table: 'payment', on: '("edition", "requested_at", "id") include ("cents")', where: `"status" in ('requested', 'approved')` },
  { name: 'signed_link_sign_in', table: 'signed_link', on: '("holder_id", "created_at")', where: `"purpose" = 'sign-in'` },
  { name: 'draft_prompt', table: 'draft', on: `(("payload"->>'prompt'))`, where: `"payload"->>'prompt' is not null` },
  { name: 'act_done', table: 'act', on: '("real_at")', where: `"status" = 'done'` },
  { name: 'bank_details_ref', table: 'bank_details', on: '("ref")' },
  { name: 'prompt_contact_asked', table: 'prompt', on: '("contact_id", "asked_at")', where: '"contact_id" is not null' },
  { name: 'mailed_code_ends', table: 'mailed_code', on: '("ends_at")' },
];

const superseded: readonly NewIndex[] = [
  { name: 'IDX_757c2dfaaff0df6239a24248ed', table: 'prompt', on: '("edition", "role")', where: `"status" = 'open'` },
  { name: 'prompt_contact', table: 'prompt', on: '("contact_id")', where: '"contact_id" is not null' },
];
