import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../schema-change.js';

/** What a payment run sums up to is read from its index alone. */
export class TotalsOfRuns1791600000000 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(runner, { name: 'payment_run_totals', table: 'payment', on: '("run_id") include ("status", "cents")', where: '"run_id" is not null' });
    await dropIndex(runner, 'payment_run_id');
  }

  async down(runner: QueryRunner): Promise<void> {
    await createIndex(runner, { name: 'payment_run_id', table: 'payment', on: '("run_id")', where: '"run_id" is not null' });
    await dropIndex(runner, 'payment_run_totals');
  }
}
