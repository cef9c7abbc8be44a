import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { EditionEntity, InboxEntity, PlaceHoldEntity } from '../../../libs/db/entities/index.js';
import { ExchangeInDatabase } from './exchange-in-database.js';
import { anEdition, databaseWithProgramme } from './programme-database.js';

/** A stay of four days: 350 + 4 x 165 for the visitor, 500 for the host. */
const reservation = 101_000 + 50_000;

let db: DataSource;
let close: () => Promise<void>;

beforeAll(async () => ({ db, close } = await databaseWithProgramme()));
afterAll(() => close());

/** Exchanges of an edition whose applications were received in this order. */
async function applied(edition: string, count: number): Promise<{ exchange: ExchangeInDatabase; answer: string }[]> {
  const all = [];
  for (let n = 0; n < count; n += 1) {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const prompt = exchange.prompt('visiting', 'application', 'manager');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt }], 'applying'));
    all.push({ exchange, answer: await exchange.received(prompt, 'submitted') });
  }
  return all;
}

async function askForPlace({ exchange, answer }: { exchange: ExchangeInDatabase; answer: string }) {
  const prompt = exchange.prompt('visiting', 'application', 'manager');
  const at = new Date().toISOString();
  return exchange.publish(
    exchange.step(
      [
        { kind: 'answered', prompt, answer, choice: 'submitted', by: 'somebody', at },
        { kind: 'place-asked', answer },
      ],
      'queued',
    ),
  );
}

describe('places', () => {
  test('fifty exchanges ask at once for the last three: exactly the first three get them, the cap is never exceeded', async () => {
    const edition = await anEdition(db, { places: 3 });
    const all = await applied(edition, 50);
    await Promise.all(all.map((one) => askForPlace(one)));

    const holds = await db.manager.find(PlaceHoldEntity, { where: { edition }, order: { queueOrder: 'ASC' } });
    expect(holds).toHaveLength(50);
    expect(holds.filter(({ status }) => status === 'held').map(({ ref }) => ref)).toEqual(all.slice(0, 3).map(({ exchange }) => exchange.ref));
    expect(await db.manager.findOneByOrFail(EditionEntity, { id: edition })).toMatchObject({ placesHeld: 3, reservedCents: 3 * reservation });
  });

  test('the last money goes to one of fifty, and never beyond the budget', async () => {
    const edition = await anEdition(db, { places: 100, budgetCents: reservation + 100_000 });
    await Promise.all((await applied(edition, 50)).map((one) => askForPlace(one)));
    const row = await db.manager.findOneByOrFail(EditionEntity, { id: edition });
    expect(row).toMatchObject({ placesHeld: 1, reservedCents: reservation });
  });

  test('whoever was received first gets the place, even when a later one is worked through before', async () => {
    const edition = await anEdition(db, { places: 1 });
    const [first, second] = await applied(edition, 2);
    expect((await askForPlace(second!)).place).toBe('waiting');
    expect((await askForPlace(first!)).place).toBe('held');
  });

  test('a released place is offered to the next in the queue, once', async () => {
    const edition = await anEdition(db, { places: 1 });
    const [first, second, third] = await applied(edition, 3);
    for (const one of [first!, second!, third!]) await askForPlace(one);
    const release = first!.exchange.step([{ kind: 'place-released', why: 'declined' }], 'declined');
    await first!.exchange.publish(release);
    await first!.exchange.publish(release);
    await first!.exchange.publish(first!.exchange.step([{ kind: 'place-released', why: 'declined' }], 'declined'));

    const offers = await db.manager.findBy(InboxEntity, { choice: 'held' });
    const ofEdition = offers.filter(({ ref }) => [first, second, third].some((one) => one!.exchange.ref === ref));
    expect(ofEdition.map(({ ref }) => ref)).toEqual([second!.exchange.ref]);
    expect(await db.manager.findOneByOrFail(EditionEntity, { id: edition })).toMatchObject({ placesHeld: 1, reservedCents: reservation });
  });

  test('an application sent again after requested changes keeps its number', async () => {
    const edition = await anEdition(db);
    const [one] = await applied(edition, 1);
    await askForPlace(one!);
    const before = await db.manager.findOneByOrFail(PlaceHoldEntity, { ref: one!.exchange.ref });
    const again = one!.exchange.prompt('visiting', 'application', 'manager', 2);
    await one!.exchange.publish(one!.exchange.step([{ kind: 'asked', prompt: again }], 'applying'));
    const answer = await one!.exchange.received(again, 'submitted');
    const result = await one!.exchange.publish(one!.exchange.step([{ kind: 'place-asked', answer }], 'queued'));
    expect(result.place).toBe('held');
    expect(await db.manager.findOneByOrFail(PlaceHoldEntity, { ref: one!.exchange.ref })).toEqual(before);
  });

  test('a host that claims nothing gives its reservation back, the place stays used', async () => {
    const edition = await anEdition(db);
    const [one] = await applied(edition, 1);
    await askForPlace(one!);
    await one!.exchange.publish(one!.exchange.step([{ kind: 'nothing-claimed', leg: '1', party: 'hosting' }], 'wrapping-up'));
    expect(await db.manager.findOneByOrFail(EditionEntity, { id: edition })).toMatchObject({ placesHeld: 1, reservedCents: 101_000 });
  });
});
