import type { FieldError } from '../domain/forms/field-errors.js';
import type { FieldCondition, Form } from '../domain/programme/form-schema.js';
import { has, say, type TextCatalogue, type TextParams } from '../domain/texts/catalogue.js';
import { exchangeParams } from '../domain/texts/expected-texts.js';
import { sayFieldError } from '../domain/texts/say-values.js';

/** Values of the exchange that sentences of a form may name; the ones that are not known yet are empty. */
export type ExchangeParams = Partial<Record<(typeof exchangeParams)[number], string>>;

/** What is wrong with a field, or, where `field` is empty, with the form as a whole: by a code, or in words already. */
export type ShownError = FieldError | { readonly field: string; readonly said: string };

/**
 * What a form says to people, from the programme's texts. A field is named by its keys without row numbers:
 * `activities`, `day` for the day of any activity.
 */
export class FormTexts {
  readonly language: string;
  private readonly base: string;
  private readonly params: TextParams;

  constructor(
    private readonly texts: TextCatalogue,
    formName: string,
    private readonly form: Form,
    params: ExchangeParams = {},
  ) {
    this.language = texts.language;
    // says: forms.*.title forms.*.intro forms.*.submit forms.*.sections.*
    // says: forms.*.fields.*.label forms.*.fields.*.hint forms.*.fields.*.options.* forms.*.fields.*.row
    this.base = `forms.${formName}`;
    this.params = { ...Object.fromEntries(exchangeParams.map((name) => [name, ''])), ...params };
  }

  /** A sentence that is no form's own, by its whole key. */
  say(key: string, params: TextParams = {}): string {
    return say(this.texts, key, params);
  }

  /** The title, the introduction or the word on the button. */
  part(part: 'title' | 'intro' | 'submit'): string {
    return say(this.texts, `${this.base}.${part}`, this.params);
  }

  /** How a hub that is open for mobility programmes is marked in a list. */
  openHub(): string {
    return say(this.texts, 'hostReasons.available');
  }

  section(key: string): string {
    return say(this.texts, `${this.base}.sections.${key}`);
  }

  label(keys: readonly string[]): string {
    return say(this.texts, `${this.field(keys)}.label`, this.params);
  }

  hint(keys: readonly string[]): string | undefined {
    const key = `${this.field(keys)}.hint`;
    return has(this.texts, key) ? say(this.texts, key, this.params) : undefined;
  }

  option(keys: readonly string[], option: string): string {
    return say(this.texts, `${this.field(keys)}.options.${option}`, this.params);
  }

  /** What one row of a list is called; rows count from 0. */
  row(list: string, row: number): string {
    return say(this.texts, `${this.field([list])}.row`, { number: row + 1 });
  }

  error(error: ShownError): string {
    return 'said' in error ? error.said : sayFieldError(this.texts, error);
  }

  /** The same with the field that it is about. */
  namedError(error: ShownError): string {
    if (error.field === '') return this.error(error);
    const name = this.nameOf(error.field);
    return `${/[?:.!]$/.test(name) ? name : `${name}:`} ${this.error(error)}`;
  }

  errorsTitle(count: number): string {
    return say(this.texts, 'pages.question.errorsTitle', { count });
  }

  /** What stands over a remark of the office on a field. */
  noteTitle(): string {
    return say(this.texts, 'pages.question.commentsTitle');
  }

  /** What an error is about: the field, and in a list the row. */
  nameOf(path: string): string {
    const { keys, row } = keysOf(path);
    const [first = '', second] = keys;
    const field = this.form.fields.find((each) => each.key === first);
    if (field?.type === 'list' && second !== undefined) {
      return `${this.row(first, row ?? 0)}, ${this.label([first, second])}`;
    }
    if (second === 'from' || second === 'to') return `${this.label([first])}, ${this.say(second === 'from' ? 'words.from' : 'words.to')}`;
    return this.label([first]);
  }

  /** When a field counts, in words: what was answered to another one. */
  onlyWhen(condition: FieldCondition): string {
    return this.say('pages.form.onlyWhen', this.conditionIn(condition));
  }

  /** When a field must be filled in, in words. */
  neededWhen(condition: FieldCondition): string {
    return this.say('pages.form.neededWhen', this.conditionIn(condition));
  }

  private conditionIn({ field, is }: FieldCondition): { field: string; options: string } {
    const name = this.quoted(this.label([field]));
    if (typeof is === 'boolean') {
      const isTick = this.form.fields.find((each) => each.key === field)?.type === 'tick';
      const [yes, no] = isTick ? (['pages.form.ticked', 'pages.form.notTicked'] as const) : (['pages.form.filledIn', 'pages.form.empty'] as const);
      return { field: name, options: this.say(is ? yes : no) };
    }
    const options = (typeof is === 'string' ? [is] : is).map((option) => this.quoted(this.option([field], option)));
    return { field: name, options: new Intl.ListFormat(this.language, { type: 'disjunction' }).format(options) };
  }

  private quoted(text: string): string {
    return this.say('words.quoted', { text });
  }

  private field(keys: readonly string[]): string {
    return `${this.base}.fields.${keys.join('.fields.')}`;
  }
}

/** Takes a field's path apart: `activities.0.day` is the keys `activities`, `day` in row 0. */
function keysOf(path: string): { keys: string[]; row?: number } {
  const parts = path.split('.');
  const row = parts.find((part) => /^\d+$/.test(part));
  return { keys: parts.filter((part) => !/^\d+$/.test(part)), ...(row === undefined ? {} : { row: Number(row) }) };
}

/** The id of a field's input: what an error links to. */
export function inputId(path: string): string {
  return `f-${path.replaceAll('.', '-')}`;
}
