import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex, type NewIndex } from '../schema-change.js';

/** What a payment run sums up to, and which exchanges of an edition are due, are read from an index alone. */
export class RunsAndDues1791600000000 implements MigrationInterface {
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
  { name: 'payment_run_totals', table: 'payment', on: '("run_id") include ("status", "cents")', where: '"run_id" is not null' },
  { name: 'dossier_due', table: 'dossier', on: '("edition", "wake_at")', where: '"ended_at" is null' },
];

const superseded: readonly NewIndex[] = [
  { name: 'payment_run_id', table: 'payment', on: '("run_id")', where: '"run_id" is not null' },
  { name: 'dossier_open', table: 'dossier', on: '("edition")', where: '"ended_at" is null' },
];
