import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { readProgramme, shippedProgrammes } from '../../infra/programme-files/read-programme.js';
import { Gallery, type Exhibit } from './gallery.js';
import { endChromium, openWindow, startChromium } from './real-chromium.js';
import { Watch } from './watch.js';

const read = readProgramme(shippedProgrammes[0]!);
if (!read.ok) throw new Error('the shipped programme cannot be read');
const { languages, prompts } = read.definition;

/** A phone; then a desk, the same at 200 % (half as wide) and at 400 %, where words may stand in the way. In CSS pixels. */
const narrowest = 320;
const widths = [390, narrowest, 640, 1280];
const pictureWidths = [390, 1280];

let chromium: Browser;
let gallery: Gallery;
/** Two at a time. */
const pages: Page[] = [];
let watch: Watch;

beforeAll(async () => {
  [chromium, gallery] = await Promise.all([startChromium(), Gallery.open()]);
  watch = new Watch(gallery.origin, { axe: true, pictures: 'every-page' });
  for (const window of await Promise.all([openWindow(chromium, 'desk'), openWindow(chromium, 'desk')])) {
    watch.over(window);
    pages.push(await window.newPage());
  }
}, 120_000);

afterAll(async () => {
  await endChromium(chromium);
  await gallery?.close();
}, 60_000);

test('every question to a hub is shown', () => {
  const toParties = Object.entries(prompts).flatMap(([kind, { to }]) => ('party' in to ? [kind] : []));
  const shown = gallery.kinds();
  expect(toParties.filter((kind) => !shown.includes(kind))).toEqual([]);
});

describe.each(languages)('every public page, read in %s', (language) => {
  beforeAll(() => gallery.speak(language));

  test('is accessible, fits every width, and asks nobody else for anything', async () => {
    const before = watch.findings.length;
    const wrong: string[] = [];
    for (const [at, exhibits] of Map.groupBy(gallery.exhibits, (exhibit) => exhibit.at)) {
      await gallery.setClock(at);
      const queue = [...exhibits];
      await Promise.all(
        pages.map(async (page) => {
          for (let next = queue.shift(); next; next = queue.shift()) wrong.push(...(await examine(page, language, next)));
        }),
      );
    }
    expect(wrong).toEqual([]);
    expect((await watch.verdict()).slice(before)).toEqual([]);
  }, 120_000);
});

/** Opens a page and looks at it in every way; returns what is wrong with the page itself. */
async function examine(page: Page, language: string, exhibit: Exhibit): Promise<string[]> {
  const wrong: string[] = [];
  const status = await open(page, exhibit);
  if (status !== (exhibit.status ?? 200)) wrong.push(`${exhibit.name} answers ${status}`);
  const spoken = await page.locator('html').getAttribute('lang');
  if (!exhibit.anybodys && spoken !== language) wrong.push(`${exhibit.name} speaks ${spoken}`);
  const name = `${language} ${exhibit.name}`;
  await watch.askAxe(page, name);
  // Words differ between languages, what a page looks like does not.
  const isFirst = language === languages[0];
  for (const width of isFirst ? widths : [narrowest]) {
    await page.setViewportSize({ width, height: 844 });
    await watch.measure(page, name);
    if (isFirst && pictureWidths.includes(width)) await watch.takePicture(page, `${exhibit.name} ${width}`);
  }
  return wrong;
}

async function open(page: Page, { path, post, to, cookies = [] }: Exhibit): Promise<number | undefined> {
  await page.context().clearCookies();
  await page.context().addCookies(cookies.map((cookie) => ({ ...cookie, url: gallery.origin })));
  const opened = await page.goto(gallery.origin + path);
  if (!post) return opened?.status();
  const [answered] = await Promise.all([page.waitForNavigation(), page.locator('body').evaluate(sendForm, { fields: Object.entries(post), to: to ?? path })]);
  return answered?.status();
}

/** As much as we need of what a browser knows of an element. */
interface PageElement {
  ownerDocument: { createElement(name: string): PageForm };
  append(child: unknown): void;
}
interface PageForm extends PageElement {
  submit(): void;
}

/** Runs in the page: sends a form with just these fields. */
function sendForm(body: unknown, { fields, to }: { fields: [string, string][]; to: string }): void {
  const { ownerDocument, append } = body as PageElement;
  const form = Object.assign(ownerDocument.createElement('form'), { method: 'post', action: to });
  for (const [name, value] of fields) form.append(Object.assign(ownerDocument.createElement('input'), { type: 'hidden', name, value }));
  append.call(body, form);
  form.submit();
}
