import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fillDatabase } from '../../infra/fill/fill-database.js';
import { Desk } from '../integration/staff/desk.js';
import { Office } from './office.js';
import { excepted } from './exceptions.js';
import { WatchedPlans, type Watched } from './watched-plans.js';

/** Exchanges in the filled database; questions, answers and links are 20 times as many, mails 30, journal rows 40 times. */
const dossiers = Number(process.env['PLANS_DOSSIERS'] ?? 100_000);
/** More rows than this are looked up by an index. */
const mostScanned = 10_000;
/** What one query of a page or a step may read, in pages of 8 KB. */
const mostBuffers = 200;
const minutes = 60_000;

let desk: Desk;
let plans: WatchedPlans;
beforeAll(async () => {
  desk = await Desk.open();
  await fillDatabase(desk.scene.db, { dossiers });
  plans = await WatchedPlans.on(desk.scene.db, async () => (await desk.db.query('select 1')) && (await desk.get('/')).status === 200);
  await new Office(desk, plans).works();
}, 20 * minutes);
afterAll(() => desk.close());

const say = ({ for: purpose, what, buffers, scans, statement }: Watched): string =>
  `${purpose} ${what}: ${buffers} buffers${scans.map(({ table, rows }) => `, ${rows} rows of ${table} one by one`).join('')}: ${shortened(statement)}`;
/** Long lists of columns say nothing. */
const shortened = (statement: string): string => statement.replace(/^SELECT .*? FROM /, 'SELECT … FROM ').slice(0, 600);
const broken = (rule: (one: Watched) => boolean): string[] => plans.all.filter(rule).map(say);

describe(`with ${dossiers} exchanges, nine of ten in one edition`, () => {
  test('what pages, steps and rounds ask is seen', () => {
    if (process.env['PLANS_SHOW']) process.stderr.write(`${plans.all.map(say).join('\n')}\n`);
    for (const purpose of ['page', 'step', 'round']) expect(plans.all.filter((one) => one.for === purpose).length).toBeGreaterThan(20);
  });

  test('no query reads a large table row by row', () => {
    expect(broken((one) => one.scans.some(({ rows }) => rows > mostScanned) && !excepted(one, 'scan'))).toEqual([]);
  });

  test('no query of a page or a step reads more than 200 pages of the database', () => {
    expect(broken((one) => one.for !== 'round' && one.buffers > mostBuffers && !excepted(one, 'buffers'))).toEqual([]);
  });
});
