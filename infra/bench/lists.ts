import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { loadServiceConfig, type ServiceConfig } from '../../libs/platform/config/config.js';
import { openDatabase } from '../../libs/platform/db/data-source.js';
import { migrate } from '../../libs/platform/db/migrate.js';
import { historyOf, mailsOfExchange } from '../../libs/dossier/record/dossier-file.js';
import { listExchanges } from '../../libs/dossier/record/dossier-list.js';
import { fiveLines } from '../../libs/office/monday/five-lines.js';
import { openOffice } from '../../libs/office/office.js';
import { editionsOnDesk } from '../../libs/office/work/editions-on-desk.js';
import { decisionsOf } from '../../libs/office/work/office-work.js';
import { activeStaff } from '../../libs/staff/sign-in/staff-members.js';
import { publishDefinition } from '../../libs/programmes/publish-definition.js';
import { fillDatabase } from '../fill/fill-database.js';
import { bigEdition } from '../fill/rows.js';
import { readProgramme, shippedProgrammes } from '../programme-files/read-programme.js';
import { loadSampleNetwork } from '../sample/load-sample-network.js';
import { freePorts } from '../stack/ports.js';
import { startPostgres } from '../stack/postgres.js';
import { silentProgress } from '../stack/progress.js';
import { makeTestFolder } from '../testing/test-folder.js';

/** Exchanges in the database, one size after another. */
const sizes = [1_000, 10_000, 100_000];
/** How often each list is asked for, after a few times that do not count. */
const times = 100;
const warmUps = 5;

/** Prints how long the queries of each list and page take in 95 of 100 cases, by how many exchanges there are. */
export async function benchLists(say: (line?: string) => void): Promise<void> {
  const table = new Map<string, string[]>();
  for (const size of sizes) {
    const measured = await withFilled(size, measureAll);
    for (const [what, p95] of measured) table.set(what, [...(table.get(what) ?? []), `${p95.toFixed(1)} ms`]);
    say(`measured at ${size.toLocaleString('en')}`);
  }
  say();
  say(`| p95 of ${times} | ${sizes.map((size) => size.toLocaleString('en')).join(' | ')} |`);
  say(`|---|${sizes.map(() => '---').join('|')}|`);
  for (const [what, columns] of table) say(`| ${what} | ${columns.join(' | ')} |`);
}

/** A Postgres of its own, with the shipped programme, filled to a size. */
async function withFilled<T>(dossiers: number, work: (db: DataSource, config: ServiceConfig) => Promise<T>): Promise<T> {
  const folder = makeTestFolder();
  const [port] = await freePorts(1);
  const postgres = await startPostgres(
    { dataDir: folder, port: port!, password: randomBytes(12).toString('hex'), throwaway: true },
    { progress: silentProgress, stopping: new AbortController().signal },
  );
  try {
    await migrate(postgres.url);
    const db = await openDatabase(postgres.url, { connections: 4 });
    try {
      await db.transaction((tx) => loadSampleNetwork(tx));
      for (const file of shippedProgrammes) {
        const read = readProgramme(file);
        if (read.ok) await db.transaction((tx) => publishDefinition(tx, read));
      }
      await fillDatabase(db, { dossiers });
      return await work(db, configOf(postgres.url, folder.path));
    } finally {
      await db.destroy();
    }
  } finally {
    await postgres.process.stop();
    folder.remove();
  }
}

function configOf(databaseUrl: string, dataDir: string): ServiceConfig {
  const key = randomBytes(32).toString('base64url');
  const away = { TEMPORAL_ADDRESS: '127.0.0.1:1', SMTP_URL: 'smtp://127.0.0.1:1', PUBLIC_URL: 'http://exchanges.example' };
  return loadServiceConfig({ ...away, DATA_DIR: dataDir, DATABASE_URL: databaseUrl, LINK_KEYS: `k1:${key}`, SESSION_KEY: key });
}

async function measureAll(db: DataSource, config: ServiceConfig): Promise<[string, number][]> {
  const m = db.manager;
  const [{ ref }] = (await m.query(`select ref from dossier where edition = $1 and ended_at is not null order by ref desc limit 1`, [bigEdition])) as [{ ref: string }];
  const [coordinator] = (await activeStaff(m)).filter(({ roles }) => roles.includes('coordinator'));
  const desk = async (): Promise<void> => {
    for (const { id } of await editionsOnDesk(m)) {
      const office = await openOffice({ db: m, config }, id);
      await fiveLines(office);
      await decisionsOf(office, coordinator!);
    }
  };
  const lists: [string, () => Promise<unknown>][] = [
    ['the desk', desk],
    ['exchanges, a page of 50', () => listExchanges(m, { limit: 50 })],
    ['exchanges of one stage', () => listExchanges(m, { edition: bigEdition, stages: ['signing'], limit: 50 })],
    ['exchanges by a part of a name', () => listExchanges(m, { text: 'Hub 7', limit: 50 })],
    ['one exchange: its history', () => historyOf(m, ref)],
    ['one exchange: its mails', () => mailsOfExchange(m, ref)],
  ];
  const measured: [string, number][] = [];
  for (const [what, ask] of lists) measured.push([what, await p95(ask)]);
  return measured;
}

/** Milliseconds within which 95 of 100 calls were done. */
async function p95(ask: () => Promise<unknown>): Promise<number> {
  for (let n = 0; n < warmUps; n += 1) await ask();
  const took: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const began = performance.now();
    await ask();
    took.push(performance.now() - began);
  }
  return took.toSorted((a, b) => a - b)[Math.floor(times * 0.95)]!;
}
