import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { publishStep } from '../../../activities/dossier/publish-step.js';
import { ExchangeInDatabase, settings } from '../exchange/exchange-in-database.js';
import { anEdition, databaseWithProgramme } from '../exchange/programme-database.js';

let db: DataSource;
let close: () => Promise<void>;
beforeAll(async () => ({ db, close } = await databaseWithProgramme(2)));
afterAll(() => close());

test('a step within a stage changes the exchange’s row in place: no index is written again', async () => {
  const exchange = await ExchangeInDatabase.between(db, await anEdition(db));
  await exchange.publish(exchange.step([{ kind: 'asked', prompt: exchange.prompt('hosting', 'availability', 'manager') }]));
  await db.transaction(async (tx) => {
    await publishStep(tx, settings, exchange.step([{ kind: 'escalated', prompt: exchange.prompt('hosting', 'availability', 'manager'), skipped: 0 }]));
    const [row] = (await tx.query(
      `select pg_stat_get_xact_tuples_updated(c) as updated, pg_stat_get_xact_tuples_hot_updated(c) as in_place from (select 'dossier'::regclass::oid as c) t`,
    )) as { updated: string; in_place: string }[];
    expect(Number(row!.updated)).toBeGreaterThan(0);
    expect(row!.in_place).toBe(row!.updated);
  });
});
