import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rows that each step changes are changed in place: no index is on what a step writes, and a page keeps room for the next
 * version. What is left behind is cleared after every fiftieth row that changed, not after every fifth.
 */
export class RoomForUpdates1791030000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['dossier', 'edition', 'prompt']) await runner.query(`alter table "${table}" set (fillfactor = 80)`);
    for (const table of tables) await runner.query(`alter table "${table}" set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['dossier', 'edition', 'prompt']) await runner.query(`alter table "${table}" reset (fillfactor)`);
    for (const table of tables) await runner.query(`alter table "${table}" reset (autovacuum_vacuum_scale_factor, autovacuum_analyze_scale_factor)`);
  }
}

const tables = ['dossier', 'edition', 'prompt', 'inbox', 'outbox', 'act', 'signed_link', 'payment', 'place_hold'];
