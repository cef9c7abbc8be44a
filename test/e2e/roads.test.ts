import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Raw } from 'typeorm';
import { builtFile } from '../../infra/stack/project-files.js';
import { playNames, type PlayName } from '../../infra/walkthrough/plays.js';
import { clockNow, editionClock } from '../../libs/platform/clock/edition-clock.js';
import { openCorrection as openNewCorrection } from '../../libs/acts/corrections/open-correction.js';
import { DossierEntity, InboxEntity, JournalEntity, PromptEntity } from '../../libs/platform/db/entities/index.js';
import { putAnswer } from '../integration/exchange/exchange-on-file.js';
import { KillableSystem, until } from './killable-system.js';
import { openExchange } from './open-exchange.js';

const execute = promisify(execFile);
const system = new KillableSystem();

beforeAll(() => system.start(), 150_000);

afterAll(() => system.stop(), 60_000);

/** Runs the command as people do, and returns its exit code and all that it printed. */
async function walk(args: string[], dataDir = system.dataDir): Promise<{ code: number; said: string }> {
  return run('infra/walkthrough/main.js', args, dataDir);
}

async function run(file: string, args: string[], dataDir = system.dataDir): Promise<{ code: number; said: string }> {
  const options = { env: { ...process.env, NODE_OPTIONS: '', DATA_DIR: dataDir } };
  return execute(process.execPath, [builtFile(file), ...args], options).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, said: error.stdout + error.stderr }),
  );
}

/** The two sides are settled side by side: either may be booked first. */
const bothSettled = /240\.50 booked for the visiting[^]*120\.00 booked for the hosting|120\.00 booked for the hosting[^]*240\.50 booked for the visiting/;

/** What the timeline of each ending shows, in this order. */
const shows: Record<PlayName, RegExp[]> = {
  completed: [/1,010\.00 booked for the visiting party/, /stage +completed/, /on the road happy\n/, /visiting +mails +\d+ of 11\n/],
  declined: [/availability: no/, /choose-host: sent/, /availability: yes/, /review: decline/, /stage +declined/, /on the road declined, choosing-host \(visiting\), other-host\n/],
  expired: [/sign \((visiting|hosting)\): closed without an answer/, /stage +expired/, /on the road expired, 2 x reminder/],
  withdrawn: [/visiting manager +does +withdraw/, /stage +stopped/, /stage +withdrawn/, /on the road withdrawn\n/],
  cancelled: [/coordinator +does +cancel/, /stage +stopped/, /stage +cancelled/, /on the road cancelled\n/],
  settled: [/stage +preparing/, /coordinator +does +cancel/, /stage +settling/, /settlement: claimed/, bothSettled, /stage +cancelled/, /road settled\n/],
  postponed: [/lead +does +pause/, /pause-check: keep/, /pause-check: resume/, /stage +resumed/, /does +change/, /consent: agree/, /stage +plan changed/, /stage +completed/, /road postponed, change\n/],
};

describe('npm run walkthrough -- --ending', () => {
  // Each exits with 0 only if ending, payments and budget are as they should be, and nothing leaked.
  test.each(playNames)('%s plays to its end on the running system', async (name) => {
    const { code, said } = await walk(name === 'completed' ? [] : ['--ending', name]);
    expect([code, code === 0 ? '' : said]).toEqual([0, '']);
    let from = 0;
    for (const what of shows[name]) {
      const at = said.slice(from).search(what);
      expect([String(what), at >= 0]).toEqual([String(what), true]);
      from += at;
    }
    expect(said).toMatch(/nothing found\nworkflow http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\/workflows\/P2P-\d{4}-\d{4}\n\w+ in \d+ s\n$/);
  }, 90_000);

  test('knows no other endings or options, and says so in one sentence', async () => {
    for (const args of [['--ending', 'happily'], ['--ending'], ['--please'], ['--ending', 'declined', 'twice']]) {
      expect(await walk(args)).toEqual({ code: 1, said: expect.stringMatching(/^npm run walkthrough knows no "[^\n]+\.\n$/) });
    }
  });

  test('says how to start the system when none runs', async () => {
    expect(await walk([], `${system.dataDir}-of-nobody`)).toEqual({ code: 1, said: expect.stringMatching(/start it with npm start/) });
  });
});

// All of them have ended, each in its own way: what the histories tell of them is what the pages show.
describe('npm run rebuild-views after all of these', () => {
  let open: string;
  let corrected: string;
  let correcting: string;
  beforeAll(async () => {
    const { manager } = await system.database();
    const { ref: completed } = await manager.findOneByOrFail(DossierEntity, { stage: 'completed', startAt: 'host-asked' });
    corrected = await openCorrection(completed, 2_500);
    await answered(`${corrected}/1/visiting/approve-payment/finance/1`, 'approve', {});
    await answered(`${corrected}/1/visiting/booking/finance/1`, 'booked', { date: '2027-12-01', bankReference: 'CORRECTION' });
    correcting = await openCorrection(completed, 1_500);
    await asked(`${correcting}/1/visiting/approve-payment/finance/1`);
    open = await openExchange(system);
    await until('what is over is archived', 60_000, async () => (await unarchived()).length === 0);
  }, 120_000);

  /** What has ended and sent its last mail; one that expired at midnight waits for the office's morning with that. */
  async function unarchived(): Promise<unknown[]> {
    const database = await system.database();
    const planned = `select 1 from "outbox" where "outbox"."ref" = "dossier"."ref" and "status" = 'planned'`;
    return database.query(`select "ref" from "dossier" where "archived_at" is null and "ended_at" is not null and not exists (${planned})`);
  }

  /** A completed exchange is opened again: the visiting hub gets so many cents more. Left to the relay. */
  async function openCorrection(ref: string, cents: number): Promise<string> {
    const { manager } = await system.database();
    const correction = { id: randomUUID(), ref, party: 'visiting', cents, payload: { reason: 'A ticket was missing.' }, by: 'coordinator', at: new Date().toISOString() };
    return manager.transaction((tx) => openNewCorrection(tx, correction));
  }

  async function asked(prompt: string): Promise<void> {
    const { manager } = await system.database();
    await until(`${prompt} is asked`, 30_000, async () => manager.existsBy(PromptEntity, { id: prompt, status: 'open' }));
  }

  /** Finance answers; the relay brings it to the exchange. */
  async function answered(promptId: string, choice: string, payload: object): Promise<void> {
    const { manager } = await system.database();
    await asked(promptId);
    const { edition } = await manager.findOneByOrFail(PromptEntity, { id: promptId });
    const id = await putAnswer(manager, { promptId, choice, payload, by: 'finance', receivedAt: clockNow(await editionClock(manager, edition)) });
    await manager.update(InboxEntity, { id }, { nextAttemptAt: new Date().toISOString(), receivedRealAt: new Date().toISOString() });
    await until(`${promptId} is answered`, 30_000, async () => manager.existsBy(InboxEntity, { id, status: 'accepted' }));
  }

  async function rebuild(...args: string[]): Promise<{ code: number; said: string }> {
    return run('infra/commands/rebuild-views.js', args);
  }

  const views = async (): Promise<unknown[]> => {
    const database = await system.database();
    return [
      await database.query(`select "ref", "seq", "n", "kind", "event", "at" from "journal" order by 1, 2, 3`),
      await database.query(`select "ref", "seq", "stage", "stage_since", "waiting_for", "wake_at", "paused", "ended_at" from "dossier" order by 1`),
    ];
  };

  test('finds no difference, whatever way an exchange has gone', async () => {
    const { manager } = await system.database();
    const rows = await manager.find(DossierEntity, { select: { ref: true, stage: true, archivedAt: true } });
    const stages = new Map(rows.map(({ ref, stage }) => [ref, stage]));
    expect([corrected, correcting, open].map((ref) => stages.get(ref))).toEqual(['completed', 'correcting', 'host-asked']);
    expect([...new Set(stages.values())]).toEqual(expect.arrayContaining(['declined', 'expired', 'withdrawn', 'cancelled', 'completed']));
    expect(await manager.countBy(JournalEntity, { kind: 'entered', event: Raw((column) => `${column} ->> 'stage' = 'settling'`) })).toBe(1);
    const archived = rows.filter(({ archivedAt }) => archivedAt !== null).length;
    expect(archived).toBeGreaterThan(6);
    const { code, said } = await rebuild();
    expect(said).toContain(`Histories: ${archived} archived, ${rows.length - archived} from Temporal, 0 not begun yet.\nEqual: ${rows.length} exchanges, `);
    expect(said).toContain('Differing: 0.');
    expect(code).toBe(0);
  }, 60_000);

  test('puts every one of them back when the views are lost', async () => {
    const database = await system.database();
    const before = await views();
    await database.query(`delete from "journal"`);
    await database.query(`update "dossier" set "stage" = 'travelling', "stage_since" = null, "waiting_for" = '[]', "wake_at" = null, "paused" = true, "ended_at" = now()`);
    expect((await rebuild()).code).toBe(1);
    expect(await rebuild('--swap')).toEqual({ code: 0, said: expect.stringMatching(/\nSwapped: /) });
    expect(await views()).toEqual(before);
    expect((await rebuild()).code).toBe(0);
  }, 90_000);
});
