import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { clockNow, editionClock } from '../../../libs/platform/clock/edition-clock.js';
import { ContactEntity, DueReminderEntity, EditionEntity, DossierEntity, OutboxEntity } from '../../../libs/platform/db/entities/index.js';
import { receiveAnswer } from '../../../libs/dossier/prompts/receive-answer.js';
import { answeringRoles } from '../../../libs/staff/permissions/may-decide.js';
import { programmeA } from '../../unit/domain/shipped.js';
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

describe('a question that was handed over', () => {
  const answeredBy = async (prompt: string) => answeringRoles(await exchange.promptRow(prompt), programmeA().definition);
  const review = () => exchange.prompt('-', 'review', 'coordinator');

  beforeEach(async () => {
    await at('2027-03-01T10:00:00.000Z');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt: review() }], 'in-review'));
    await at('2027-03-10T10:00:00.000Z');
    await exchange.publish(exchange.step([{ kind: 'escalated', prompt: review(), skipped: 0 }], 'in-review'));
    expect(await answeredBy(review())).toEqual(['coordinator', 'lead']);
  });

  test('is back with whoever was asked once it has more time, and overdue no more', async () => {
    await exchange.publish(exchange.step([{ kind: 'extended', prompt: review(), until: '2027-03-24T17:00:00.000Z', by: 'lead' }], 'in-review'));
    expect(await answeredBy(review())).toEqual(['coordinator']);
    expect(await waitingFor(exchange)).toEqual([{ prompt: review(), dueAt: '2027-03-24T17:00:00.000Z', escalated: false }]);
  });

  test('is so too once a pause is over', async () => {
    await exchange.publish(exchange.step([{ kind: 'paused', by: 'lead' }], 'in-review'));
    await at('2027-04-05T10:00:00.000Z');
    await exchange.publish(exchange.step([{ kind: 'resumed', by: 'lead' }], 'in-review'));
    expect(await answeredBy(review())).toEqual(['coordinator']);
    expect(await waitingFor(exchange)).toEqual([{ prompt: review(), dueAt: '2027-04-06T16:00:00.000Z', escalated: false }]);
  });
});

/** What the read model says that the exchange waits for. */
async function waitingFor({ ref }: ExchangeInDatabase): Promise<object[]> {
  const { waitingFor } = await db.manager.findOneByOrFail(DossierEntity, { ref });
  return (waitingFor as { prompt: string; dueAt: string; escalated: boolean }[]).map(({ prompt, dueAt, escalated }) => ({ prompt, dueAt, escalated }));
}

describe('a question at whose closing it was decided that nobody had answered', () => {
  const prompt = () => exchange.prompt('hosting', 'availability', 'manager');
  const answer = async () => {
    const receivedAt = clockNow(await editionClock(db.manager, edition));
    const { kind } = await db.transaction((tx) => receiveAnswer(tx, { promptId: prompt(), by: 'cru-manager', choice: 'yes', payload: {}, facts: {}, receivedAt }));
    return kind;
  };

  beforeEach(async () => {
    await at('2027-03-08T10:00:00.000Z');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt: prompt() }]));
    const { closesAt } = await exchange.promptRow(prompt());
    await at('2027-04-08T10:00:00.000Z');
    expect(await exchange.closePrompt(prompt(), closesAt)).toEqual({ kind: 'lapsed' });
    expect(await answer()).toBe('too-late');
  });

  test('takes answers again when more time was given in the same moment', async () => {
    await exchange.publish(exchange.step([{ kind: 'extended', prompt: prompt(), until: '2027-04-20T16:00:00.000Z', by: 'coordinator' }]));
    expect(await answer()).toBe('received');
  });

  test('takes answers again when the exchange was postponed in the same moment, and when it goes on', async () => {
    await exchange.publish(exchange.step([{ kind: 'paused', by: 'lead' }]));
    await at('2027-06-08T10:00:00.000Z');
    await exchange.publish(exchange.step([{ kind: 'resumed', by: 'lead' }]));
    expect(await answer()).toBe('received');
  });
});

describe('a pause', () => {
  test('moves no question of another exchange', async () => {
    await at('2027-03-08T10:00:00.000Z');
    const other = await ExchangeInDatabase.between(db, edition);
    const prompt = other.prompt('hosting', 'availability', 'manager');
    for (const each of [exchange, other]) await each.publish(each.step([{ kind: 'asked', prompt: each.prompt('hosting', 'availability', 'manager') }]));
    const { remindAt, dueAt, closesAt, frozen } = await other.promptRow(prompt);
    await exchange.publish(exchange.step([{ kind: 'paused', by: 'lead' }]));
    await at('2027-04-01T10:00:00.000Z');
    await exchange.publish(exchange.step([{ kind: 'resumed', by: 'lead' }]));
    expect(await other.promptRow(prompt)).toMatchObject({ remindAt, dueAt, closesAt, frozen });
  });

  test('reminds nobody anew of what they were reminded of, and leaves a working day for what was overdue', async () => {
    const [host, visitor] = [exchange.prompt('hosting', 'availability', 'manager'), exchange.prompt('visiting', 'application', 'manager')];
    await db.manager.update(ContactEntity, { id: 'cru-manager' }, { zone: 'Europe/Chisinau' });
    await at('2027-03-08T10:00:00.000Z');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt: host }]));
    await at('2027-03-22T10:00:00.000Z'); // the host was to answer by the 17th
    await exchange.publish(exchange.step([{ kind: 'asked', prompt: visitor }]));
    const reminders = (await exchange.promptRow(visitor)).remindAt;
    expect(reminders.length).toBeGreaterThan(1);
    await at(new Date(Date.parse(reminders[0]!) + 3_600_000).toISOString());
    await exchange.publish(exchange.step([{ kind: 'paused', by: 'lead' }]));
    await at('2027-06-07T10:00:00.000Z');
    const { prompts } = await exchange.publish(exchange.step([{ kind: 'resumed', by: 'lead' }]));
    expect(prompts[visitor]!.remindAt).toHaveLength(reminders.length - 1);
    expect(prompts[host]).toMatchObject({ remindAt: [], dueAt: '2027-06-08T15:00:00.000Z' }); // six o'clock there
    for (const prompt of [host, visitor]) expect(await exchange.promptRow(prompt)).toMatchObject({ ...prompts[prompt], frozen: null });
  });

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
