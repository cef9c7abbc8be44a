import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { pictureFolder } from './real-chromium.js';

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What a watch is told to look at beside what the network says. */
interface Looks {
  /** Accessibility, by axe: needs scripts of its own, so it cannot look where scripts are switched off. */
  axe: boolean;
  /** Pictures go into a folder of this name. */
  pictures: string;
}

/** Notes whatever should not be on any page: each finding is one line, so that an empty list is a good one. */
export class Watch {
  readonly findings: string[] = [];
  /** Addresses that were asked for, without the secret part of links. */
  requests = 0;
  private pictures = 0;
  private readonly seen = new Set<string>();
  private readonly pending: Promise<void>[] = [];

  constructor(
    /** The only place that pages may ask for anything. */
    private readonly publicUrl: string,
    private readonly looks: Looks,
  ) {}

  /** Listens to everything that a window asks for. */
  over(window: BrowserContext): void {
    window.on('request', (request) => {
      this.requests += 1;
      const url = request.url();
      if (!url.startsWith('data:') && new URL(url).origin !== new URL(this.publicUrl).origin) this.findings.push(`asks elsewhere: ${url}`);
      this.pending.push(this.readReferrer(request.allHeaders()));
    });
    window.on('console', (message) => {
      // Refusals are pages with a status of 4xx, which Chromium reports as errors.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) this.findings.push(`the browser complains: ${message.text()}`);
    });
  }

  /** Looks at a page, once for each name and shape. */
  async look(page: Page, name: string, shape = ''): Promise<void> {
    const key = `${name} ${shape}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    await this.measure(page, name);
    if (this.looks.axe) await this.askAxe(page, name);
    await this.takePicture(page, name);
  }

  /** Notes a page that is wider than its window. */
  async measure(page: Page, name: string): Promise<void> {
    if (await isTooWide(page)) this.findings.push(`${name}: has to be scrolled sideways at ${page.viewportSize()?.width} px`);
  }

  /** Takes a picture of the whole page. */
  async takePicture(page: Page, name: string): Promise<void> {
    const number = String((this.pictures += 1)).padStart(3, '0');
    await page.screenshot({ path: join(pictureFolder(this.looks.pictures), `${number}-${name.replace(/[^\w-]+/g, '_').slice(0, 80)}.jpg`), type: 'jpeg', quality: 80, fullPage: true });
  }

  /** What axe finds against WCAG 2.2, levels A and AA. */
  async askAxe(page: Page, name: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).options({ runOnly: wcag, resultTypes: ['violations'] }).setLegacyMode().analyze();
    for (const { id, nodes } of violations) this.findings.push(`${name}: ${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} (${failureSummary?.replace(/\s+/g, ' ')})`).join(' | ')}`);
  }

  /** Everything that was found, once all that was asked for has been read. */
  async verdict(): Promise<string[]> {
    await Promise.all(this.pending);
    return this.findings;
  }

  private async readReferrer(asked: Promise<Record<string, string>>): Promise<void> {
    const headers = await asked.catch(() => ({}) as Record<string, string>); // the window was closed
    const { pathname, search } = new URL(headers['referer'] || '/', this.publicUrl);
    if (pathname !== '/' || search !== '') this.findings.push(`tells which page it comes from: ${pathname}`);
  }
}

/** Whether the page is wider than its window; what scrolls inside itself, such as a table, is not. */
function isTooWide(page: Page): Promise<boolean> {
  return page.locator('html').evaluate((root) => root.scrollWidth > root.clientWidth);
}
