import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource, EntityManager } from 'typeorm';
import { closePromptAt } from '../../../activities/dossier/close-prompt.js';
import { InboxEntity } from '../../../libs/platform/db/entities/index.js';
import { priceHold } from '../../../libs/money/budget/hold-money.js';
import { releaseHold } from '../../../libs/money/budget/allocate-places.js';
import { receiveAnswer, type Received } from '../../../libs/dossier/prompts/receive-answer.js';
import { ExchangeInDatabase } from './exchange-in-database.js';
import { anEdition, databaseWithProgramme } from './programme-database.js';
import { Queue, reservation, type Applicant } from './queue.js';

let db: DataSource;
let close: () => Promise<void>;
let exchange: ExchangeInDatabase;
let prompt: string;

beforeAll(async () => ({ db, close } = await databaseWithProgramme()));
afterAll(() => close());
beforeEach(async () => {
  exchange = await ExchangeInDatabase.between(db, await anEdition(db));
  prompt = exchange.prompt('hosting', 'availability', 'manager');
  await exchange.publish(exchange.step([{ kind: 'asked', prompt }]));
});

const now = (): string => new Date().toISOString();
const answer = (tx: EntityManager, choice: string): Promise<Received> =>
  receiveAnswer(tx, { promptId: prompt, by: 'cru-manager', choice, payload: {}, facts: {}, receivedAt: now() });

/** Begins the second thing while the first is written but not committed; the first ends once the second waits for it. */
async function whileOpen<A, B>(first: (tx: EntityManager) => Promise<A>, second: () => Promise<B>): Promise<[A, B]> {
  const runner = db.createQueryRunner();
  await runner.startTransaction();
  try {
    const one = await first(runner.manager);
    const [{ pid }] = (await runner.query('select pg_backend_pid() as pid')) as [{ pid: number }];
    let ended = false;
    const other = second().finally(() => (ended = true));
    other.catch(() => undefined); // looked at below
    while (!ended && !(await someWaitFor(pid))) await new Promise((resolve) => setTimeout(resolve, 5));
    await runner.commitTransaction();
    return [one, await other];
  } finally {
    await runner.release();
  }
}

async function someWaitFor(pid: number): Promise<boolean> {
  const [{ waiting }] = (await db.query('select count(*)::int as waiting from pg_stat_activity where $1 = any(pg_blocking_pids(pid))', [pid])) as [{ waiting: number }];
  return waiting > 0;
}

const standing = async () => (await db.manager.find(InboxEntity, { where: { promptId: prompt }, order: { order: 'ASC' } })).map(({ choice, status }) => `${choice}: ${status}`);

describe('two answers to one question in the same moment', () => {
  test('are put in an order: the second waits for the first, and is told what was recorded', async () => {
    const [first, second] = await whileOpen((tx) => answer(tx, 'yes'), () => db.transaction((tx) => answer(tx, 'no')));
    expect(first.kind).toBe('received');
    expect(second).toMatchObject({ kind: 'superseded', recorded: { choice: 'yes', by: 'cru-manager' } });
    expect(await standing()).toEqual(['yes: received', 'no: superseded']);
  });

  test('are one answer when they are the same', async () => {
    const [first, second] = await whileOpen((tx) => answer(tx, 'yes'), () => db.transaction((tx) => answer(tx, 'yes')));
    expect(second).toEqual({ kind: 'same', answer: (first as { answer: string }).answer });
    expect(await standing()).toEqual(['yes: received']);
  });
});

describe('an answer in the moment in which its question closes', () => {
  test('counts when it was received first, and never lapses after somebody was told that it was received', async () => {
    const [taken, closed] = await whileOpen((tx) => answer(tx, 'yes'), () => exchange.closePrompt(prompt, now()));
    expect(taken.kind).toBe('received');
    expect(closed).toMatchObject({ kind: 'answered', answer: { choice: 'yes' } });
  });

  test('is told that it is too late when the closing was decided first', async () => {
    const closesAt = now();
    const [closed, taken] = await whileOpen((tx) => closePromptAt(tx, prompt, closesAt), () => db.transaction((tx) => answer(tx, 'yes')));
    expect(closed).toEqual({ kind: 'lapsed' });
    expect(taken).toEqual({ kind: 'too-late' });
  });
});

test('a place that becomes free while the first in the queue withdraws goes to the next, and not to whoever has just left', async () => {
  const queue = new Queue(db);
  const edition = await anEdition(db, { places: 1 });
  const [holder, leaving, next] = await queue.applied(edition, 3);
  for (const one of [holder!, leaving!, next!]) await queue.askForPlace(one);
  const at = now();
  await whileOpen(
    (tx) => releaseHold(tx, { ref: leaving!.exchange.ref, edition }, at),
    () => db.transaction((tx) => releaseHold(tx, { ref: holder!.exchange.ref, edition }, at)),
  );
  expect([await queue.offers(leaving!.exchange), await queue.offers(next!.exchange)]).toEqual([0, 1]);
  expect(await queue.hold(leaving!.exchange)).toMatchObject({ status: 'released' });
});

test('money that two exchanges want at once is given to the first, and never twice', async () => {
  const queue = new Queue(db);
  const edition = await anEdition(db, { places: 2, budgetCents: 2 * reservation + 10_000 });
  const [one, other] = await queue.applied(edition, 2);
  for (const each of [one!, other!]) await queue.askForPlace(each);
  const more = (tx: EntityManager, { exchange: { ref } }: Applicant) => priceHold(tx, ref, reservation + 10_000);
  expect(await whileOpen((tx) => more(tx, one!), () => db.transaction((tx) => more(tx, other!)))).toEqual([reservation + 10_000, reservation]);
  expect(await queue.editionRow(edition)).toMatchObject({ reservedCents: 2 * reservation + 10_000 });
});
