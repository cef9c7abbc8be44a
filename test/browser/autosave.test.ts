import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { DraftEntity, InboxEntity } from '../../libs/platform/db/entities/index.js';
import { Scene } from '../integration/public/scene.js';
import { endChromium, openWindow, patienceMs, pictureFolder, startChromium, type Screen } from './real-chromium.js';
import { Watch } from './watch.js';

let chromium: Browser;
let scene: Scene;
let watch: Watch;
let ref: string;
let prompt: string;
let link: string;
let number = 0;
const windows: BrowserContext[] = [];

beforeAll(async () => {
  [chromium, scene] = await Promise.all([startChromium(), Scene.open()]);
  watch = new Watch(scene.origin, { axe: true, pictures: 'autosave' });
}, 60_000);

afterAll(async () => {
  await Promise.all(windows.map((window) => window.close()));
  await endChromium(chromium);
  await scene?.close();
});

beforeEach(async () => {
  ref = await scene.confirmedExchange({ theme: `As it is typed ${(number += 1)}` });
  prompt = `${ref}/1/visiting/application/manager/1`;
  await scene.publish(ref, 'applying', { kind: 'asked', prompt });
  link = scene.origin + (await scene.linkTo(prompt));
});

describe.each<{ screen: Screen }>([{ screen: 'desk' }, { screen: 'phone' }])('what is typed into a long form: $screen', ({ screen }) => {
  test('is there again after the browser was closed without a click, in texts, rows and choices', async () => {
    const page = await open(screen);
    await watch.look(page, `${screen} opened`);
    expect(await said(page)).toBe('What you type is saved as you go.');
    await objectives(page).pressSequentially('Learn how workshops are shared.\nIn two lines.');
    await row(page, 'Activity 2').getByLabel('What you do', { exact: true }).fill('Visit to the print workshop');
    await page.getByRole('checkbox', { name: 'New formats of cooperation across sectors' }).check();
    await saidSaved(page);
    await watch.look(page, `${screen} saved`);
    await page.context().close();

    const again = await open(screen);
    expect(await objectives(again).inputValue()).toBe('Learn how workshops are shared.\nIn two lines.');
    expect(await again.locator('[name^="activities."][name$=".what"]').first().inputValue()).toBe('Visit to the print workshop');
    expect(await again.getByRole('checkbox', { name: 'New formats of cooperation across sectors' }).isChecked()).toBe(true);
    expect(await again.getByText(/You can close this page and come back with the same link/).isVisible()).toBe(true);
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: prompt })).toBe(0);
  });
});

test('a window that is closed in the middle of a sentence has sent it', async () => {
  const page = await open('desk');
  await objectives(page).pressSequentially('Half a sent');
  await page.goto('about:blank'); // well before it would have been saved
  await until(async () => (await drafts())[0]?.['objectives'] === 'Half a sent');
});

test('typing goes on undisturbed: the focus, the cursor and what is typed meanwhile stay', async () => {
  const page = await open('desk');
  await objectives(page).pressSequentially('One');
  await objectives(page).press('Home');
  // Answers slowly, so that typing goes on while it saves.
  await page.route(/\/l\//, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  const posted = page.waitForRequest((request) => request.method() === 'POST');
  await posted;
  await page.keyboard.type('Zero ');
  expect(await objectives(page).evaluate(isFocused)).toBe(true);
  await until(async () => (await drafts())[0]?.['objectives'] === 'Zero One');
  expect(await objectives(page).inputValue()).toBe('Zero One');
  expect(await objectives(page).evaluate(isFocused)).toBe(true);
  await page.keyboard.type('and a half ');
  expect(await objectives(page).inputValue()).toBe('Zero and a half One');
});

test('without a connection it says so, keeps the text, and saves when there is one again', async () => {
  const page = await open('phone');
  await page.context().setOffline(true);
  await objectives(page).fill('Written on a train.');
  await saidAbout(page, /^Not saved yet: there is no connection\./);
  await watch.look(page, 'offline');
  await page.locator('h1').scrollIntoViewIfNeeded();
  expect(await status(page).evaluate(isInView)).toBe(true); // wherever on the long page somebody is
  await page.screenshot({ path: join(pictureFolder('autosave'), 'offline-on-top.png') });
  expect(await drafts()).toEqual([]);
  await page.context().setOffline(false);
  await saidSaved(page);
  expect(await drafts()).toMatchObject([{ objectives: 'Written on a train.' }]);
  expect(await objectives(page).inputValue()).toBe('Written on a train.');
});

test('leaving asks back only when the last save failed', async () => {
  const page = await open('desk');
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await objectives(page).pressSequentially('One');
  await saidSaved(page);
  await page.keyboard.type(' two');
  await page.close({ runBeforeUnload: true });
  await until(async () => (await drafts())[0]?.['objectives'] === 'One two');
  expect(asked).toEqual([]);

  const offline = await open('desk');
  offline.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await offline.context().setOffline(true);
  await objectives(offline).pressSequentially('Three');
  await saidAbout(offline, /^Not saved yet/);
  const dialog = offline.waitForEvent('dialog');
  await offline.close({ runBeforeUnload: true });
  await dialog;
  expect(asked).toEqual(['beforeunload']);
});

test('a second window that falls behind says so, and loses nothing of the first', async () => {
  const [desk, phone] = [await open('desk'), await open('phone')];
  await objectives(desk).fill('An hour of work');
  await saidSaved(desk);
  await objectives(phone).fill('A word');
  await saidAbout(phone, /^Not saved: your answer was changed on another page or device/);
  await watch.look(phone, 'changed elsewhere');
  expect(await drafts()).toMatchObject([{ objectives: 'An hour of work' }]);
  await phone.reload();
  expect(await objectives(phone).inputValue()).toBe('An hour of work');
  await objectives(phone).fill('An hour of work, and a word');
  await saidSaved(phone);
  expect(await drafts()).toMatchObject([{ objectives: 'An hour of work, and a word' }]);
});

test('adding rows, looking it over and going back go on from what is typed, and saving goes on with them', async () => {
  const page = await open('desk');
  await objectives(page).pressSequentially('Learn how workshops are shared.');
  for (const words of [/^Add another ?: What you do, day by day$/, 'Look it over']) {
    await press(page, words);
    expect(await objectives(page).inputValue()).toMatch(/^Learn how workshops are shared\./);
    await objectives(page).press('Control+End');
    await page.keyboard.type(' More.');
    await saidSaved(page);
    expect(await drafts()).toMatchObject([{ objectives: await objectives(page).inputValue() }]);
  }
  await press(page, 'Save and continue later');
  await objectives(page).press('Control+End');
  await page.keyboard.type(' And still more.');
  await saidSaved(page);
  expect(await drafts()).toMatchObject([{ objectives: 'Learn how workshops are shared. More. More. And still more.' }]);
});

test('a question that was closed meanwhile is said to be, and nothing is overwritten', async () => {
  const page = await open('desk');
  await objectives(page).pressSequentially('One');
  await scene.db.query(`update prompt set status = 'closed' where id = $1`, [prompt]);
  await saidAbout(page, /^Not saved: this page takes no answer any more\./);
  expect(await objectives(page).inputValue()).toBe('One');
  expect(await drafts()).toEqual([]);
});

test('readers of French are told in French', async () => {
  const [{ contact_id: reader }] = (await scene.db.query('select contact_id from prompt where id = $1', [prompt])) as [{ contact_id: string }];
  await scene.db.query(`update contact set language = 'fr' where id = $1`, [reader]);
  const page = await open('desk');
  expect(await said(page)).toBe('Ce que vous écrivez est enregistré au fur et à mesure.');
  await page.locator('[name=objectives]').fill('Apprendre comment on partage un atelier.');
  await saidAbout(page, /^Enregistré à \d\d:\d\d\.$/);
  await scene.db.query(`update contact set language = 'en' where id = $1`, [reader]);
});

test('opening the page twenty times with scripts, as mail scanners do, saves nothing', async () => {
  const page = await open('desk');
  const posts: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') posts.push(request.url());
  });
  for (let times = 0; times < 20; times += 1) {
    await page.goto(link);
    await objectives(page).focus();
    await page.keyboard.press('Tab');
  }
  await page.goto('about:blank');
  expect(posts).toEqual([]);
  expect(await drafts()).toEqual([]);
});

test('without scripts the page says nothing about it and saves by its button', async () => {
  const page = await open('deskWithoutScripts');
  await watch.measure(page, 'without scripts');
  expect(await said(page)).toBe('');
  expect(await status(page).evaluate(heightOf)).toBe(0);
  await objectives(page).fill('By hand');
  await page.getByRole('button', { name: 'Save and continue later' }).click();
  await page.getByText(/You can close this page and come back with the same link/).waitFor();
  expect(await drafts()).toMatchObject([{ objectives: 'By hand' }]);
});

test('none of this asks anybody else for anything, is inaccessible, or is wider than its screen', async () => {
  expect(await watch.verdict()).toEqual([]);
});

async function open(screen: Screen): Promise<Page> {
  const window = await openWindow(chromium, screen);
  windows.push(window);
  watch.over(window);
  const page = await window.newPage();
  await page.goto(link);
  return page;
}

async function press(page: Page, words: string | RegExp): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: words }).click()]);
}

const status = (page: Page): Locator => page.getByRole('status');
const objectives = (page: Page): Locator => page.getByLabel('What would you like to achieve?');
const row = (page: Page, legend: string): Locator => page.getByRole('group', { name: legend, exact: true });
const said = async (page: Page): Promise<string> => (await status(page).textContent()) ?? '';

async function saidAbout(page: Page, what: RegExp): Promise<void> {
  await status(page).filter({ hasText: what }).waitFor({ timeout: patienceMs });
}

/** Waits until everything that stands on the page is saved. */
async function saidSaved(page: Page): Promise<void> {
  await saidAbout(page, /^Saved at \d\d:\d\d\.$/);
  const typed = await page.locator('[name=objectives]').inputValue();
  await until(async () => (await drafts())[0]?.['objectives'] === typed);
}

/** What is saved for the question, by its fields. */
async function drafts(): Promise<Record<string, unknown>[]> {
  const all = await scene.db.manager.find(DraftEntity);
  return all.map(({ payload }) => payload as { prompt?: string; value: Record<string, unknown> }).filter((each) => each.prompt === prompt).map(({ value }) => value);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (Date.now() > end) throw new Error('it never came true');
  }
}

/** Runs in the page. */
function isFocused(element: unknown): boolean {
  return (element as { ownerDocument: { activeElement: unknown } }).ownerDocument.activeElement === element;
}

/** Runs in the page. */
function isInView(element: unknown): boolean {
  const { ownerDocument, getBoundingClientRect } = element as { ownerDocument: { documentElement: { clientHeight: number } }; getBoundingClientRect(): { top: number; bottom: number } };
  const { top, bottom } = getBoundingClientRect.call(element);
  return top >= 0 && bottom <= ownerDocument.documentElement.clientHeight;
}

/** Runs in the page: how much room something takes, in CSS pixels. */
function heightOf(element: unknown): number {
  return (element as { offsetHeight: number }).offsetHeight;
}
