import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { ContactEntity, DueReminderEntity, EditionEntity, OutboxEntity } from '../../../libs/platform/db/entities/index.js';
import { ExchangeInDatabase } from './exchange-in-database.js';
import { anEdition, databaseWithProgramme } from './programme-database.js';

let db: DataSource;
let close: () => Promise<void>;
let edition: string;
let exchange: ExchangeInDatabase;

beforeAll(async () => void ({ db, close } = await databaseWithProgramme()));
afterAll(() => close());
beforeEach(async () => {
  edition = await anEdition(db);
  exchange = await ExchangeInDatabase.between(db, edition);
});

/** Sets the edition's clock. */
async function at(instant: string): Promise<void> {
  await db.manager.update(EditionEntity, { id: edition }, { clockOffsetMs: Date.parse(instant) - Date.now() });
}

describe('more time for a question', () => {
  test('moves its closing to the end of a day in the host’s zone, and keeps the promise of a notice and of reminders', async () => {
    const prompt = exchange.prompt('hosting', 'host-wrap-up', 'manager');
    await db.manager.update(ContactEntity, { id: 'cru-manager' }, { zone: 'Europe/Chisinau' });
    await at('2027-02-15T10:00:00.000Z');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt }]));
    await at('2027-03-09T10:00:00.000Z');
    const until = '2027-03-25T16:00:00.000Z';
    const { prompts } = await exchange.publish(exchange.step([{ kind: 'extended', prompt, until, by: 'coordinator' }]));
    const dates = { remindAt: ['2027-03-16T07:00:00.000Z', '2027-03-22T07:00:00.000Z'], dueAt: until, closesAt: '2027-05-10T20:59:59.000Z', noticeAt: '2027-04-26T06:00:00.000Z' };
    expect(prompts[prompt]).toEqual(dates);
    expect(await exchange.promptRow(prompt)).toMatchObject(dates);
  });

  test('is reminded of and warned of anew, also when that was done before', async () => {
    const prompt = exchange.prompt('visiting', 'visitor-wrap-up', 'manager');
    await at('2027-03-01T10:00:00.000Z');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt }]));
    const silence = [
      { kind: 'reminded', prompt, nth: 1, skipped: 0 },
      { kind: 'warned', prompt },
    ] as const;
    await exchange.publish(exchange.step([...silence]));
    await at('2027-04-20T10:00:00.000Z');
    await exchange.publish(exchange.step([{ kind: 'extended', prompt, until: '2027-05-20T16:00:00.000Z', by: 'coordinator' }]));
    await exchange.publish(exchange.step([...silence]));
    expect(await db.manager.countBy(DueReminderEntity, { promptId: prompt })).toBe(2);
    expect(await db.manager.countBy(OutboxEntity, { ref: exchange.ref, kind: 'closing-soon' })).toBe(2);
  });
});

describe('a pause', () => {
  test('does not keep a question open beyond the edition that it closes with', async () => {
    const prompt = exchange.prompt('-', 'place', 'programme');
    await at('2027-08-02T10:00:00.000Z');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt }], 'queued'));
    const { closesAt } = await exchange.promptRow(prompt);
    expect(closesAt).toBe('2027-12-31T22:59:59.000Z');
    await at('2027-09-01T10:00:00.000Z');
    await exchange.publish(exchange.step([{ kind: 'paused', by: 'lead' }], 'queued'));
    await at('2027-12-01T10:00:00.000Z');
    const { prompts } = await exchange.publish(exchange.step([{ kind: 'resumed', by: 'lead' }], 'queued'));
    expect(prompts[prompt]).toMatchObject({ dueAt: closesAt, closesAt });
  });
});
