import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addForeignKey, type NewForeignKey } from '../schema-change.js';

/**
 * What a row names is there. Old rows that break a key are left as they are: the key then holds for new rows, and "What is
 * broken" names the old ones. Holders and subjects that may be of several kinds have no key; the nightly look reads them.
 */
export class ForeignKeys1791010000000 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const key of keys) await addForeignKey(runner, key);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { table, name } of keys) await runner.query(`alter table "${table}" drop constraint if exists "${name}"`);
  }
}

const keys: readonly NewForeignKey[] = [
  key('staff_session_staff_fk', 'staff_session', 'staff_id', 'staff_member'),
  key('staff_token_staff_fk', 'staff_token', 'staff_id', 'staff_member'),
  key('hub_organisation_fk', 'hub', 'organisation_id', 'organisation'),
  key('contact_organisation_fk', 'contact', 'organisation_id', 'organisation'),
  key('contact_hub_fk', 'contact', 'hub_id', 'hub'),
  { name: 'edition_definition_fk', table: 'edition', columns: ['definition_id', 'definition_version'], references: 'definition', referenced: ['id', 'version'] },
  key('upkeep_done_edition_fk', 'upkeep_done', 'edition', 'edition'),
  key('dossier_edition_fk', 'dossier', 'edition', 'edition'),
  { name: 'dossier_definition_fk', table: 'dossier', columns: ['definition_id', 'definition_version'], references: 'definition', referenced: ['id', 'version'] },
  ofDossier('dossier_corrects_fk', 'dossier', 'corrects'),
  ofDossier('party_ref_fk', 'party'),
  key('party_organisation_fk', 'party', 'organisation_id', 'organisation'),
  key('party_hub_fk', 'party', 'hub_id', 'hub'),
  { name: 'party_contact_party_fk', table: 'party_contact', columns: ['ref', 'leg', 'party'], references: 'party', referenced: ['ref', 'leg', 'party'] },
  key('party_contact_contact_fk', 'party_contact', 'contact_id', 'contact'),
  ofDossier('plan_ref_fk', 'plan'),
  ofDossier('agreement_ref_fk', 'agreement'),
  ofDossier('step_ref_fk', 'step'),
  ofDossier('journal_ref_fk', 'journal'),
  ofDossier('place_hold_ref_fk', 'place_hold'),
  ofDossier('prompt_ref_fk', 'prompt'),
  key('prompt_contact_fk', 'prompt', 'contact_id', 'contact'),
  ofDossier('signed_link_ref_fk', 'signed_link'),
  ofDossier('inbox_ref_fk', 'inbox'),
  { ...key('mailed_code_link_fk', 'mailed_code', 'link_id', 'signed_link'), onDelete: 'CASCADE' },
  key('draft_edition_fk', 'draft', 'edition', 'edition'),
  ofDossier('draft_ref_fk', 'draft'),
  ofDossier('outbox_ref_fk', 'outbox'),
  key('outbox_edition_fk', 'outbox', 'edition', 'edition'),
  key('due_reminder_prompt_fk', 'due_reminder', 'prompt_id', 'prompt'),
  key('due_reminder_edition_fk', 'due_reminder', 'edition', 'edition'),
  key('due_reminder_contact_fk', 'due_reminder', 'contact_id', 'contact'),
  key('due_reminder_outbox_fk', 'due_reminder', 'outbox_id', 'outbox'),
  ofDossier('conversation_ref_fk', 'conversation'),
  key('conversation_contact_fk', 'conversation', 'contact_id', 'contact'),
  key('conversation_outbox_fk', 'conversation', 'outbox_id', 'outbox'),
  key('address_problem_outbox_fk', 'address_problem', 'outbox_id', 'outbox'),
  key('payment_run_edition_fk', 'payment_run', 'edition', 'edition'),
  key('payment_run_booked_by_fk', 'payment_run', 'booked_by', 'staff_member'),
  ofDossier('payment_ref_fk', 'payment'),
  key('payment_payee_fk', 'payment', 'payee_organisation_id', 'organisation'),
  key('payment_run_fk', 'payment', 'run_id', 'payment_run'),
  ofDossier('bank_details_ref_fk', 'bank_details'),
  key('bank_details_organisation_fk', 'bank_details', 'organisation_id', 'organisation'),
  key('uploaded_file_holder_fk', 'uploaded_file', 'holder_id', 'contact'),
  ofDossier('uploaded_file_ref_fk', 'uploaded_file'),
  key('uploaded_file_answer_fk', 'uploaded_file', 'answer_id', 'inbox'),
  key('incident_edition_fk', 'incident', 'edition', 'edition'),
  ofDossier('act_ref_fk', 'act'),
  key('act_incident_fk', 'act', 'incident_id', 'incident'),
  ofDossier('recovery_ref_fk', 'recovery'),
  ofDossier('archived_history_ref_fk', 'archived_history'),
];

function key(name: string, table: string, column: string, references: string): NewForeignKey {
  return { name, table, columns: [column], references, referenced: ['id'] };
}

function ofDossier(name: string, table: string, column = 'ref'): NewForeignKey {
  return { name, table, columns: [column], references: 'dossier', referenced: ['ref'] };
}
