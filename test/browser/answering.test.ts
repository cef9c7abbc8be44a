import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { InboxEntity } from '../../libs/platform/db/entities/index.js';
import type { LetterData } from '../../libs/mail/letters/new-mail.js';
import type { OpenedPage } from '../../infra/walkthrough/browser.js';
import { edition, Scene } from '../integration/public/scene.js';
import { PersonAtScreen } from './person-at-screen.js';
import { endChromium, startChromium, type Screen } from './real-chromium.js';
import { Watch } from './watch.js';

let chromium: Browser;
let scene: Scene;
let watch: Watch;
let ref: string;
let number = 0;

beforeAll(async () => {
  [chromium, scene] = await Promise.all([startChromium(), Scene.open()]);
  watch = new Watch(scene.origin, { axe: false, pictures: 'answering' });
}, 60_000);

afterAll(async () => {
  await endChromium(chromium);
  await scene?.close();
});

beforeEach(async () => {
  ref = await scene.confirmedExchange({ theme: `Answering ${(number += 1)}` });
});

describe.each<{ screen: Screen }>([{ screen: 'deskWithoutScripts' }, { screen: 'phone' }])('a form that is refused: $screen', ({ screen }) => {
  test('says so on top, keeps what was typed, and leads to each field that is wrong', async () => {
    const candidate = new PersonAtScreen(chromium, screen, watch, 'candidate');
    await candidate.open(`${scene.origin}/e/${edition}/enquiry`);
    await candidate.fill(0, { name: 'Visiting "Manager" & Co', email: 'not an address', hostChoice: 'named', theme: 'Typed' });
    const refused = await candidate.press(0, 'Send');
    const { page } = candidate;
    expect(refused.status).toBe(422);
    expect(await page.getByLabel('Your name').inputValue()).toBe('Visiting "Manager" & Co');
    expect(await page.getByLabel('Your e-mail address').inputValue()).toBe('not an address');
    expect(await page.getByRole('radio', { name: 'A hub that I choose' }).isChecked()).toBe(true);

    const summary = page.getByRole('alert');
    expect(await summary.evaluate(isFocused)).toBe(true);
    const links = await summary.getByRole('link').all();
    expect(links.length).toBe(refused.problems.length);
    expect(links.length).toBeGreaterThanOrEqual(4);
    for (const link of links) {
      const [, id = ''] = ((await link.getAttribute('href')) ?? '').split('#');
      const field = page.locator(`[id="${id}"]`);
      await link.click();
      expect(await field.evaluate(isFocused)).toBe(true);
      // What is wrong belongs to the field, or to the group that it stands in.
      const words = await link.innerText();
      const described = await field.evaluate(descriptionOf);
      expect({ words, described: described.some((line) => line !== '' && words.endsWith(line)) }).toEqual({ words, described: true });
    }
    expect(await page.getByLabel('Your e-mail address').getAttribute('aria-invalid')).toBe('true');
  });
});

describe('a question', () => {
  let link: string;
  let prompt: string;
  beforeEach(async () => {
    prompt = `${ref}/1/hosting/availability/manager/1`;
    await scene.publish(ref, 'host-asked', { kind: 'asked', prompt });
    link = scene.origin + (await scene.linkTo(prompt));
  });

  test('is answered with the keyboard alone, and the focus can always be seen', async () => {
    const host = new PersonAtScreen(chromium, 'desk', watch, 'host');
    await host.open(link);
    const { page } = host;
    await page.keyboard.press('Tab');
    expect(await focusedName(page)).toBe('Skip to the content');
    await tabTo(page, 'Yes, we can host them on these dates');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'From');
    await page.keyboard.type('05052027');
    await tabTo(page, 'To');
    await page.keyboard.type('05052027');
    await tabTo(page, /^A message to/);
    await page.keyboard.type('Come in spring.');
    await tabTo(page, 'Send my answer');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Thank you');
    expect(await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: prompt })).toMatchObject({ choice: 'other-dates', payload: { message: 'Come in spring.', otherDates: { from: '2027-05-05', to: '2027-05-05' } } });
  });

  test('asks for dates only from whom they matter to, also without scripts', async () => {
    const host = new PersonAtScreen(chromium, 'deskWithoutScripts', watch, 'host');
    await host.open(link);
    const dates = host.page.getByRole('group', { name: 'The dates that suit you' });
    expect(await dates.isVisible()).toBe(false);
    await host.page.getByLabel('Yes, but on other dates').click();
    expect(await dates.isVisible()).toBe(true);
  });

  test('open in three windows: the same answer gets the same receipt, another one is told what was recorded', async () => {
    const windows = ['first', 'second', 'third'].map((who) => new PersonAtScreen(chromium, 'phone', watch, who));
    for (const each of windows) await each.open(link);
    const sent: OpenedPage[] = [];
    for (const [at, choice] of ['yes', 'yes', 'no'].entries()) {
      await windows[at]?.fill(0, { choice });
      sent.push(await windows[at]!.press(0, 'Send my answer'));
    }
    expect(sent.map(({ status }) => status)).toEqual([200, 200, 409]);
    expect(sent[1]?.text).toBe(sent[0]?.text);
    expect(sent[2]?.text).toMatch(/Recorded for .*, Wednesday 13 January 2027/);
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: prompt, status: 'received' })).toBe(1);
  });
});

test('a signature asks for the mailed code, says when it is wrong, and loses nothing', async () => {
  const prompt = `${ref}/1/hosting/sign/signatory/1`;
  await scene.publish(ref, 'signing', { kind: 'asked', prompt }, { kind: 'entered', stage: 'signing' });
  const signatory = new PersonAtScreen(chromium, 'phone', watch, 'signatory');
  await signatory.open(scene.origin + (await scene.linkTo(prompt)));
  const { page } = signatory;
  const card = page.getByRole('heading', { name: 'First a code' });

  await signatory.press(0, 'Mail me a code');
  expect(await isOnScreen(page, card)).toBe(true);
  expect(await page.getByRole('status').innerText()).toMatch(/We mailed a code to .*…@.* It works for 30 minutes/);
  const code = String(((await scene.mail('code')).data as unknown as LetterData).params['code']);
  await signatory.press(1, 'Mail me a new code');
  expect(await isOnScreen(page, card)).toBe(true);
  expect(await page.getByRole('status').innerText()).toContain('a moment ago');

  await signatory.fill(0, { code: code === '000000' ? '000001' : '000000' });
  expect((await signatory.press(0, 'Go on')).status).toBe(422);
  expect(await page.title()).toMatch(/^Please check: /);
  expect(await isOnScreen(page, card)).toBe(true);
  expect(await page.getByLabel('The code from the mail').evaluate(descriptionOf)).toContainEqual('That is not the code. You have 4 more tries with it.');
  await page.getByRole('alert').getByRole('link').tap();
  expect(await page.getByLabel('The code from the mail').evaluate(isFocused)).toBe(true);

  await signatory.fill(0, { code });
  await signatory.press(0, 'Go on');
  expect(await isOnScreen(page, page.getByText('The code was right.', { exact: true }))).toBe(true);
  expect(await isOnScreen(page, page.getByRole('radio', { name: 'I sign' }))).toBe(true);

  const signature = { choice: 'signed', typedName: 'Hosting Signatory', mayAct: true, bank: 'now', accountHolder: 'Cru' };
  await signatory.fill(0, { ...signature, iban: 'BE68 5390 0754 7035' });
  const refused = await signatory.press(0, 'Send my decision');
  expect(refused.status).toBe(422);
  expect(refused.problems).toHaveLength(1);
  expect(await signatory.page.getByLabel('Your full name').inputValue()).toBe('Hosting Signatory');
  await signatory.fill(0, { iban: 'be68 5390 0754 7034' });
  const receipt = await signatory.press(0, 'Send my decision');
  expect(receipt.status).toBe(200);
  expect(receipt.heading).toBe('Thank you');
  expect(receipt.text).not.toContain('BE68539007547034');
});

describe.each<{ screen: Screen }>([{ screen: 'deskWithoutScripts' }, { screen: 'phone' }])('a row that is added: $screen', ({ screen }) => {
  test('is where the page goes on, and what is wrong afterwards is on top again', async () => {
    const prompt = `${ref}/1/visiting/application/manager/1`;
    await scene.publish(ref, 'applying', { kind: 'asked', prompt });
    const candidate = new PersonAtScreen(chromium, screen, watch, 'candidate');
    await candidate.open(scene.origin + (await scene.linkTo(prompt)));
    const { page } = candidate;
    const rows = await page.getByRole('group', { name: /^Activity \d+$/ }).count();
    await candidate.press(0, /^Add another\s*: What you do/);
    const added = page.getByRole('group', { name: `Activity ${rows + 1}` }).getByLabel('Day');
    expect(await added.evaluate(isFocused)).toBe(true);
    expect(await isOnScreen(page, added)).toBe(true);
    await candidate.press(0, 'Look it over');
    expect(await page.getByRole('alert').evaluate(isFocused)).toBe(true);
    expect(await isOnScreen(page, page.getByRole('alert').getByRole('heading'))).toBe(true);
  });
});

test('none of these pages asks anybody else for anything, or is wider than its screen', async () => {
  expect(await watch.verdict()).toEqual([]);
});

/** Presses Tab until something of that name has the focus, and insists that each stop on the way can be seen. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const stops: string[] = [];
  while (stops.length < 40) {
    await page.keyboard.press('Tab');
    const called = await focusedName(page);
    stops.push(called);
    if (called === 'nothing') break;
    expect({ called, showsFocus: await page.locator('html').evaluate(showsFocus) }).toEqual({ called, showsFocus: true });
    if (typeof name === 'string' ? called === name : name.test(called)) return;
  }
  throw new Error(`the Tab key leads to no ${String(name)}, only to ${stops.join(', ')}`);
}

/** Whether something is in the part of the page that the screen shows. */
async function isOnScreen(page: Page, what: Locator): Promise<boolean> {
  const [box, scrolled] = [await what.boundingBox(), page.viewportSize()];
  return box !== null && scrolled !== null && box.y >= 0 && box.y + box.height <= scrolled.height;
}

/** How the thing is called that has the focus; the end of the page is `nothing`. */
async function focusedName(page: Page): Promise<string> {
  return page.locator('html').evaluate(nameOfFocused);
}

/** As much as we need of what a browser knows of an element. */
interface PageElement {
  id: string;
  innerText: string;
  labels?: PageElement[] | null;
  ownerDocument: { activeElement: unknown; body: unknown; getElementById(id: string): PageElement | null; defaultView: { getComputedStyle(element: unknown): { outlineStyle: string; outlineWidth: string } } };
  getAttribute(name: string): string | null;
  closest(selector: string): PageElement | null;
  matches(selector: string): boolean;
}

/** Runs in the page. A group that a link leads to holds the focus for its fields. */
function isFocused(element: unknown): boolean {
  return (element as PageElement).ownerDocument.activeElement === element;
}

/** Runs in the page: the words of the label or of the element itself, without its marks. */
function nameOfFocused(root: unknown): string {
  const { activeElement, body } = (root as PageElement).ownerDocument;
  const { labels, innerText } = activeElement as PageElement;
  return activeElement === body ? 'nothing' : (labels?.[0]?.innerText ?? innerText).replace(/\s*\([^)]*\)$/, '').trim();
}

/** Runs in the page: what assistive technology reads beside the name of a field and of its group, line by line. */
function descriptionOf(element: unknown): string[] {
  const field = element as PageElement;
  const described = [field, field.closest('fieldset[aria-describedby]')].map((each) => each?.getAttribute('aria-describedby') ?? '');
  const ids = described.join(' ').split(' ');
  return ids.flatMap((id) => (field.ownerDocument.getElementById(id)?.innerText ?? '').split('\n'));
}

/** Runs in the page: whether what has the focus is outlined; a browser's own buttons inside a date field are its business. */
function showsFocus(root: unknown): boolean {
  const { activeElement, defaultView } = (root as PageElement).ownerDocument;
  if (!(activeElement as PageElement).matches(':focus')) return true;
  const { outlineStyle, outlineWidth } = defaultView.getComputedStyle(activeElement);
  return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
}
