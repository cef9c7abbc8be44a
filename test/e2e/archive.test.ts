import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { prepareRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import { Rehearsal, type Rehearsed } from '../../infra/walkthrough/rehearsal.js';
import { ArchivedHistoryEntity, DossierEntity } from '../../libs/platform/db/entities/index.js';
import { KillableSystem, until } from './killable-system.js';
import { openExchange } from './open-exchange.js';

const system = new KillableSystem();
let rehearsed: Rehearsed;
/** An exchange whose host was asked and has not answered yet. */
let open: string;

beforeAll(async () => {
  await system.start();
  rehearsed = await new Rehearsal(await prepareRehearsal(system.system)).play();
  open = await openExchange(system);
}, 150_000);

afterAll(() => system.stop(), 60_000);

const rebuild = (...args: string[]) => system.command('rebuild-views', ...args);

test('an exchange that is over is archived by itself, and its history proves to be whole', async () => {
  const { manager } = await system.database();
  await until('the exchange is archived', 30_000, async () => (await manager.findOneByOrFail(DossierEntity, { ref: rehearsed.ref })).archivedAt !== null);
  const { sha256, events } = await manager.findOneByOrFail(ArchivedHistoryEntity, { ref: rehearsed.ref });
  expect(events).toBeGreaterThan(100);
  expect(await system.command('archive', 'verify', rehearsed.ref)).toEqual({ code: 0, said: expect.stringContaining(`sha256:${sha256}`) });
  expect(await system.command('archive', 'verify', 'P2P-0000-0000')).toEqual({ code: 1, said: 'P2P-0000-0000 is not archived.\n' });
}, 60_000);

describe('npm run rebuild-views', () => {
  test('finds the views as the histories tell them', async () => {
    expect(await rebuild()).toEqual({ code: 0, said: expect.stringMatching(/1 archived, 1 from Temporal, 0 not begun yet\.\nEqual: 2 exchanges, \d+ journal entries\. Differing: 0\./) });
  }, 60_000);

  test('names what is damaged, and with --swap mends it', async () => {
    const database = await system.database();
    const journal = () => database.query(`select "ref", "seq", "n", "kind", "event", "at" from "journal" order by 1, 2, 3`);
    const before = await journal();
    await database.query(`delete from "journal" where "seq" = 3`);
    await database.query(`update "dossier" set "stage" = 'travelling', "waiting_for" = '[{}]'`);
    const found = await rebuild();
    expect(found.code).toBe(1);
    expect(found.said).toContain(`exchange ${rehearsed.ref}: stage, waiting_for\n`);
    expect(found.said).toContain(`exchange ${open}: stage, waiting_for\n`);
    expect(found.said).toContain(`journal ${rehearsed.ref} step 3, entry 0: missing\n`);
    expect(await rebuild('--swap')).toEqual({ code: 0, said: expect.stringMatching(/\nSwapped: /) });
    expect(await journal()).toEqual(before);
    expect((await rebuild()).code).toBe(0);
  }, 60_000);

  test('says how it is used, and how to start the system when none runs', async () => {
    expect((await rebuild('--please')).code).toBe(2);
    expect(await new KillableSystem().command('rebuild-views')).toEqual({ code: 1, said: expect.stringMatching(/start it with npm start/) });
  });
});
