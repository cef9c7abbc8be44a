import { filledForm, type Filling } from './fill-form.js';
import { readPage, type PageButton, type PageContent, type PageForm } from './html-page.js';

/** A page that was opened. */
export interface OpenedPage extends PageContent {
  url: string;
  status: number;
  html: string;
  /** What the page's own policy lets a browser tell about where a form came from. */
  hidesOrigin: boolean;
}

/** Longest a page may take, in milliseconds. */
const pageTimeoutMs = 30_000;

/** Whatever a person opens pages and sends forms with. */
export type PagesOpener = Pick<Browser, 'open' | 'send'>;

/** One person's browser: follows redirects, keeps cookies, posts forms. Runs no script, as our pages need none. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  /** Opens an address. */
  async open(url: string): Promise<OpenedPage> {
    return this.request(url, { method: 'GET' });
  }

  /** Fills a form of a page in and sends it: by the button that the Enter key presses, or by another one. */
  async send(page: OpenedPage, form: PageForm, filling: Filling, button: PageButton | undefined = form.buttons[0]): Promise<OpenedPage> {
    const body = filledForm(form, filling, button);
    const action = new URL(button?.action ?? form.action ?? page.url, page.url);
    if (form.method === 'get') {
      action.search = String(body);
      return this.open(action.href);
    }
    // Browsers say `null` where a page's policy forbids to say where one comes from.
    const origin = page.hidesOrigin ? 'null' : new URL(page.url).origin;
    return this.request(action.href, {
      method: 'POST',
      body, // says itself how it is written
      headers: { origin, 'sec-fetch-site': action.origin === new URL(page.url).origin ? 'same-origin' : 'cross-site' },
    });
  }

  private async request(url: string, init: { method: string; body?: URLSearchParams | FormData; headers?: Record<string, string> }, hops = 0): Promise<OpenedPage> {
    const response = await fetch(url, {
      ...init,
      headers: { accept: 'text/html', ...init.headers, ...this.cookieHeader() },
      redirect: 'manual',
      signal: AbortSignal.timeout(pageTimeoutMs),
    });
    this.keepCookies(response);
    const location = response.headers.get('location');
    const html = await response.text();
    if (location !== null && response.status >= 300 && response.status < 400) {
      if (hops >= 5) throw new Error(`${url} leads in circles`);
      return this.request(new URL(location, url).href, { method: 'GET' }, hops + 1);
    }
    const hidesOrigin = response.headers.get('referrer-policy') === 'no-referrer';
    return { url, status: response.status, html, hidesOrigin, ...readPage(html) };
  }

  private cookieHeader(): Record<string, string> {
    if (this.cookies.size === 0) return {};
    return { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  }

  private keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
