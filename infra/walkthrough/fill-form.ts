import type { PageField, PageForm } from './html-page.js';

/** What a person types, ticks or chooses, by the field's name. `true` ticks a box; a list ticks several, or picks files. */
export type Filling = Readonly<Record<string, string | boolean | readonly string[] | readonly File[]>>;

/** The page has no such field, or does not offer what was to be chosen. */
export class CannotFill extends Error {}

/**
 * What a browser would post after a person filled the form in: fields that were not touched keep what the page put
 * there. Throws {@link CannotFill} when a field is missing, so that a robot never "answers" what a page does not ask.
 */
export function fillForm(form: PageForm, filling: Filling): URLSearchParams {
  const posted = new URLSearchParams();
  for (const name of Object.keys(filling)) {
    if (!form.fields.some((field) => field.name === name)) {
      throw new CannotFill(`the page has no field "${name}", only ${[...new Set(form.fields.map((field) => field.name))].join(', ')}`);
    }
  }
  for (const field of form.fields) {
    const wished = filling[field.name];
    if (field.kind === 'file') {
      if (wished !== undefined && !isFiles(wished)) throw new CannotFill(`"${field.name}" takes files`);
      continue; // they go beside the texts, see filledForm
    }
    const value = sentValue(field, isFiles(wished) ? undefined : wished, form);
    if (value !== undefined) posted.append(field.name, value);
  }
  return posted;
}

/** The same as the body of a request: with its files, where the form takes any. */
export function filledForm(form: PageForm, filling: Filling, button?: { name: string; value: string }): URLSearchParams | FormData {
  const texts = fillForm(form, filling);
  if (button?.name) texts.append(button.name, button.value);
  if (!form.withFiles) return texts;
  const body = new FormData();
  for (const [name, text] of texts) body.append(name, text);
  for (const { name } of form.fields.filter(({ kind }) => kind === 'file')) {
    const picked = filling[name];
    // A browser sends a field without a file as an empty one.
    for (const file of isFiles(picked) ? picked : [new File([], '')]) body.append(name, file);
  }
  return body;
}

function isFiles(wished: Filling[string] | undefined): wished is readonly File[] {
  return Array.isArray(wished) && wished.length > 0 && wished.every((each) => each instanceof File);
}

function sentValue(field: PageField, wished: string | boolean | readonly string[] | undefined, form: PageForm): string | undefined {
  if (wished === undefined) return isBox(field) && !field.checked ? undefined : field.value;
  if (isBox(field)) {
    const chosen = typeof wished === 'boolean' ? wished : [wished].flat().includes(field.value);
    if (typeof wished !== 'boolean') requireOffered(form, field.name, [wished].flat());
    return chosen ? field.value : undefined;
  }
  const text = String(wished);
  if (field.kind === 'select' && !field.options.some((option) => option.value === text)) {
    throw new CannotFill(`"${field.name}" does not offer "${text}", only ${field.options.map((option) => option.value).join(', ')}`);
  }
  return text;
}

function requireOffered(form: PageForm, name: string, wished: readonly string[]): void {
  const offered = form.fields.filter((field) => field.name === name).map((field) => field.value);
  for (const value of wished) {
    if (!offered.includes(value)) throw new CannotFill(`"${name}" does not offer "${value}", only ${offered.join(', ')}`);
  }
}

function isBox(field: PageField): boolean {
  return field.kind === 'radio' || field.kind === 'checkbox';
}
