import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { PaymentEntity } from '../../../libs/db/entities/index.js';
import { ExchangeInDatabase } from './exchange-in-database.js';
import { anEdition, databaseWithProgramme } from './programme-database.js';

let db: DataSource;
let close: () => Promise<void>;

beforeAll(async () => ({ db, close } = await databaseWithProgramme()));
afterAll(() => close());

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
