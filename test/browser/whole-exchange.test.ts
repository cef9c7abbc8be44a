import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startTestStack, type TestStack } from '../../infra/testing/test-stack.js';
import type { OpenedPage } from '../../infra/walkthrough/browser.js';
import { plays, type PlayName } from '../../infra/walkthrough/plays.js';
import { prepareRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import type { AnswerMoment } from '../../infra/walkthrough/rehearsal-input.js';
import { Rehearsal, type Rehearsed } from '../../infra/walkthrough/rehearsal.js';
import { PersonAtScreen } from './person-at-screen.js';
import { endChromium, startChromium, type Screen } from './real-chromium.js';
import { Watch } from './watch.js';

let stack: TestStack;
let chromium: Browser;

beforeAll(async () => {
  [stack, chromium] = await Promise.all([startTestStack(), startChromium()]);
}, 180_000);

afterAll(async () => {
  await endChromium(chromium);
  await stack?.stop();
}, 60_000);

/** What people do on the way that the robots of a rehearsal do not. */
const detours = {
  async beforeAnswer({ question, person, link, page }: AnswerMoment): Promise<void> {
    if (question === 'application') await leaveHalfDone(person.browser as PersonAtScreen, link, page);
  },
  async afterAnswer({ question, person }: AnswerMoment): Promise<void> {
    if (question === 'host-wrap-up') await readOn(person.browser as PersonAtScreen);
  },
};

/** Writes half of an application, adds a row, saves, closes the browser, comes back, is told what is missing, and starts over. */
async function leaveHalfDone(manager: PersonAtScreen, link: string, { forms }: OpenedPage): Promise<void> {
  const at = forms.length - 1;
  const rows = (): Promise<number> => manager.page.getByRole('group', { name: /^Activity \d+$/ }).count();
  const objectives = (): Promise<string> => manager.page.getByLabel('What would you like to achieve?').inputValue();
  await manager.fill(at, { objectives: 'Half a', 'activities.0.what': 'Tour of the workshops' });
  const before = await rows();
  await manager.press(at, /^Add another.*What you do, day by day$/);
  expect({ rows: await rows(), objectives: await objectives() }).toEqual({ rows: before + 1, objectives: 'Half a' });
  const saved = await manager.press(at, 'Save and continue later');
  expect(saved.text).toContain('Saved at');

  await manager.quit();
  await manager.open(link);
  expect(await objectives()).toBe('Half a');
  const refused = await manager.press(at, 'Look it over');
  expect(refused.status).toBe(422);
  expect(refused.title).toMatch(/^Please check: /);
  expect(refused.problems.length).toBeGreaterThan(3);
  expect(await objectives()).toBe('Half a');
  await manager.open(link);
}

/** From the receipt to the exchange's page, its agreement, and to what can be done when something changed. */
async function readOn(host: PersonAtScreen): Promise<void> {
  await host.follow('See where the exchange stands');
  expect((await host.follow('The agreement')).text).toContain('Fingerprint of this text');
  await host.follow('See where the exchange stands');
  for (const words of ['A colleague takes over', 'We cannot take part any more']) {
    await host.follow('Something changed?');
    await host.follow(words);
    await host.follow('See where the exchange stands');
  }
}

/** Every page of the office that links lead to, one of each kind. Returns those that do not open. */
async function walkThroughTheOffice(lead: PersonAtScreen, staffUrl: string): Promise<{ opened: number; broken: string[] }> {
  const kindOf = (path: string): string => path.replace(/\?.*$/, '').replace(/\d+/g, '0').replace(/r[0-9a-f]{6}\b/g, 'r0');
  const { pathname } = new URL(staffUrl);
  const queue = [pathname];
  const kinds = new Set(queue);
  const broken: string[] = [];
  let opened = 0;
  for (let path = queue.shift(); path !== undefined; path = queue.shift(), opened += 1) {
    const { status, links } = await lead.open(new URL(path, staffUrl).href);
    if (status !== 200) broken.push(`${path}: ${status}`);
    for (const { href } of links) {
      if (!href.startsWith(`${pathname}/`) || href.startsWith(`${pathname}/files/`) || kinds.has(kindOf(href))) continue;
      kinds.add(kindOf(href));
      queue.push(href);
    }
  }
  return { opened, broken };
}

describe.each<{ screen: Screen; axe: boolean; name: PlayName }>([
  { screen: 'deskWithoutScripts', axe: false, name: 'completed' },
  // On the phone it is postponed, goes on, and the visit moves: this has the office's own pages in it.
  { screen: 'phone', axe: true, name: 'postponed' },
])('a whole exchange by mails and clicks, $name: $screen', ({ screen, axe, name }) => {
  let watch: Watch;
  let rehearsed: Rehearsed;
  let office: { opened: number; broken: string[] } | undefined;

  beforeAll(async () => {
    watch = new Watch(stack.publicUrl, { axe, pictures: `exchange-${screen}` });
    const rehearsal = await prepareRehearsal(
      { ...stack, mailboxUrl: stack.mailboxUrl ?? '' },
      { play: plays[name], patienceMs: 60_000, hooks: { browserFor: (who) => new PersonAtScreen(chromium, screen, watch, who), ...detours } },
    );
    const play = new Rehearsal(rehearsal);
    rehearsed = await play.play().finally(() => rehearsal.end());
    // Whoever postponed the exchange is signed in.
    if (name === 'postponed') office = await walkThroughTheOffice(play.cast.named('lead').browser as PersonAtScreen, stack.staffUrl);
  }, 180_000);

  test('comes to its end, and both sides are paid', () => {
    expect(rehearsed.ending).toBe(plays[name].ending);
    expect(Object.fromEntries(rehearsed.payments.map(({ party, cents }) => [party, cents]))).toEqual(plays[name].payments);
  });

  test('every page of the office opens', () => {
    expect(office?.broken ?? []).toEqual([]);
    expect(office?.opened ?? 8).toBeGreaterThanOrEqual(8);
  });

  test('asks nobody but ourselves for anything, tells nobody where a reader came from, and fits the screen', async () => {
    expect(await watch.verdict()).toEqual([]);
    expect(watch.requests).toBeGreaterThan(50);
  });
});
