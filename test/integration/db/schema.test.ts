import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../../../libs/platform/db/data-source.js';
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

test('the migrations make exactly the schema that the entities describe', async () => {
  const { upQueries } = await db.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
});
