import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { publishStep } from '../../../activities/dossier/publish-step.js';
import { PlaceHoldEntity } from '../../../libs/platform/db/entities/index.js';
import { settings } from './exchange-in-database.js';
import { anEdition, databaseWithProgramme } from './programme-database.js';
import { Queue } from './queue.js';

let db: DataSource;
let close: () => Promise<void>;
let queue: Queue;

beforeAll(async () => {
  ({ db, close } = await databaseWithProgramme());
  queue = new Queue(db);
});
afterAll(() => close());

describe('places given and given back at the same moment', () => {
  test('whoever withdraws while another gives it the place gives it back: place and money are free', async () => {
    const edition = await anEdition(db, { places: 1 });
    const [first, second] = await queue.applied(edition, 2);
    for (const one of [first!, second!]) await queue.askForPlace(one);
    const giver = db.createQueryRunner();
    await giver.startTransaction();
    await publishStep(giver.manager, settings, first!.exchange.step([{ kind: 'place-released', why: 'declined' }], 'declined')); // the second has it now
    const withdrawn = second!.exchange.publish(second!.exchange.step([{ kind: 'place-released', why: 'withdrawn' }], 'withdrawn'));
    await somebodyWaits();
    await giver.commitTransaction();
    await giver.release();
    await withdrawn;
    expect(await db.manager.findOneByOrFail(PlaceHoldEntity, { ref: second!.exchange.ref })).toMatchObject({ status: 'released' });
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 0, reservedCents: 0 });
  });

  test('all give back side by side: nobody waits for ever, and nothing stays held', async () => {
    const edition = await anEdition(db, { places: 5 });
    const all = await queue.applied(edition, 20);
    for (const one of all) await queue.askForPlace(one);
    await Promise.all(all.map(({ exchange }) => exchange.publish(exchange.step([{ kind: 'place-released', why: 'withdrawn' }], 'withdrawn'))));
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 0, reservedCents: 0 });
  });
});

/** Until some transaction of this database waits for a lock. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const [row] = (await db.query(`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)) as { n: number }[];
    if (row!.n > 0) return;
  }
}
