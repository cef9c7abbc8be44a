import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { In, type DataSource } from 'typeorm';
import { ActivityLogEntity, InboxEntity, PlaceHoldEntity } from '../../../libs/platform/db/entities/index.js';
import { priceHold } from '../../../libs/money/budget/hold-money.js';
import { anEdition, databaseWithProgramme } from './programme-database.js';
import { largest, Queue, reservation } from './queue.js';

let db: DataSource;
let close: () => Promise<void>;
let queue: Queue;

beforeAll(async () => {
  ({ db, close } = await databaseWithProgramme());
  queue = new Queue(db);
});
afterAll(() => close());

describe('places', () => {
  test('fifty exchanges ask at once for the last three: exactly the first three get them, the cap is never exceeded', async () => {
    const edition = await anEdition(db, { places: 3 });
    const all = await queue.applied(edition, 50);
    await Promise.all(all.map((one) => queue.askForPlace(one)));

    const holds = await db.manager.find(PlaceHoldEntity, { where: { edition }, order: { queueOrder: 'ASC' } });
    expect(holds).toHaveLength(50);
    expect(holds.filter(({ status }) => status === 'held').map(({ ref }) => ref)).toEqual(all.slice(0, 3).map(({ exchange }) => exchange.ref));
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 3, reservedCents: 3 * reservation });
  });

  test('the last money goes to one of fifty, and never beyond the budget', async () => {
    const edition = await anEdition(db, { places: 100, budgetCents: reservation + 100_000 });
    await Promise.all((await queue.applied(edition, 50)).map((one) => queue.askForPlace(one)));
    const row = await queue.editionRow(edition);
    expect(row).toMatchObject({ placesHeld: 1, reservedCents: reservation });
  });

  test('whoever was received first gets the place, even when a later one is worked through before', async () => {
    const edition = await anEdition(db, { places: 1 });
    const [first, second] = await queue.applied(edition, 2);
    expect((await queue.askForPlace(second!)).place).toBe('waiting');
    expect((await queue.askForPlace(first!)).place).toBe('held');
  });

  test('a released place is offered to the next in the queue, once', async () => {
    const edition = await anEdition(db, { places: 1 });
    const [first, second, third] = await queue.applied(edition, 3);
    for (const one of [first!, second!, third!]) await queue.askForPlace(one);
    const release = first!.exchange.step([{ kind: 'place-released', why: 'declined' }], 'declined');
    await first!.exchange.publish(release);
    await first!.exchange.publish(release);
    await first!.exchange.publish(first!.exchange.step([{ kind: 'place-released', why: 'declined' }], 'declined'));

    const offers = await db.manager.findBy(InboxEntity, { choice: 'held' });
    const ofEdition = offers.filter(({ ref }) => [first, second, third].some((one) => one!.exchange.ref === ref));
    expect(ofEdition.map(({ ref }) => ref)).toEqual([second!.exchange.ref]);
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 1, reservedCents: reservation });
  });

  test('an application sent again after requested changes keeps its number', async () => {
    const edition = await anEdition(db);
    const [one] = await queue.applied(edition, 1);
    await queue.askForPlace(one!);
    const before = await db.manager.findOneByOrFail(PlaceHoldEntity, { ref: one!.exchange.ref });
    const again = one!.exchange.prompt('visiting', 'application', 'manager', 2);
    await one!.exchange.publish(one!.exchange.step([{ kind: 'asked', prompt: again }], 'applying'));
    const answer = await one!.exchange.received(again, 'submitted');
    const result = await one!.exchange.publish(one!.exchange.step([{ kind: 'place-asked', answer }], 'queued'));
    expect(result.place).toBe('held');
    expect(await db.manager.findOneByOrFail(PlaceHoldEntity, { ref: one!.exchange.ref })).toEqual(before);
  });

  test('an application sent again with fewer days and people frees the difference, and the next in the queue gets it', async () => {
    const edition = await anEdition(db, { places: 2, budgetCents: largest + reservation - 1 });
    const [one, two] = await queue.applied(edition, 2);
    await queue.planned(one!.exchange, '2027-03-12', 2);
    await queue.askForPlace(one!);
    expect((await queue.askForPlace(two!)).place).toBe('waiting');
    expect((await queue.applyAgain(one!.exchange, '2027-03-08', 1)).place).toBe('held');
    expect((await queue.hold(one!.exchange)).cents).toBe(101_500);
    expect(await queue.offers(two!.exchange)).toBe(1);
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 2, reservedCents: 101_500 + reservation });
  });

  test('an application sent again with more days and people holds what it can get by its new plan', async () => {
    const edition = await anEdition(db, { budgetCents: largest });
    const [one] = await queue.applied(edition, 1);
    await queue.planned(one!.exchange, '2027-03-08', 1);
    await queue.askForPlace(one!);
    expect((await queue.hold(one!.exchange)).cents).toBe(101_500);
    const { queueOrder } = await db.manager.findOneByOrFail(PlaceHoldEntity, { ref: one!.exchange.ref });
    await queue.applyAgain(one!.exchange, '2027-03-12', 2);
    expect(await db.manager.findOneByOrFail(PlaceHoldEntity, { ref: one!.exchange.ref })).toMatchObject({ queueOrder, cents: largest, status: 'held' });
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 1, reservedCents: largest });
  });

  test('twenty applications sent again at once for the last budget take what is there, and what falls short is on the record', async () => {
    const edition = await anEdition(db, { places: 20, budgetCents: 20 * 101_500 + 100_000 });
    const all = await queue.applied(edition, 20);
    for (const one of all) {
      await queue.planned(one.exchange, '2027-03-08', 1);
      await queue.askForPlace(one);
    }
    const answers = await Promise.all(all.map(({ exchange }) => queue.applyAgain(exchange, '2027-03-12', 2)));
    expect(new Set(answers.map(({ place }) => place))).toEqual(new Set(['held']));
    const holds = await db.manager.findBy(PlaceHoldEntity, { edition });
    expect(holds.reduce((sum, { cents }) => sum + cents, 0)).toBe(20 * 101_500 + 100_000);
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 20, reservedCents: 20 * 101_500 + 100_000 });
    const short = await db.manager.findBy(ActivityLogEntity, { kind: 'hold-short', ref: In(holds.map(({ ref }) => ref)) });
    expect(short).toHaveLength(holds.filter(({ cents }) => cents < largest).length);
    expect(short.length).toBeGreaterThan(0);
  });

  test('a host that claims nothing gives its reservation back, the place stays used', async () => {
    const edition = await anEdition(db);
    const [one] = await queue.applied(edition, 1);
    await queue.askForPlace(one!);
    await queue.nothingClaimed(one!.exchange, 'hosting');
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 1, reservedCents: 101_000 });
  });

  test('a payment below what was reserved frees the rest once it is booked', async () => {
    const edition = await anEdition(db);
    const [one] = await queue.applied(edition, 1);
    await queue.askForPlace(one!);
    await queue.book(one!.exchange, 'visiting', 80_000);
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 1, reservedCents: 80_000 + 50_000 });
    await one!.exchange.publish(one!.exchange.step([{ kind: 'nothing-claimed', leg: '1', party: 'hosting' }], 'completed'));
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 1, reservedCents: 80_000 });
    expect((await queue.hold(one!.exchange)).cents).toBe(80_000);
  });

  test('a settled party that gets nothing frees its part, also when the other was booked before', async () => {
    const edition = await anEdition(db);
    const [one] = await queue.applied(edition, 1);
    await queue.askForPlace(one!);
    await queue.book(one!.exchange, 'hosting', 50_000);
    await one!.exchange.publish(one!.exchange.step([{ kind: 'nothing-claimed', leg: '1', party: 'visiting' }], 'settling'));
    expect(await queue.editionRow(edition)).toMatchObject({ reservedCents: 50_000 });
  });

  test('an advance that was paid back is free again, one that was written off stays spent', async () => {
    const edition = await anEdition(db, { places: 2 });
    for (const [one, outcome] of (await queue.applied(edition, 2)).map((each, n) => [each, n === 0 ? 'received' : 'written-off'] as const)) {
      await queue.askForPlace(one);
      const { exchange } = one;
      await queue.book(exchange, 'hosting', 50_000, 'advance');
      await exchange.publish(exchange.step([{ kind: 'recovery-requested', leg: '1', party: 'hosting', cents: 50_000 }], 'settling'));
      const ended = { kind: 'recovery-ended', leg: '1', party: 'hosting', outcome, answer: 'x' } as const;
      await exchange.publish(exchange.step([ended, { kind: 'nothing-claimed', leg: '1', party: 'visiting' }], 'settling'));
      expect((await queue.hold(exchange)).cents).toBe(outcome === 'received' ? 0 : 50_000);
    }
    expect(await queue.editionRow(edition)).toMatchObject({ reservedCents: 50_000 });
  });

  test('fewer days agreed on after the signatures free the difference, more days take it', async () => {
    const edition = await anEdition(db);
    const [one] = await queue.applied(edition, 1);
    await queue.askForPlace(one!);
    await queue.change(one!.exchange, { from: '2027-03-08', to: '2027-03-09' });
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 1, reservedCents: reservation - 33_000 });
    await queue.change(one!.exchange, { from: '2027-03-08', to: '2027-03-12' });
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 1, reservedCents: reservation + 16_500 });
    expect((await queue.hold(one!.exchange)).cents).toBe(reservation + 16_500);
  });

  test('more days that were not agreed on give back what was taken for them', async () => {
    const edition = await anEdition(db);
    const [one] = await queue.applied(edition, 1);
    await queue.askForPlace(one!);
    await db.transaction((tx) => priceHold(tx, one!.exchange.ref, reservation + 16_500));
    await one!.exchange.publish(one!.exchange.step([{ kind: 'change-refused', leg: '1', change: randomUUID() }], 'preparing'));
    expect(await queue.editionRow(edition)).toMatchObject({ reservedCents: reservation });
  });
});
