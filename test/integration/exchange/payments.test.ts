import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { ServiceConfig } from '../../../libs/platform/config/config.js';
import { PaymentEntity, PaymentRunEntity, StaffMemberEntity } from '../../../libs/platform/db/entities/index.js';
import { paymentsOfRun } from '../../../libs/money/payments/payment-list.js';
import { fiveLines } from '../../../libs/office/monday/five-lines.js';
import { openOffice } from '../../../libs/office/office.js';
import { ExchangeInDatabase } from './exchange-in-database.js';
import { anEdition, databaseWithProgramme } from './programme-database.js';

let db: DataSource;
let close: () => Promise<void>;

beforeAll(async () => ({ db, close } = await databaseWithProgramme()));
afterAll(() => close());

describe('an exchange that is stopped', () => {
  const stopped = { kind: 'stopped', ending: 'cancelled', reason: 'illness', by: 'coordinator' } as const;
  let exchange: ExchangeInDatabase;
  beforeEach(async () => {
    exchange = await ExchangeInDatabase.between(db, await anEdition(db));
  });

  async function answered(party: string, kind: string, choice: string): Promise<string> {
    const prompt = exchange.prompt(party, kind, 'finance');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt }], 'wrapping-up'));
    return exchange.received(prompt, choice);
  }
  const statuses = async () => Object.fromEntries((await db.manager.findBy(PaymentEntity, { ref: exchange.ref })).map(({ party, purpose, status }) => [`${party} ${purpose}`, status]));
  const claim = (party: string) => ({ leg: '1', party, purpose: 'claim' as const });

  test('no longer owes what nobody had approved; its settlement stands alone on the run and on Monday', async () => {
    const approval = await answered('visiting', 'approve-payment', 'approve');
    await exchange.publish(exchange.step([{ kind: 'payment-requested', ...claim('visiting'), cents: 80_000 }, { kind: 'payment-requested', ...claim('hosting'), cents: 50_000 }], 'wrapping-up'));
    await exchange.publish(exchange.step([{ kind: 'payment-approved', ...claim('visiting'), answer: approval }], 'wrapping-up'));
    await exchange.publish(exchange.step([stopped], 'settling'));
    await exchange.publish(exchange.step([{ kind: 'payment-requested', leg: '1', party: 'hosting', purpose: 'settlement', cents: 10_000 }], 'settling'));
    expect(await statuses()).toEqual({ 'visiting claim': 'approved', 'hosting claim': 'void', 'hosting settlement': 'requested' });
    const office = await openOffice({ db: db.manager, config: {} as ServiceConfig }, exchange.edition);
    expect((await fiveLines(office)).owedCents).toBe(80_000 + 10_000);
  });

  test('still pays what was approved, also where it is asked for again because the bank returned it', async () => {
    const approval = await answered('hosting', 'approve-payment', 'approve');
    const returned = await answered('hosting', 'booking', 'returned');
    await exchange.publish(exchange.step([{ kind: 'payment-requested', ...claim('hosting'), cents: 50_000 }], 'wrapping-up'));
    await exchange.publish(exchange.step([{ kind: 'payment-approved', ...claim('hosting'), answer: approval }], 'wrapping-up'));
    await exchange.publish(exchange.step([{ kind: 'payment-returned', ...claim('hosting'), answer: returned }], 'wrapping-up'));
    await exchange.publish(exchange.step([stopped], 'settling'));
    expect(await statuses()).toEqual({ 'hosting claim': 'returned' });
    await exchange.publish(exchange.step([{ kind: 'payment-requested', ...claim('hosting'), cents: 50_000 }], 'settling'));
    expect(await statuses()).toEqual({ 'hosting claim': 'requested' });
  });

  test('owes nothing because a payment of the same kind was approved in another exchange', async () => {
    const other = exchange;
    const approval = await answered('hosting', 'approve-payment', 'approve');
    await other.publish(other.step([{ kind: 'payment-requested', ...claim('hosting'), cents: 50_000 }], 'wrapping-up'));
    await other.publish(other.step([{ kind: 'payment-approved', ...claim('hosting'), answer: approval }], 'wrapping-up'));
    exchange = await ExchangeInDatabase.between(db, other.edition);
    await exchange.publish(exchange.step([{ kind: 'payment-requested', ...claim('hosting'), cents: 50_000 }], 'wrapping-up'));
    await exchange.publish(exchange.step([stopped], 'settling'));
    expect(await statuses()).toEqual({ 'hosting claim': 'void' });
  });

  test('approved in the step in which it is stopped, it is paid', async () => {
    const approval = await answered('hosting', 'approve-payment', 'approve');
    await exchange.publish(exchange.step([{ kind: 'payment-requested', ...claim('hosting'), cents: 50_000 }], 'wrapping-up'));
    await exchange.publish(exchange.step([{ kind: 'payment-approved', ...claim('hosting'), answer: approval }, stopped], 'settling'));
    expect(await statuses()).toEqual({ 'hosting claim': 'approved' });
  });
});

test('a payment that the bank returned keeps who checked it and why, so that the checker still cannot approve it', async () => {
  const exchange = await ExchangeInDatabase.between(db, await anEdition(db));
  const check = exchange.prompt('hosting', 'check', 'coordinator');
  const bank = exchange.prompt('hosting', 'booking', 'finance');
  await exchange.publish(exchange.step([{ kind: 'asked', prompt: check }, { kind: 'asked', prompt: bank }], 'wrapping-up'));
  const answer = await exchange.received(check, 'accept', { explanation: ['Event: 500.00 euro'] });
  const returned = await exchange.received(bank, 'returned');
  const payment = { leg: '1', party: 'hosting', purpose: 'claim' } as const;
  await exchange.publish(exchange.step([{ kind: 'payment-requested', ...payment, cents: 50_000, answer }], 'wrapping-up'));
  await exchange.publish(exchange.step([{ kind: 'payment-approved', ...payment, answer }], 'wrapping-up'));
  await exchange.publish(
    exchange.step(
      [
        { kind: 'payment-returned', ...payment, answer: returned },
        { kind: 'payment-requested', ...payment, cents: 50_000 },
      ],
      'wrapping-up',
    ),
  );
  expect(await db.manager.findOneByOrFail(PaymentEntity, { ref: exchange.ref })).toMatchObject({
    status: 'requested',
    cents: 50_000,
    checkAnswer: answer,
    checkedBy: 'somebody',
    explanation: ['Event: 500.00 euro'],
    approvedBy: null,
  });
});

test('a payment that is asked for again stands on its old run no more, and waits for the next as if it were new', async () => {
  const exchange = await ExchangeInDatabase.between(db, await anEdition(db));
  const bank = exchange.prompt('hosting', 'booking', 'finance');
  await exchange.publish(exchange.step([{ kind: 'asked', prompt: bank }], 'wrapping-up'));
  const answer = await exchange.received(bank, 'returned');
  const payment = { leg: '1', party: 'hosting', purpose: 'claim' } as const;
  await exchange.publish(exchange.step([{ kind: 'payment-requested', ...payment, cents: 50_000 }, { kind: 'payment-approved', ...payment, answer }], 'wrapping-up'));
  const run = `${exchange.edition}/2020-03-05`;
  await db.manager.insert(PaymentRunEntity, { id: run, edition: exchange.edition, openedAt: '2020-03-05T08:00:00.000Z', bookedAt: null, bookedBy: null });
  await db.manager.update(PaymentEntity, { ref: exchange.ref }, { runId: run, requestedAt: '2020-03-02T09:00:00.000Z' });
  const finance = await db.manager.findOneByOrFail(StaffMemberEntity, { id: 'finance' });
  const onRun = async () => (await paymentsOfRun(db.manager, run, finance)).map((listed) => listed.payment.status);
  expect(await onRun()).toEqual(['approved']);
  await exchange.publish(exchange.step([{ kind: 'payment-returned', ...payment, answer }], 'wrapping-up'));
  expect(await onRun()).toEqual(['returned']);

  await exchange.publish(exchange.step([{ kind: 'payment-requested', ...payment, cents: 40_000 }], 'wrapping-up'));
  expect(await onRun()).toEqual([]);
  const again = await db.manager.findOneByOrFail(PaymentEntity, { ref: exchange.ref });
  expect(again).toMatchObject({ status: 'requested', cents: 40_000, approvedBy: null, approvedAt: null });
  expect(again.requestedAt > '2020-03-02T09:00:00.000Z').toBe(true);
});
