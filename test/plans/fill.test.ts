import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fillDatabase } from '../../infra/fill/fill-database.js';
import { databaseWithProgramme, type ProgrammeDatabase } from '../integration/exchange/programme-database.js';
let filled: ProgrammeDatabase;
beforeAll(async () => { filled = await databaseWithProgramme(4); });
afterAll(() => filled.close());
test('fill', async () => {
  const began = Date.now();
  await fillDatabase(filled.db, { dossiers: Number(process.env['FILL'] ?? 1000) });
  console.log('seconds', (Date.now() - began) / 1000, await filled.db.query(`select relname, reltuples::bigint as n, pg_size_pretty(pg_total_relation_size(oid)) as size from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by reltuples desc limit 12`));
  expect(1).toBe(1);
});
