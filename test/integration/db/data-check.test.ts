import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { conditionOf } from '../../../libs/operations/health/condition.js';
import { dataMismatch } from '../../../libs/operations/health/data-mismatch.js';
import { lookAtData } from '../../../libs/operations/data-check/look-at-data.js';
import { Queue } from '../exchange/queue.js';
import { anEdition, databaseWithProgramme } from '../exchange/programme-database.js';

let db: DataSource;
let close: () => Promise<void>;
let edition: string;
beforeAll(async () => {
  ({ db, close } = await databaseWithProgramme(3));
  edition = await anEdition(db, { places: 5 });
  const queue = new Queue(db);
  for (const one of await queue.applied(edition, 2)) await queue.askForPlace(one);
});
afterAll(() => close());

/** The look of another night, and what staff read of it. */
async function nextNight() {
  await db.query(`update data_check set looked_at = looked_at - interval '1 day'`);
  await lookAtData(db.manager);
  return conditionOf('data-mismatch', await dataMismatch({ db: db.manager, client: {} as Client }));
}

test('what an exchange writes fits together', async () => {
  await db.query(`update inbox set "by" = 'cru-manager' where "by" = 'somebody'`);
  expect(await nextNight()).toEqual([]);
});

test('what hangs loose is named, with since when, until it is mended', async () => {
  const link = randomUUID();
  await db.query(`insert into signed_link (id, purpose, subject_id, holder_id, generation, kid, token_hash, created_at) values ($1, 'prompt', 'no-such-question', 'nobody', 1, 'k', 't', now())`, [link]);
  await db.query('update edition set places_held = 4 where id = $1', [edition]);
  const [condition] = await nextNight();
  expect(condition).toMatchObject({ name: 'data-mismatch', count: 3 });
  expect(condition!.items.map(({ text }) => text)).toEqual([
    `signed_link.holder_id: 1, such as ${link}`,
    `signed_link.subject_id: 1, such as ${link}`,
    `edition.places_held: 1, such as ${edition}: 4, not 2`,
  ]);
  await db.query('delete from signed_link where id = $1', [link]);
  const [later] = await nextNight();
  expect(later).toMatchObject({ count: 1 });
  expect(later!.since >= condition!.since).toBe(true);
  await db.query('update edition set places_held = 2 where id = $1', [edition]);
  expect(await nextNight()).toEqual([]);
});

test('a key that old rows broke is named, and holds for all once they are mended', async () => {
  const [runner, proven] = [db.createQueryRunner(), () => db.query(`select convalidated as proven from pg_constraint where conname = 'place_hold_ref_fk'`)];
  await runner.query('alter table place_hold drop constraint place_hold_ref_fk');
  await runner.query(`insert into place_hold (ref, edition, queue_order, cents, status, asked_at) values ('gone', $1, 99, 0, 'released', now())`, [edition]);
  await runner.query('alter table place_hold add constraint place_hold_ref_fk foreign key (ref) references dossier (ref) not valid');
  await runner.release();
  expect((await nextNight())[0]?.items).toEqual([{ text: 'place_hold.ref: 1, such as gone' }]);
  await db.query(`delete from place_hold where ref = 'gone'`);
  expect(await nextNight()).toEqual([]);
  expect(await proven()).toEqual([{ proven: true }]);
});

test('it is looked once a night, however often it is asked for', async () => {
  await nextNight();
  await db.query('update edition set places_held = 4 where id = $1', [edition]);
  await lookAtData(db.manager);
  expect(await dataMismatch({ db: db.manager, client: {} as Client })).toEqual([]);
});
