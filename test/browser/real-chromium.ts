import { mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import { chromium as chromiumProgram } from '../../infra/testing/chromium.js';
import { findProgram } from '../../infra/testing/test-program.js';

/** Nothing but the page: no services of the browser's maker, no second protocol. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A busy machine is slow, not wrong: longest that a page or a click may take, in milliseconds. */
export const patienceMs = 30_000;

/** How somebody's screen is. */
export const screens = {
  /** A computer on a desk, on which scripts are switched off. */
  deskWithoutScripts: { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false },
  desk: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const satisfies Record<string, BrowserContextOptions>;
/** One of these screens. */
export type Screen = keyof typeof screens;

/** Starts the machine's Chromium. `npm test` has seen to it that there is one. */
export async function startChromium(): Promise<Browser> {
  const executablePath = findProgram(chromiumProgram);
  if (!executablePath) throw new Error('there is no Chromium: run this with npm test, which provides one');
  return chromium.launch({ executablePath, args: flags, timeout: patienceMs });
}

/** A window of its own: no cookies, nothing remembered. */
export async function openWindow(browser: Browser, screen: Screen): Promise<BrowserContext> {
  const window = await browser.newContext({ ...screens[screen], locale: 'en-GB' });
  window.setDefaultTimeout(patienceMs);
  return window;
}

/** Where pictures of the pages are put, for whoever wants to look at them; PICTURES_DIR names another place. */
const pictures = process.env['PICTURES_DIR'] ?? join(tmpdir(), `sojourn-pictures-${userInfo().uid}`);

/** The folder for the pictures of one play; those of a run before are overwritten. */
export function pictureFolder(play: string): string {
  const folder = join(pictures, play);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Ends Chromium, and says where the pictures are. */
export async function endChromium(browser: Browser | undefined): Promise<void> {
  await browser?.close();
  process.stderr.write(`- pictures of the pages: ${pictures}\n`);
}
