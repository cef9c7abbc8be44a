import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { openDataDir } from '../../infra/stack/data-dir.js';
import { placePostgres } from '../../infra/stack/postgres-account.js';
import { withPostgresAlone } from '../../infra/upgrade/postgres-alone.js';
import { happyScript, type AnswerContext } from '../../infra/walkthrough/answers.js';
import type { Filling } from '../../infra/walkthrough/fill-form.js';
import { plays } from '../../infra/walkthrough/plays.js';
import { KillableSystem } from '../e2e/killable-system.js';
import { StaffBrowsers } from '../e2e/staff-browsers.js';
import { HeldExchange } from './held-exchange.js';

// The database is put back from a copy of the day before, while the engine has lived on: what an operator finds, and does.

const system = new KillableSystem();
const browsers = new StaffBrowsers();
/** Where each stood when the copy was made, and where when the database was lost. */
let asked: HeldExchange; // host asked → the candidate applies
let checked: HeldExchange; // the office checks → finance approves
let signing: HeldExchange; // nobody has signed → the visit is over
let begunSince: HeldExchange;
/** Histories just before the database was lost, by reference. */
const before = new Map<string, unknown[]>();

beforeAll(async () => {
  await system.start();
  asked = await HeldExchange.before('availability', system, browsers);
  checked = await HeldExchange.before('check', system, browsers);
  signing = await HeldExchange.before('sign', system, browsers);
  const copied = await copyDatabase();
  await system.start();
  await asked.goOnBefore('application');
  await checked.goOnBefore('approve-payment');
  await signing.goOnBefore('host-wrap-up');
  begunSince = await HeldExchange.before('availability', system, browsers);
  for (const exchange of [asked, checked, signing]) before.set(exchange.ref, await historyOf(exchange));
  await putBack(copied);
  await system.start();
}, 600_000);

afterAll(() => system.stop(), 60_000);

/** All but when a row was written by the real clock. */
async function historyOf(exchange: HeldExchange): Promise<object[]> {
  return (await exchange.history()).map((entry) => ({ ...entry, realAt: undefined }));
}

interface Clock {
  id: string;
  ms: string;
  version: number;
}

/** A copy of the database's files, made while nothing runs. */
async function copyDatabase(): Promise<string> {
  await system.stopAll();
  const copy = join(system.dataDir, 'copy-of-postgres');
  execFileSync('cp', ['-a', await clusterDir(), copy]);
  return copy;
}

/** Everything is lost at once, and only the copy is there. Time has gone on: the rehearsals' clocks show what they showed. */
async function putBack(copy: string): Promise<void> {
  const { manager } = await system.database();
  const clocks: Clock[] = await manager.query('select id, clock_offset_ms::text as ms, clock_version as version from edition where rehearsal');
  const url = system.system.env['DATABASE_URL'] ?? '';
  await system.killEverything();
  const cluster = await clusterDir();
  rmSync(cluster, { recursive: true });
  execFileSync('cp', ['-a', copy, cluster]);
  await withPostgresAlone(system.dataDir, url, (client) => setClocks(client, clocks));
}

async function setClocks(client: pg.Client, clocks: readonly Clock[]): Promise<void> {
  for (const { id, ms, version } of clocks) await client.query('update edition set clock_offset_ms = $2, clock_version = $3 where id = $1', [id, ms, version]);
}

async function clusterDir(): Promise<string> {
  const dataDir = await openDataDir(system.dataDir);
  dataDir.release();
  return placePostgres(dataDir, '/').clusterDir;
}

test('each step that is missing is written again by one command, which names what cannot be known any more', async () => {
  const { code, said } = await system.command('restore-steps');
  expect(said).toMatch(/^\d+ steps of 3 exchanges were written again; their mails count as sent\.\n/);
  expect(said).toContain(`${begunSince.ref} was begun after the copy: nobody is on file for it.`);
  expect(code).toBe(0);
  for (const exchange of [asked, checked, signing]) expect(await historyOf(exchange)).toEqual(before.get(exchange.ref));
}, 120_000);

test.each([
  ['whose host had answered', () => asked, {}],
  ['whose claim had been checked', () => checked, {}],
  ['that was signed and travelled, and whose reports are asked for again,', () => signing, { check: askAgain }],
])('an exchange %s goes on to its end, and nobody got a mail twice', async (_what, exchange, otherwise) => {
  const { ending, payments, mails } = await exchange().goOnToTheEnd(otherwise);
  expect(ending).toBe('completed');
  expect(Object.fromEntries(payments.map(({ party, cents }) => [party, cents]))).toEqual(plays.completed.payments);
  expect([...mails.values()].filter(({ times }) => times > 1)).toEqual([]);
}, 240_000);

/** The command named the visitor's costs as lost: the coordinator has both reports sent again, and accepts them then. */
function askAgain(context: AnswerContext): Filling | 'silent' {
  return context.round <= 2 ? { choice: 'request-changes', reason: context.canaries.text('again', 'Please send your report once more.') } : happyScript.check(context);
}
