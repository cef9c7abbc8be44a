import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { DossierEntity } from '../../../libs/platform/db/entities/index.js';
import { isEnding, type Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import { Relay } from '../../../libs/operations/relay/relay.js';
import { ExchangeInDatabase } from '../exchange/exchange-in-database.js';
import { anEdition, databaseWithProgramme } from '../exchange/programme-database.js';

let db: DataSource;
let close: () => Promise<void>;
let edition: string;

beforeAll(async () => {
  ({ db, close } = await databaseWithProgramme());
  edition = await anEdition(db);
});
afterAll(() => close());

/** A Temporal that notes which workflows were started; `refuses` says why it does not start one. */
function temporal(refuses: (workflowId: string) => Error | undefined = () => undefined) {
  const started: string[] = [];
  const start = async (type: string, { workflowId }: { workflowId: string }): Promise<void> => {
    started.push(`${type} ${workflowId}`);
    const error = refuses(workflowId);
    if (error) throw error;
  };
  const client = { workflow: { start }, withDeadline: (_: number, work: () => Promise<unknown>) => work() };
  return { client: client as unknown as Client, started };
}

async function exchangeAt(stage: Stage): Promise<string> {
  const { ref } = await ExchangeInDatabase.between(db, edition);
  await db.manager.update(DossierEntity, { ref }, { stage, endedAt: isEnding(stage) ? new Date().toISOString() : null });
  return ref;
}

test('the relay asks for each exchange that is over to be archived, once in a while, and for no other', async () => {
  const over = [await exchangeAt('completed'), await exchangeAt('withdrawn')];
  await exchangeAt('travelling');
  const { client, started } = temporal();
  const relay = new Relay(db, client, () => undefined);
  expect(await relay.round()).toBe(2);
  expect(await relay.round()).toBe(0);
  expect(started.toSorted()).toEqual(over.map((ref) => `archive archive-${ref}`).toSorted());

  await db.manager.update(DossierEntity, { ref: over[0]! }, { archivedAt: new Date().toISOString() });
  const another = temporal();
  await new Relay(db, another.client, () => undefined).round();
  expect(another.started).toEqual([`archive archive-${over[1]}`]);
  await db.manager.update(DossierEntity, { edition }, { archivedAt: new Date().toISOString() });
});

test('thirty that cannot be archived delay nobody who can; one that is being archived is no trouble', async () => {
  const stuck = new Set<string>();
  for (let n = 0; n < 30; n += 1) stuck.add(`archive-${await exchangeAt('expired')}`);
  const late = await exchangeAt('declined');
  const busy = await exchangeAt('declined');
  const troubles: string[] = [];
  const { client, started } = temporal((id) => {
    if (id === `archive-${busy}`) return new WorkflowExecutionAlreadyStartedError('it runs', id, 'archive');
    return stuck.has(id) ? new Error('poisoned') : undefined;
  });
  const relay = new Relay(db, client, (message) => void troubles.push(message));
  for (let round = 0; round < 3; round += 1) await relay.round();
  expect(started).toContain(`archive archive-${late}`);
  expect(started).toContain(`archive archive-${busy}`);
  expect(started).toHaveLength(32);
  expect(troubles).toHaveLength(30);
});
