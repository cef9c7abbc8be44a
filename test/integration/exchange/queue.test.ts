import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { ActivityLogEntity, EditionEntity, InboxEntity } from '../../../libs/platform/db/entities/index.js';
import { forwardAnswer } from '../../../libs/answers/forward-answer.js';
import { addToHold, budgetLeft, holdAtLeast, priceHold } from '../../../libs/money/budget/hold-money.js';
import { anEdition, databaseWithProgramme } from './programme-database.js';
import { largest, Queue, reservation, type Applicant } from './queue.js';

let db: DataSource;
let close: () => Promise<void>;
let queue: Queue;

beforeAll(async () => {
  ({ db, close } = await databaseWithProgramme());
  queue = new Queue(db);
});
afterAll(() => close());

describe('an application that waits for a place', () => {
  test('gives nothing back when it is declined, expires or is withdrawn: it held nothing', async () => {
    const edition = await anEdition(db, { places: 1 });
    const [holder, waiting, behind] = await queue.applied(edition, 3);
    for (const one of [holder!, waiting!, behind!]) await queue.askForPlace(one);
    await queue.release(waiting!);
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 1, reservedCents: reservation });
    expect(await queue.hold(waiting!.exchange)).toMatchObject({ status: 'released' });
    expect(await queue.offers(behind!.exchange)).toBe(0);
    await queue.release(holder!);
    expect([await queue.offers(waiting!.exchange), await queue.offers(behind!.exchange)]).toEqual([0, 1]);
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 1, reservedCents: reservation });
  });

  test('makes way for those behind it when it is withdrawn and they need less', async () => {
    const edition = await anEdition(db, { budgetCents: largest + 101_500 });
    const [holder, dear, cheap] = await queue.applied(edition, 3);
    await queue.planned(holder!.exchange, '2027-03-12', 2);
    await queue.planned(cheap!.exchange, '2027-03-08', 1);
    for (const one of [holder!, dear!, cheap!]) await queue.askForPlace(one);
    expect(await queue.offers(cheap!.exchange)).toBe(0);
    await queue.release(dear!);
    expect(await queue.offers(cheap!.exchange)).toBe(1);
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 2, reservedCents: largest + 101_500 });
  });

  test('is overtaken by nobody behind it who needs less than it does', async () => {
    const edition = await anEdition(db, { places: 3, budgetCents: 2 * 101_500 + 50_000 });
    const [one, two, dear, cheap] = await queue.applied(edition, 4);
    for (const { exchange } of [one!, two!, cheap!]) await queue.planned(exchange, '2027-03-08', 1);
    await queue.planned(dear!.exchange, '2027-03-12', 2);
    for (const each of [one!, two!, dear!, cheap!]) await queue.askForPlace(each);
    await queue.release(one!); // leaves 1,515.00: enough for the last, not for the one before it
    expect([(await queue.hold(dear!.exchange)).status, (await queue.hold(cheap!.exchange)).status]).toEqual(['waiting', 'waiting']);
    await queue.release(two!);
    expect([await queue.offers(dear!.exchange), await queue.offers(cheap!.exchange)]).toEqual([1, 0]);
  });

  test('leaves whoever applied earlier and is not worked through yet the money it may need', async () => {
    const edition = await anEdition(db, { budgetCents: largest + 101_500 - 1 });
    const [first, second] = await queue.applied(edition, 2);
    await queue.planned(second!.exchange, '2027-03-08', 1);
    expect((await queue.askForPlace(second!)).place).toBe('waiting');
    await queue.planned(first!.exchange, '2027-03-12', 2);
    expect((await queue.askForPlace(first!)).place).toBe('held');
  });

  test('waits for what its new plan needs once it was sent again, and takes nothing meanwhile', async () => {
    const edition = await anEdition(db, { places: 1 });
    const [holder, waiting] = await queue.applied(edition, 2);
    for (const one of [holder!, waiting!]) await queue.askForPlace(one);
    expect(await db.transaction((tx) => priceHold(tx, waiting!.exchange.ref, largest))).toBeUndefined();
    expect(await queue.hold(waiting!.exchange)).toMatchObject({ status: 'waiting', cents: largest });
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 1, reservedCents: reservation });
    await queue.release(holder!);
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 1, reservedCents: largest });
  });
});

describe('money that becomes free goes at once to who waits for it', () => {
  let edition: string;
  let holder: Applicant;
  let waiting: Applicant;

  /** Two places, money for one; the first has it, the second waits. */
  beforeEach(async () => {
    edition = await anEdition(db, { places: 2, budgetCents: reservation + 101_500 - 1 });
    [holder, waiting] = (await queue.applied(edition, 2)) as [Applicant, Applicant];
    await queue.planned(waiting.exchange, '2027-03-08', 1);
    await queue.askForPlace(holder);
    expect((await queue.askForPlace(waiting)).place).toBe('waiting');
  });

  const shortHolds = async ({ ref }: Applicant['exchange']) => (await db.manager.findBy(ActivityLogEntity, { ref, kind: 'hold-short' })).map(({ detail }) => detail);

  async function waitingHasIt(reservedCents: number): Promise<void> {
    expect(await queue.hold(waiting.exchange)).toMatchObject({ status: 'held', cents: 101_500 });
    expect(await queue.offers(waiting.exchange)).toBe(1);
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 2, reservedCents });
  }

  test('when a payment is booked below what was reserved', async () => {
    await queue.book(holder.exchange, 'visiting', 80_000);
    await waitingHasIt(80_000 + 50_000 + 101_500);
  });

  test('when a party claims nothing', async () => {
    await queue.nothingClaimed(holder.exchange, 'hosting');
    await waitingHasIt(101_000 + 101_500);
  });

  test('when a party claims nothing, whatever else is told in the same step, and for good', async () => {
    const { exchange } = holder;
    await exchange.publish(exchange.step([{ kind: 'reached', moment: 'visit-over' }, { kind: 'nothing-claimed', leg: '1', party: 'hosting' }], 'wrapping-up'));
    await waitingHasIt(101_000 + 101_500);
    await queue.book(exchange, 'visiting', 80_000);
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 2, reservedCents: 80_000 + 101_500 });
  });

  test('when fewer days are agreed on', async () => {
    await queue.change(holder.exchange, { from: '2027-03-08', to: '2027-03-10' });
    await waitingHasIt(reservation - 16_500 + 101_500);
    expect(await shortHolds(holder.exchange)).toEqual([]);
  });

  test('and where more days need more than is left, what is there is held, and the office finds it on the record', async () => {
    await db.transaction((tx) => priceHold(tx, waiting.exchange.ref, largest));
    await db.manager.update(EditionEntity, { id: edition }, { budgetCents: reservation + 5_000 });
    await queue.change(holder.exchange, { from: '2027-03-08', to: '2027-03-12' });
    expect(await queue.hold(holder.exchange)).toMatchObject({ cents: reservation + 5_000 });
    expect(await shortHolds(holder.exchange)).toEqual([{ heldCents: reservation + 5_000, wantedCents: reservation + 16_500 }]);
  });

  test('when more days were not agreed on after all', async () => {
    await db.transaction((tx) => priceHold(tx, waiting.exchange.ref, 99_000)); // it needs less than what is left, and nobody has looked
    await db.transaction((tx) => priceHold(tx, holder.exchange.ref, reservation + 16_500));
    await holder.exchange.publish(holder.exchange.step([{ kind: 'change-refused', leg: '1', change: randomUUID() }], 'preparing'));
    expect(await queue.offers(waiting.exchange)).toBe(1);
  });

  test('when an advance is paid back', async () => {
    const { exchange } = holder;
    await queue.book(exchange, 'hosting', 50_000, 'advance');
    await exchange.publish(exchange.step([{ kind: 'recovery-requested', leg: '1', party: 'hosting', cents: 50_000 }], 'settling'));
    expect(await queue.offers(waiting.exchange)).toBe(0);
    await exchange.publish(exchange.step([{ kind: 'recovery-ended', leg: '1', party: 'hosting', outcome: 'received', answer: 'x' }], 'settling'));
    await waitingHasIt(101_000 + 101_500);
  });

  test('when what was added beyond the plan is given back', async () => {
    await db.transaction((tx) => addToHold(tx, edition, holder.exchange.ref, -1));
    await waitingHasIt(reservation - 1 + 101_500);
  });

  test('and stays with who holds it as long as nothing changes: never less than its plan needs', async () => {
    await db.transaction((tx) => holdAtLeast(tx, holder.exchange.ref, reservation - 50_000));
    expect(await queue.hold(holder.exchange)).toMatchObject({ cents: reservation });
    await db.transaction((tx) => holdAtLeast(tx, holder.exchange.ref, reservation + 10_000));
    expect(await queue.hold(holder.exchange)).toMatchObject({ cents: reservation + 10_000 });
    expect(await budgetLeft(db.manager, edition)).toBe(101_500 - 1 - 10_000);
    expect(await queue.offers(waiting.exchange)).toBe(0);
  });
});

describe('an application that its exchange refuses', () => {
  const refusing = {
    withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
    workflow: {
      getHandle: () => ({
        executeUpdate: () => Promise.reject(new WorkflowUpdateFailedError('refused', ApplicationFailure.nonRetryable('prompt-closed', 'prompt-closed'))),
      }),
    },
  } as unknown as Client;

  test('keeps no place free any more: who waits behind it gets the place', async () => {
    const edition = await anEdition(db, { places: 1 });
    const [refused, behind] = await queue.applied(edition, 2);
    expect((await queue.askForPlace(behind!)).place).toBe('waiting');
    const row = await db.manager.findOneByOrFail(InboxEntity, { id: refused!.answer });
    expect(await forwardAnswer(db.manager, refusing, row, 1_000)).toEqual({ kind: 'refused', code: 'prompt-closed' });
    expect(await queue.offers(behind!.exchange)).toBe(1);
    expect(await queue.editionRow(edition)).toMatchObject({ placesHeld: 1, reservedCents: reservation });
  });
});
