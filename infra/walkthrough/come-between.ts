import type { Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import { parsePromptId } from '../../libs/domain/dossier/reference.js';
import type { PromptKind } from '../../libs/domain/programme/vocabulary.js';
import type { AnswerContext } from './answers.js';
import type { OpenedPage } from './browser.js';
import type { Person } from './cast.js';
import type { Filling } from './fill-form.js';
import type { PageForm } from './html-page.js';
import { RobotStuck } from './robot-stuck.js';
import type { JournalEntry } from './staff-api.js';

/** What a party does beside answering, by the last part of the page's address. */
export type PartyDoing = 'withdraw' | 'change' | 'hand-over';
/** What the office does to an exchange, likewise. */
export type StaffDoing = 'cancel' | 'pause' | 'resume' | 'extend' | 'replace-contact' | 'change';

/** What somebody does beside answering, and when. */
export interface ComesBetween {
  /** As the timeline calls them. */
  who: string;
  act: PartyDoing | StaffDoing;
  /** Comes in the journal before it. */
  after: { kind: string; stage?: Stage; question?: PromptKind };
  filling: (context: AnswerContext) => Filling;
  /** Somebody who is named in the form, and answers from then on. */
  brings?: { who: string; address: (context: AnswerContext) => string; party: Person['party'] };
}

/** Whether the time has come. */
export function isTimeFor({ after }: ComesBetween, journal: readonly JournalEntry[]): boolean {
  return journal.some(({ kind, detail }) => {
    if (kind !== after.kind || (after.stage !== undefined && detail['stage'] !== after.stage)) return false;
    return after.question === undefined || parsePromptId(String(detail['prompt'])).kind === after.question;
  });
}

/** How a person sends a form: throws {@link RobotStuck} when it is refused. */
export type Send = (person: Person, page: OpenedPage, form: PageForm, filling: Filling) => Promise<OpenedPage>;

/** From any of the party's links to "something changed?" and to what it does there. */
export async function doAsParty(person: Person, act: string, filling: Filling, send: Send): Promise<OpenedPage> {
  if (person.lastLink === undefined) throw new RobotStuck(`the ${person.who} has no link yet`);
  const question = await person.browser.open(person.lastLink);
  const exchange = linkTo(question, 'changed') ? question : await follow(person, question, 'exchange');
  const form = await follow(person, await follow(person, exchange, 'changed'), act);
  return send(person, form, formWithout(form, '_act'), filling);
}

/** From the exchange's file to the act's form, its preview, and the button that does it. */
export async function doAsStaff(person: Person, file: OpenedPage, act: string, filling: Filling, send: Send): Promise<OpenedPage> {
  const form = await follow(person, file, act);
  const preview = await send(person, form, formThatPresses(form, 'preview'), filling);
  return send(person, preview, formThatPresses(preview, 'do'), {});
}

async function follow(person: Person, page: OpenedPage, to: string): Promise<OpenedPage> {
  const href = linkTo(page, to);
  if (href === undefined) throw new RobotStuck(`the page "${page.heading}" (${page.status}) leads the ${person.who} to no ${to}: ${page.text.slice(0, 300)}`);
  return person.browser.open(new URL(href, page.url).href);
}

function linkTo(page: OpenedPage, to: string): string | undefined {
  return page.links.find(({ href }) => href.endsWith(`/${to}`))?.href;
}

/** The form whose Enter key presses the button of that name. */
function formThatPresses(page: OpenedPage, act: string): PageForm {
  const form = page.forms.find(({ buttons }) => buttons[0]?.name === '_act' && buttons[0].value === act);
  if (!form) throw new RobotStuck(`the page "${page.heading}" (${page.status}) has no button to ${act}: ${page.text.slice(0, 300)}`);
  return form;
}

function formWithout(page: OpenedPage, button: string): PageForm {
  const form = page.forms.find(({ method, buttons }) => method === 'post' && !buttons.some(({ name }) => name === button));
  if (!form) throw new RobotStuck(`the page "${page.heading}" (${page.status}) has nothing to send: ${page.text.slice(0, 300)}`);
  return form;
}
