import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exchangeWorkflowId } from '../../libs/contracts/dossier/index.js';
import { loadServiceConfig } from '../../libs/platform/config/config.js';
import { temporalClient } from '../../libs/platform/temporal/connect.js';
import { happyScript } from '../../infra/walkthrough/answers.js';
import { prepareRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import { Rehearsal, type Rehearsed } from '../../infra/walkthrough/rehearsal.js';
import { KillableSystem, until } from '../e2e/killable-system.js';
import { mailsOf, outlineOf, paymentsOf } from '../e2e/observed.js';
import { StaffBrowsers } from '../e2e/staff-browsers.js';
import { HeldExchange } from './held-exchange.js';

// What an operator does when workflows are gone: one was terminated by mistake, then the engine's data is lost altogether.

const system = new KillableSystem();
const browsers = new StaffBrowsers();
let undisturbed: Rehearsed;
let waiting: HeldExchange;
let applying: HeldExchange;
let paying: HeldExchange;

beforeAll(async () => {
  await system.start();
  undisturbed = await new Rehearsal(await prepareRehearsal(system.system, { hooks: { browserFor: browsers.browserFor } })).play();
  waiting = await HeldExchange.before('availability', system, browsers);
  applying = await HeldExchange.before('application', system, browsers);
  paying = await HeldExchange.before('approve-payment', system, browsers);
}, 300_000);

afterAll(() => system.stop(), 60_000);

/** It ends as one to which nothing happened: the same history, the same money, and the hubs got the same mails, each once. */
function expectNothingHappened(ended: Rehearsed): void {
  const ofHubs = (rehearsed: Rehearsed) => mailsOf(rehearsed).filter((line) => !line.startsWith('staff:'));
  expect(outlineOf(ended.journal)).toEqual(outlineOf(undisturbed.journal));
  expect(paymentsOf(ended)).toEqual(paymentsOf(undisturbed));
  expect(ofHubs(ended)).toEqual(ofHubs(undisturbed));
  expect([...ended.mails.values()].filter(({ times }) => times > 1)).toEqual([]);
}

async function isNamed({ ref, robots }: HeldExchange, how: 'terminated' | 'unknown to the engine'): Promise<boolean> {
  const health = await robots.cast.named('coordinator').browser.open(`${system.system.staffUrl}/health`);
  return health.text.includes(`${ref}: ${how}`);
}

describe('a workflow that somebody terminated', () => {
  test('refuses no answer, and is named within five minutes', async () => {
    const { client, connection } = temporalClient(loadServiceConfig(system.system.env));
    await client.workflow.getHandle(exchangeWorkflowId(waiting.ref)).terminate('by mistake');
    await connection.close();
    const receipt = await waiting.robots.answerLeftOpen('host contact', 'availability', happyScript.availability);
    expect(receipt.status).toBe(200);
    await waiting.robots.openFile('coordinator');
    await until('the office reads of it', 300_000, () => isNamed(waiting, 'terminated'));
  }, 330_000);

  test('is brought on by a command, and goes to its end as if nothing had happened', async () => {
    expect(await system.command('revive', waiting.ref)).toEqual({ code: 0, said: `${waiting.ref} goes on from where it stands.\n` });
    expect(await system.command('revive', waiting.ref)).toEqual({ code: 0, said: `${waiting.ref} runs: nothing to do.\n` });
    expectNothingHappened(await waiting.goOnToTheEnd());
  }, 120_000);
});

describe('an engine that lost all its data', () => {
  test('refuses no answer, and every open exchange is named', async () => {
    await system.killEverything();
    rmSync(join(system.dataDir, 'temporal'), { recursive: true });
    await system.start();
    const receipt = await applying.robots.answerLeftOpen('visiting manager', 'application', happyScript.application);
    expect(receipt.status).toBe(200);
    await applying.robots.openFile('coordinator');
    await until('the office reads of both', 300_000, async () => (await isNamed(applying, 'unknown to the engine')) && isNamed(paying, 'unknown to the engine'));
  }, 360_000);

  test('has all that was open again after one command, and each goes to its end as if nothing had happened', async () => {
    const { code, said } = await system.command('revive', '--all');
    expect(said).toMatch(/2 open exchanges, 2 brought on, 0 failed\.\n$/);
    expect(code).toBe(0);
    expectNothingHappened(await applying.goOnToTheEnd());
    expectNothingHappened(await paying.goOnToTheEnd());
  }, 240_000);
});
