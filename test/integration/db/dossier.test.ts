import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../../../libs/platform/db/data-source.js';
import { DossierEntity } from '../../../libs/platform/db/entities/index.js';
import { createTestDatabase, type TestDatabase } from '../../../infra/testing/test-database.js';

let database: TestDatabase;
let db: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase(database.url, { connections: 2 });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

test('while a release is rolled out, what a process of the release before writes as an exchange is a dossier', async () => {
  await db.query(`insert into definition (id, version, sha256, definition, texts, published_at) values ('p', 1, '', '{}', '[]', now())`);
  await db.query(`insert into edition (id, definition_id, definition_version, name, budget_cents, places, created_at) values ('e', 'p', 1, 'E', 0, 0, now())`);
  await db.query(
    `insert into "exchange" ("ref", "edition", "definition_id", "definition_version", "start_at", "start_next_at", "created_at", "stage", "updated_at")
     values ('P2P-2027-0001', 'e', 'p', 1, 'now', now(), now(), 'asked', now())`,
  );
  await db.query(`update "exchange" set "stage" = 'applying', "seq" = 2 where "ref" = 'P2P-2027-0001'`);
  expect(await db.manager.findOneByOrFail(DossierEntity, { ref: 'P2P-2027-0001' })).toMatchObject({ kind: 'exchange', stage: 'applying', seq: 2, endedAt: null });
});
