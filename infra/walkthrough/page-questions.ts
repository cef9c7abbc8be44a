import { questionOf, type Question } from './answers.js';
import type { OpenedPage } from './browser.js';
import type { PageField, PageForm } from './html-page.js';
import { RobotStuck } from './robot-stuck.js';

/** What a page asks; a page that wants an e-mailed code first asks for a signature. */
export function questionOn(page: OpenedPage): Question | undefined {
  return codeRequest(page) ? 'sign' : page.forms.map(questionOf).find((question) => question !== undefined);
}

/** The form that answers a question. Throws when the page has none. */
export function questionForm(page: OpenedPage, question: Question): PageForm {
  const form = page.forms.find((each) => questionOf(each) === question);
  if (!form) throw new RobotStuck(`the page "${page.heading}" (${page.status}) does not ask for ${question}: ${page.text.slice(0, 200)}`);
  return form;
}

/** The form that asks for an e-mailed code. */
export function codeRequest(page: OpenedPage): PageForm | undefined {
  return formThatActs(page, 'code');
}

/** The form of a page that stands for one of the page's own acts, such as `code` or `sign-in`. */
export function formThatActs(page: OpenedPage, act: string): PageForm | undefined {
  return page.forms.find((form) => form.fields.some(({ name, value }) => name === '_act' && value === act));
}

/** The form and field into which an e-mailed code is typed. Throws when the page has none. */
export function codeField(page: OpenedPage): { form: PageForm; field: PageField } {
  for (const form of page.forms) {
    const field = form.fields.find(({ kind, name }) => kind === 'text' && name === 'code');
    if (field) return { form, field };
  }
  throw new RobotStuck(`the page "${page.heading}" has no field for the code`);
}

/** The form that sends what a preview shows. */
export function previewForm(page: OpenedPage): PageForm | undefined {
  return page.forms.find((form) => form.buttons.some(({ name, value }) => name === '_act' && value === 'send'));
}

/** The code in a mail: it stands alone there, and no other number has six digits. */
export function codeIn(text: string): string | undefined {
  return /(?<![\w.+-])\d{6}(?![\w-])/.exec(text)?.[0];
}
