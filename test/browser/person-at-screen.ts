import type { Browser, BrowserContext, Locator, Page, Response } from 'playwright-core';
import type { OpenedPage, PagesOpener } from '../../infra/walkthrough/browser.js';
import type { Filling } from '../../infra/walkthrough/fill-form.js';
import { readPage, type PageButton, type PageContent, type PageForm } from '../../infra/walkthrough/html-page.js';
import { openWindow, type Screen } from './real-chromium.js';
import type { Watch } from './watch.js';

/** One input of a form as it is called on the page. */
interface Called {
  kind: string;
  value: string;
  checked: boolean;
  label: string;
  /** Legends of the groups that it stands in, the outermost first. */
  groups: string[];
}

/** Somebody in front of a screen: finds fields and buttons by what is written next to them, clicks or taps, and types. */
export class PersonAtScreen implements PagesOpener {
  private window: BrowserContext | undefined;
  private tab: Page | undefined;

  constructor(
    private readonly browser: Browser,
    private readonly screen: Screen,
    private readonly watch: Watch,
    private readonly who: string,
  ) {}

  /** What is on the screen. */
  get page(): Page {
    if (!this.tab) throw new Error(`${this.who} has opened nothing yet`);
    return this.tab;
  }

  async open(url: string): Promise<OpenedPage> {
    if (!this.tab) await this.openWindow();
    return this.read(await this.page.goto(url));
  }

  /** Closes the browser; the next page is opened in a new one that remembers nothing. */
  async quit(): Promise<void> {
    await this.window?.close();
    this.tab = undefined;
  }

  async send(page: OpenedPage, form: PageForm, filling: Filling, button?: PageButton): Promise<OpenedPage> {
    const at = page.forms.indexOf(form);
    if (at < 0 || this.page.url() !== page.url) throw new Error(`${this.who} does not see this form: ${this.page.url()}`);
    await this.fill(at, filling);
    return this.press(at, (button ?? mainButton(form)).label);
  }

  /** Fills in a form of the page, the first one or another. */
  async fill(at: number, filling: Filling): Promise<void> {
    for (const [name, value] of Object.entries(filling)) await this.fillOne(this.page.locator('form').nth(at), name, value);
  }

  /** Presses a button of a form, by the words on it. */
  async press(at: number, words: string | RegExp): Promise<OpenedPage> {
    const button = this.page.locator('form').nth(at).getByRole('button', { name: words, exact: true });
    const [response] = await Promise.all([this.page.waitForNavigation(), this.touch(button)]);
    return this.read(response);
  }

  /** Follows a link by its words. */
  async follow(words: string): Promise<OpenedPage> {
    const [response] = await Promise.all([this.page.waitForNavigation(), this.touch(this.page.getByRole('link', { name: words, exact: true }).first())]);
    return this.read(response);
  }

  private async openWindow(): Promise<void> {
    this.window = await openWindow(this.browser, this.screen);
    this.watch.over(this.window);
    this.tab = await this.window.newPage();
  }

  private async read(response: Response | null): Promise<OpenedPage> {
    if (!response) throw new Error(`${this.who} got no page`);
    const html = await this.page.content();
    const content = readPage(html);
    await this.watch.look(this.page, `${this.who} ${content.heading}`, shapeOf(content));
    return { url: this.page.url(), status: response.status(), html, hidesOrigin: response.headers()['referrer-policy'] === 'no-referrer', ...content };
  }

  private async fillOne(form: Locator, name: string, value: Filling[string]): Promise<void> {
    const inputs = await form.evaluate(inputsCalled, name);
    const first = inputs.find(({ kind }) => kind !== 'hidden');
    if (!first) {
      if (inputs.some((input) => input.value === value)) return; // there is nothing to choose
      throw new Error(`${this.who} finds nowhere to say ${name}`);
    }
    if (first.kind === 'radio' || first.kind === 'checkbox') {
      for (const input of inputs) if (wantsChange(input, value)) await this.touch(within(form, input).getByRole(first.kind as 'radio' | 'checkbox', { name: input.label, exact: true }));
      return;
    }
    const field = within(form, first).getByLabel(first.label, { exact: true });
    if (first.kind === 'file') await field.setInputFiles(await uploads(value));
    else if (first.kind === 'select-one') await field.selectOption(String(value));
    else await field.fill(String(value));
  }

  private touch(target: Locator): Promise<void> {
    return this.screen === 'phone' ? target.tap() : target.click();
  }
}

/** The button that a form is there for: what the Enter key presses, or the first that can be seen. */
function mainButton({ buttons }: PageForm): PageButton {
  const [enter] = buttons;
  const seen = buttons.filter(({ label }) => label !== '');
  const main = seen.find(({ name, value }) => name === enter?.name && value === enter.value) ?? seen[0];
  if (!main) throw new Error('the form has no button');
  return main;
}

/** Tells pages of the same heading apart: what can be filled in, pressed and followed. */
function shapeOf({ forms, links, problems }: PageContent): string {
  return JSON.stringify([forms.map(({ fields, buttons }) => [fields.map(({ name }) => name), buttons.map(({ label }) => label)]), links.map(({ label }) => label), problems]);
}

function within(form: Locator, { groups }: Called): Locator {
  return groups.reduce((scope, legend) => scope.getByRole('group', { name: legend, exact: true }), form);
}

/** Radio buttons are never pressed to be empty. */
function wantsChange({ kind, value, checked }: Called, wished: Filling[string]): boolean {
  const wanted = typeof wished === 'boolean' ? wished : ([wished].flat() as unknown[]).includes(value);
  return kind === 'radio' ? wanted && !checked : wanted !== checked;
}

/** Files as they are picked from a folder. */
async function uploads(wished: Filling[string]): Promise<{ name: string; mimeType: string; buffer: Buffer }[]> {
  const files = [wished].flat().filter((each) => each instanceof File);
  return Promise.all(files.map(async (file) => ({ name: file.name, mimeType: 'application/octet-stream', buffer: Buffer.from(await file.arrayBuffer()) })));
}

/** As much as we need of what a browser knows of an element. */
interface PageElement {
  textContent: string | null;
  parentElement: PageElement | null;
  closest(selector: string): PageElement | null;
  querySelector(selector: string): PageElement | null;
}
interface PageInput extends PageElement {
  name: string;
  type: string;
  value: string;
  checked: boolean;
  labels: PageElement[] | null;
}

/** Runs in the page: reads how the inputs of a name are called. */
function inputsCalled(form: unknown, name: string): Called[] {
  const words = (element: PageElement | null | undefined): string => (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
  const inputs = [...(form as { elements: Iterable<PageInput> }).elements];
  return inputs
    .filter((input) => input.name === name)
    .map((input) => {
      const groups: string[] = [];
      for (let group = input.closest('fieldset'); group; group = group.parentElement?.closest('fieldset') ?? null) groups.unshift(words(group.querySelector(':scope > legend')));
      return { kind: input.type, value: input.value, checked: input.checked, label: words(input.labels?.[0]), groups };
    });
}
