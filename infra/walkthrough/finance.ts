import type { OpenedPage } from './browser.js';
import type { Person } from './cast.js';
import type { PageButton, PageForm } from './html-page.js';
import { formThatActs } from './page-questions.js';
import { confirmSignIn } from './sign-in.js';
import { RobotStuck } from './robot-stuck.js';

/** A payment on a run's page that waits for a decision. */
export interface OpenPayment {
  id: string;
  form: PageForm;
  buttons: PageButton[];
}

/** Whether a mailed link leads to a payment run, and not to a sign-in or to something else. */
export function leadsToRun(page: OpenedPage): boolean {
  return runAhead(page) !== undefined || formThatActs(page, 'sign-in') !== undefined;
}

/** Goes from a mailed run's link to the run itself, by way of a sign-in link, which `freshLink` waits for. */
export async function openRun(person: Person, page: OpenedPage, freshLink: () => Promise<string>): Promise<OpenedPage> {
  const ahead = runAhead(page);
  if (ahead) return person.browser.open(new URL(ahead, page.url).href);
  const request = formThatActs(page, 'sign-in');
  if (!request) throw new RobotStuck(`the page "${page.heading}" offers no way to sign in`);
  await person.browser.send(page, request, {});
  return confirmSignIn(person, await freshLink());
}

function runAhead(page: OpenedPage): string | undefined {
  return page.links.find(({ href }) => href.startsWith('/staff/runs/'))?.href;
}

/** The payments of one exchange that wait for finance on a run's page. */
export function openPayments(page: OpenedPage, ref: string): OpenPayment[] {
  return page.forms.flatMap((form) => {
    const id = form.fields.find(({ name }) => name === 'payment')?.value ?? '';
    const buttons = form.buttons.filter(({ name }) => name === 'choice');
    return id.startsWith(`${ref}/`) && buttons.length > 0 ? [{ id, form, buttons }] : [];
  });
}

/** The form that marks a whole run as booked; undefined as long as nothing on it is approved. */
export function bookingForm(page: OpenedPage): PageForm | undefined {
  return page.forms.find(({ action }) => action?.endsWith('/booked'));
}
