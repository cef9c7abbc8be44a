import { Browser, type PagesOpener } from '../../infra/walkthrough/browser.js';
import { staffRobots } from '../../infra/walkthrough/cast.js';

/** Browsers of the office's people, whose sessions last from one exchange to the next: who signed in for each anew would be taken for a stranger who tries. */
export class StaffBrowsers {
  private readonly browsers = new Map<string, PagesOpener>();

  readonly browserFor = (who: string): PagesOpener => {
    if (!(staffRobots as readonly string[]).includes(who)) return new Browser();
    const browser = this.browsers.get(who) ?? new Browser();
    this.browsers.set(who, browser);
    return browser;
  };
}
