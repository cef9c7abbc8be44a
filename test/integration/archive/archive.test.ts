import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { archiveHistory } from '../../../libs/operations/archive/archive-history.js';
import { historyIn } from '../../../libs/operations/archive/history-document.js';
import { publishedSteps } from '../../../libs/operations/archive/published-steps.js';
import { archivedReferences, verifyArchive } from '../../../libs/operations/archive/verify-archive.js';
import type { DomainEvent } from '../../../libs/contracts/dossier/index.js';
import { ArchivedHistoryEntity, DossierEntity } from '../../../libs/platform/db/entities/index.js';
import type { Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import { ExchangeInDatabase } from '../exchange/exchange-in-database.js';
import { anEdition, databaseWithProgramme } from '../exchange/programme-database.js';
import { PaperTemporal } from './paper-temporal.js';

let db: DataSource;
let close: () => Promise<void>;
let edition: string;
let temporal: PaperTemporal;

beforeAll(async () => {
  ({ db, close } = await databaseWithProgramme());
  edition = await anEdition(db);
});
beforeEach(() => {
  temporal = new PaperTemporal();
});
afterAll(() => close());

async function publish(exchange: ExchangeInDatabase, events: DomainEvent[], stage?: Stage): Promise<void> {
  const step = exchange.step(events, stage);
  temporal.note(step, await exchange.publish(step));
}

async function endedExchange(): Promise<ExchangeInDatabase> {
  const exchange = await ExchangeInDatabase.between(db, edition);
  await publish(exchange, [{ kind: 'asked', prompt: exchange.prompt('hosting', 'availability', 'manager') }]);
  await publish(exchange, [{ kind: 'entered', stage: 'cancelled' }, { kind: 'ended', ending: 'cancelled' }], 'cancelled');
  temporal.close(exchange.ref);
  return exchange;
}

const exchangeRow = (ref: string) => db.manager.findOneByOrFail(DossierEntity, { ref });

describe('archiving an exchange that is over', () => {
  test('keeps its whole history as a document with its hash, and marks the exchange', async () => {
    const { ref } = await endedExchange();
    const receipt = await archiveHistory(db.manager, temporal.client, ref);
    const row = await db.manager.findOneByOrFail(ArchivedHistoryEntity, { ref });
    expect(row).toMatchObject({ ref, runId: `run-of-${ref}`, sha256: receipt.sha256, events: receipt.events });
    expect(receipt.events).toBe(5);
    expect((await publishedSteps(historyIn(row.document))).map(({ step }) => step.seq)).toEqual([1, 2]);
    expect((await exchangeRow(ref)).archivedAt).not.toBeNull();
    expect(await verifyArchive(db.manager, ref)).toMatchObject({ ref, intact: true, sha256: receipt.sha256 });
    expect(await archivedReferences(db.manager)).toContain(ref);
  });

  test('done again, twice at once or after a kill between its two writes, changes nothing and says the same', async () => {
    const { ref } = await endedExchange();
    const both = await Promise.all([1, 2].map(() => archiveHistory(db.manager, temporal.client, ref)));
    const before = await db.manager.findOneByOrFail(ArchivedHistoryEntity, { ref });
    await db.manager.update(DossierEntity, { ref }, { archivedAt: null });
    temporal.forget(ref);
    const again = await archiveHistory(db.manager, temporal.client, ref);
    expect([...both, again]).toEqual([again, again, again]);
    expect(await db.manager.findOneByOrFail(ArchivedHistoryEntity, { ref })).toEqual(before);
    expect((await exchangeRow(ref)).archivedAt).not.toBeNull();
  });

  test('waits while the workflow still runs', async () => {
    const { ref } = await ExchangeInDatabase.between(db, edition).then(async (exchange) => {
      await publish(exchange, [{ kind: 'entered', stage: 'cancelled' }], 'cancelled');
      return exchange;
    });
    await expect(archiveHistory(db.manager, temporal.client, ref)).rejects.toMatchObject({ code: 'still-running' });
    expect((await exchangeRow(ref)).archivedAt).toBeNull();
  });

  test('says so when Temporal knows the exchange no more', async () => {
    const { ref } = await endedExchange();
    temporal.forget(ref);
    await expect(archiveHistory(db.manager, temporal.client, ref)).rejects.toMatchObject({ code: 'history-gone' });
  });

  test.each([
    ['another content', (document: Buffer) => document.subarray(0, document.length - 9)],
    ['no document at all', () => Buffer.from('gone')],
  ])('a document with %s is found out', async (_, damaged) => {
    const { ref } = await endedExchange();
    await archiveHistory(db.manager, temporal.client, ref);
    const { document } = await db.manager.findOneByOrFail(ArchivedHistoryEntity, { ref });
    await db.manager.update(ArchivedHistoryEntity, { ref }, { document: damaged(document) });
    expect(await verifyArchive(db.manager, ref)).toMatchObject({ intact: false });
  });
});
