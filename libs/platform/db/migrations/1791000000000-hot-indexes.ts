import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex, type NewIndex } from '../schema-change.js';

/** Indexes for what pages, steps and the office's rounds look up. Made one by one while everybody goes on writing. */
export class HotIndexes1791000000000 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const index of indexes) await createIndex(runner, index);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of indexes) await dropIndex(runner, name);
  }
}

const indexes: readonly NewIndex[] = [
  { name: 'inbox_ref', table: 'inbox', on: '("ref")' },
  { name: 'inbox_prompt', table: 'inbox', on: '("prompt_id")' },
  { name: 'signed_link_ref_holder', table: 'signed_link', on: '("ref", "holder_id")' },
  { name: 'draft_ref', table: 'draft', on: '("ref")', where: '"ref" is not null' },
  { name: 'draft_edition', table: 'draft', on: '("edition")', where: '"ref" is null' },
  { name: 'outbox_thread', table: 'outbox', on: '("thread_id")', where: '"thread_id" is not null' },
  { name: 'outbox_undelivered', table: 'outbox', on: '("edition", "planned_real_at")', where: `"status" in ('refused', 'ambiguous')` },
  { name: 'activity_log_kind_at', table: 'activity_log', on: '("kind", "at")' },
  { name: 'payment_ref', table: 'payment', on: '("ref")' },
  { name: 'payment_run_id', table: 'payment', on: '("run_id")', where: '"run_id" is not null' },
  { name: 'recovery_ref', table: 'recovery', on: '("ref")' },
  { name: 'dossier_corrects', table: 'dossier', on: '("corrects")', where: '"corrects" is not null' },
  { name: 'prompt_contact', table: 'prompt', on: '("contact_id")', where: '"contact_id" is not null' },
  { name: 'contact_email', table: 'contact', on: '(lower("email"))' },
  { name: 'party_contact_contact', table: 'party_contact', on: '("contact_id")' },
  { name: 'due_reminder_outbox', table: 'due_reminder', on: '("outbox_id")', where: '"outbox_id" is not null' },
  { name: 'error_report_at', table: 'error_report', on: '("at")' },
  { name: 'place_hold_waiting', table: 'place_hold', on: '("edition", "queue_order")', where: `"status" = 'waiting'` },
];
