import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { prepareRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import { Rehearsal, type Rehearsed } from '../../infra/walkthrough/rehearsal.js';
import type { AnswerMoment } from '../../infra/walkthrough/rehearsal-input.js';
import { KillableSystem } from '../e2e/killable-system.js';
import { mailsOf, outlineOf, paymentsOf } from '../e2e/observed.js';

const system = new KillableSystem();
let undisturbed: Rehearsed;
let disturbed: Rehearsed;
let kills = 0;

beforeAll(async () => {
  await system.start();
  undisturbed = await new Rehearsal(await prepareRehearsal(system.system)).play();
  disturbed = await new Rehearsal(await prepareRehearsal(system.system, { hooks: { beforeAnswer: strikeBefore, afterAnswer: strike }, patienceMs: 120_000 })).play();
}, 240_000);

afterAll(() => system.stop(), 60_000);

/** The api dies after the first answer, the worker after the application, and everything after the visit. */
async function strike({ question }: AnswerMoment): Promise<void> {
  if (question === 'availability') await killPart('api');
  if (question === 'application') await killPart('worker');
  if (question === 'visitor-wrap-up') {
    kills += 1;
    await system.killEverything();
    await system.start();
  }
}

/** Temporal dies a moment before the host's report is sent. */
async function strikeBefore({ question }: AnswerMoment): Promise<void> {
  if (question !== 'host-wrap-up') return;
  kills += 1;
  system.kill('temporal');
}

async function killPart(part: 'api' | 'worker'): Promise<void> {
  kills += 1;
  const before = system.pid(part);
  system.kill(part);
  await system.restarted(part, before);
}

test('the exchange ends as if nothing had happened', () => {
  expect(kills).toBe(4);
  expect(disturbed.ending).toBe(undisturbed.ending);
  expect(paymentsOf(disturbed)).toEqual(paymentsOf(undisturbed));
});

test('its history holds the same entries, each once', () => {
  expect(outlineOf(disturbed.journal)).toEqual(outlineOf(undisturbed.journal));
});

test('at most one more mail for each kill, and none that was not planned', () => {
  expect(mailsOf(disturbed)).toEqual(mailsOf(undisturbed));
  // Mails are told apart by their Message-ID: a second copy counts on the first.
  const extra = [...disturbed.mails.values()].reduce((sum, { times }) => sum + times - 1, 0);
  expect(extra).toBeLessThanOrEqual(kills);
});
