import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client, Connection } from '@temporalio/client';
import { builtFile } from '../../infra/stack/project-files.js';
import { prepareRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import { Rehearsal, type Rehearsed } from '../../infra/walkthrough/rehearsal.js';
import type { AnswerMoment } from '../../infra/walkthrough/rehearsal-input.js';
import { ArchivedHistoryEntity, DossierEntity, InboxEntity } from '../../libs/platform/db/entities/index.js';
import { lookAtHealth } from '../../libs/operations/health/look-at-health.js';
import { loadServiceConfig } from '../../libs/platform/config/config.js';
import { temporalClient } from '../../libs/platform/temporal/connect.js';
import { KillableSystem, until } from './killable-system.js';
import { outlineOf } from './observed.js';

const execute = promisify(execFile);
const system = new KillableSystem();
let engine: { client: Client; connection: Connection };
let undisturbed: Rehearsed;
let revived: Rehearsed;
/** What health said of each exchange whose workflow was gone. */
const named: string[] = [];
let terminated = 0;

/** The workflow is gone when these are answered: the answer waits for the one that goes on. */
const goneBefore = ['availability', 'sign', 'host-wrap-up'];
/** The workflow is gone after these, while nobody does anything. */
const goneAfter = ['application', 'visitor-wrap-up'];

beforeAll(async () => {
  await system.start();
  engine = temporalClient(loadServiceConfig({ ...system.system.env }));
  undisturbed = await new Rehearsal(await prepareRehearsal(system.system)).play();
  const hooks = { beforeAnswer, afterAnswer };
  revived = await new Rehearsal(await prepareRehearsal(system.system, { hooks, patienceMs: 120_000 })).play();
}, 300_000);

afterAll(async () => {
  await engine.connection.close();
  await system.stop();
}, 60_000);

async function beforeAnswer({ question }: AnswerMoment): Promise<void> {
  if (goneBefore.includes(question)) await terminate();
}

async function afterAnswer({ question }: AnswerMoment): Promise<void> {
  if (goneAfter.includes(question)) await terminate();
  if (goneBefore.includes(question) || goneAfter.includes(question)) await goOn();
}

/** Ends the workflow of the one open exchange, as an operator by mistake does. */
async function terminate(): Promise<void> {
  await engine.client.workflow.getHandle(await openExchange()).terminate('a mistake');
  terminated += 1;
}

async function goOn(): Promise<void> {
  const { manager } = await system.database();
  await until('what is missing is named', 20_000, async () => {
    const missing = (await lookAtHealth({ db: manager, client: engine.client })).find(({ name }) => name === 'workflow-missing');
    if (missing) named.push(...missing.items.map(({ text }) => text));
    return missing !== undefined;
  });
  const env = { ...process.env, NODE_OPTIONS: '', DATA_DIR: system.dataDir };
  const { stdout } = await execute(process.execPath, [builtFile('infra/commands/revive.js'), '--all'], { env });
  expect(stdout).toContain('1 open exchanges, 1 brought on, 0 failed.');
}

async function openExchange(): Promise<string> {
  const { manager } = await system.database();
  const open = (await manager.findBy(DossierEntity, { startStatus: 'started' })).filter(({ endedAt }) => endedAt === null);
  expect(open).toHaveLength(1);
  return open[0]!.ref;
}

test('an exchange whose workflow was terminated in five stages goes on to its end, as if nothing had happened', () => {
  expect(terminated).toBe(6); // two sign
  expect(revived.ending).toBe(undisturbed.ending);
  expect(outlineOf(revived.journal)).toEqual(outlineOf(undisturbed.journal));
});

test('each time it was named within five minutes, and no answer was refused', async () => {
  const { manager } = await system.database();
  expect(new Set(named)).toEqual(new Set([`${revived.ref}: terminated`]));
  expect(await manager.countBy(InboxEntity, { ref: revived.ref, status: 'refused' })).toBe(0);
});

test('nobody got a mail twice, and no money moved twice', () => {
  expect([...revived.mails.values()].filter(({ times }) => times > 1)).toEqual([]);
  expect(revived.mails.size).toBe(undisturbed.mails.size);
  const byParty = (a: { party: string }, b: { party: string }): number => a.party.localeCompare(b.party);
  expect(revived.payments.toSorted(byParty)).toEqual(undisturbed.payments.toSorted(byParty));
});

test('the history of each run is archived, and the views are as the histories tell them', async () => {
  const { manager } = await system.database();
  await until('the exchange is archived', 120_000, async () => (await manager.findOneByOrFail(DossierEntity, { ref: revived.ref })).archivedAt !== null);
  const runs = await manager.find(ArchivedHistoryEntity, { where: { ref: revived.ref }, order: { archivedAt: 'ASC' } });
  expect(runs.map(({ closedAs }) => closedAs)).toEqual([...Array.from({ length: terminated }, () => 'TERMINATED'), 'COMPLETED']);
  const env = { ...process.env, NODE_OPTIONS: '', DATA_DIR: system.dataDir };
  const { stdout } = await execute(process.execPath, [builtFile('infra/commands/rebuild-views.js')], { env });
  expect(stdout).toContain('Differing: 0.');
}, 150_000);
