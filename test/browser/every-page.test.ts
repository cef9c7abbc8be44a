import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { readProgramme, shippedProgrammes } from '../../infra/programmes/read-programme.js';
import { Gallery, type Exhibit } from './gallery.js';
import { openWindow, startChromium } from './real-chromium.js';
import { Watch } from './watch.js';

const read = readProgramme(shippedProgrammes[0]!);
if (!read.ok) throw new Error('the shipped programme cannot be read');
const { languages, prompts } = read.definition;

/** A phone; then a desk, the same at 200 % (half as wide) and at 400 %, where words may stand in the way. In CSS pixels. */
const widths = [390, 320, 640, 1280];
const pictureWidths = [390, 1280];

let chromium: Browser;
let gallery: Gallery;
let window: BrowserContext;
let page: Page;
let watch: Watch;

beforeAll(async () => {
  [chromium, gallery] = await Promise.all([startChromium(), Gallery.open()]);
  watch = new Watch(gallery.origin, { axe: true, pictures: 'every-page' });
  window = await openWindow(chromium, 'desk');
  watch.over(window);
  page = await window.newPage();
}, 120_000);

afterAll(async () => {
  await chromium?.close();
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
    for (const exhibit of gallery.exhibits) {
      await gallery.setClock(exhibit.at);
      const status = await open(exhibit);
      if (status !== (exhibit.status ?? 200)) wrong.push(`${exhibit.name} answers ${status}`);
      const spoken = await page.locator('html').getAttribute('lang');
      if (!exhibit.anybodys && spoken !== language) wrong.push(`${exhibit.name} speaks ${spoken}`);
      const name = `${language} ${exhibit.name}`;
      await watch.askAxe(page, name);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 844 });
        await watch.measure(page, name);
        // Words differ between languages, what a page looks like does not.
        if (language === languages[0] && pictureWidths.includes(width)) await watch.takePicture(page, `${exhibit.name} ${width}`);
      }
    }
    expect(wrong).toEqual([]);
    expect((await watch.verdict()).slice(before)).toEqual([]);
  }, 120_000);
});

async function open({ path, post, to }: Exhibit): Promise<number | undefined> {
  const opened = await page.goto(gallery.origin + path);
  if (!post) return opened?.status();
  const [answered] = await Promise.all([page.waitForNavigation(), page.evaluate(sendForm, { fields: Object.entries(post), to: to ?? path })]);
  return answered?.status();
}

/** Runs in the page: sends a form with just these fields. */
function sendForm({ fields, to }: { fields: [string, string][]; to: string }): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = to;
  for (const [name, value] of fields) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  document.body.append(form);
  form.submit();
}
