import type { OpenedPage } from './browser.js';
import type { Person } from './cast.js';
import { RobotStuck } from './robot-stuck.js';

/**
 * Opens one of the office's pages; whoever is not signed in asks for a link by mail and comes back by it. `freshLink`
 * waits for that mail.
 */
export async function openSignedIn(person: Person, url: string, freshLink: () => Promise<string>): Promise<OpenedPage> {
  const page = await person.browser.open(url);
  const request = page.forms.find(({ fields }) => fields.some(({ name }) => name === 'email'));
  if (!request) {
    if (page.status === 200) return page;
    throw new RobotStuck(`the office's page answers ${person.who} with ${page.status}: ${page.heading}`);
  }
  await person.browser.send(page, request, { email: person.address });
  await confirmSignIn(person, await freshLink());
  const opened = await person.browser.open(url);
  if (opened.status !== 200) throw new RobotStuck(`${person.who} could not sign in: ${opened.heading}`);
  return opened;
}

/** Presses the button behind a mailed sign-in link, and comes to the page that was wanted. */
export async function confirmSignIn(person: Person, link: string): Promise<OpenedPage> {
  const confirm = await person.browser.open(link);
  const form = confirm.forms[0];
  if (!form) throw new RobotStuck(`the page "${confirm.heading}" has no button to sign in with`);
  return person.browser.send(confirm, form, {});
}
