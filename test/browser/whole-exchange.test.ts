import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startTestStack, type TestStack } from '../../infra/testing/test-stack.js';
import { prepareRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import type { AnswerMoment } from '../../infra/walkthrough/rehearsal-input.js';
import { Rehearsal, type Rehearsed } from '../../infra/walkthrough/rehearsal.js';
import { PersonAtScreen } from './person-at-screen.js';
import { startChromium, type Screen } from './real-chromium.js';
import { Watch } from './watch.js';

let stack: TestStack;
let chromium: Browser;

beforeAll(async () => {
  [stack, chromium] = await Promise.all([startTestStack(), startChromium()]);
}, 180_000);

afterAll(async () => {
  await chromium?.close();
  await stack?.stop();
}, 60_000);

describe.each<{ screen: Screen; axe: boolean }>([
  { screen: 'deskWithoutScripts', axe: false },
  { screen: 'phone', axe: true },
])('a whole exchange by mails and clicks: $screen', ({ screen, axe }) => {
  let watch: Watch;
  let rehearsed: Rehearsed;
  const screensOf = (moment: AnswerMoment): PersonAtScreen => moment.person.browser as PersonAtScreen;

  beforeAll(async () => {
    watch = new Watch(stack.publicUrl, { axe, pictures: `exchange-${screen}` });
    const rehearsal = await prepareRehearsal(
      { ...stack, mailboxUrl: stack.mailboxUrl ?? '' },
      { patienceMs: 60_000, hooks: { browserFor: (who) => new PersonAtScreen(chromium, screen, watch, who), ...detours } },
    );
    rehearsed = await new Rehearsal(rehearsal).play().finally(() => rehearsal.end());
  }, 180_000);

  test('comes to its end, and both sides are paid', () => {
    expect(rehearsed.ending).toBe('completed');
    expect(Object.fromEntries(rehearsed.payments.map(({ party, cents }) => [party, cents]))).toEqual({ visiting: 101_000, hosting: 50_000 });
  });

  test('asks nobody but ourselves for anything, tells nobody where a reader came from, and fits the screen', async () => {
    expect(await watch.verdict()).toEqual([]);
    expect(watch.requests).toBeGreaterThan(50);
  });

  const detours = {
    async beforeAnswer(moment: AnswerMoment): Promise<void> {
      void screensOf(moment);
    },
  };
});
