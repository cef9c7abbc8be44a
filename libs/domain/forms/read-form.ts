/** Reads what a person posted, by the one description of the form. Pages, programming interface and robots share it. */
import type { JsonValue } from './canonical-json.js';
import type { Field, FieldCondition, Form, ListField, PlainField } from '../programme/form-schema.js';
import type { FieldError, FieldErrorCode } from './field-errors.js';
import { flatten, rowsOf, type Posted } from './posted.js';
import { readField, isBlank } from './read-field.js';
import { isScale } from './scale.js';

/** A form's values by field key: text, number, boolean, `{from, to}` for days, a list of rows. Cents for money. */
export type FormValue = Readonly<Record<string, JsonValue>>;

/**
 * What goes to the workflow: no names, no free text. Rows and ranges by path: `costs.0.amount`, `dates.from`; several
 * choices joined by a comma.
 */
export type FormFacts = Readonly<Record<string, string | number | boolean>>;

/** What came of reading a form; with errors, `value` still holds everything typed. */
export type ReadForm =
  | { readonly ok: true; readonly value: FormValue; readonly facts: FormFacts; readonly choice?: string }
  | { readonly ok: false; readonly value: FormValue; readonly errors: readonly FieldError[] };

/** How to read: a draft may leave required fields empty and lists short; what is typed must still be sound. */
export interface ReadOptions {
  readonly draft?: boolean;
}

/** Reads what was posted (`activities.0.day`, or the same nested as JSON) by a form's description. */
export function readForm(form: Form, raw: Readonly<Record<string, unknown>>, options: ReadOptions = {}): ReadForm {
  const reading = new Reading(flatten(raw), options.draft ?? false);
  const value = reading.fields(form.fields, '');
  if (reading.errors.length > 0) return { ok: false, value, errors: reading.errors };
  const choice = choiceOf(form, value);
  return { ok: true, value, facts: reading.facts, ...(choice === undefined ? {} : { choice }) };
}

function choiceOf(form: Form, value: FormValue): string | undefined {
  if (form.choice === undefined) return undefined;
  if ('always' in form.choice) return form.choice.always;
  const chosen = value[form.choice.field];
  return typeof chosen === 'string' ? chosen : undefined;
}

/** One pass over a form: collects the errors and the facts on its way. */
class Reading {
  readonly errors: FieldError[] = [];
  readonly facts: Record<string, string | number | boolean> = {};

  constructor(
    private readonly posted: Posted,
    private readonly draft: boolean,
  ) {}

  fields(fields: readonly Field[], prefix: string): Record<string, JsonValue> {
    const value: Record<string, JsonValue> = {};
    for (const field of fields) {
      const path = prefix + field.key;
      const counts = field.onlyWhen === undefined || holds(field.onlyWhen, value);
      if (!counts && !this.isUndecided(field.onlyWhen, fields, value)) continue;
      const required = counts && (field.required || (field.requiredWhen !== undefined && holds(field.requiredWhen, value)));
      const read = field.type === 'list' ? this.list(field, path, required) : this.plain(field, path, required);
      if (read !== undefined) value[field.key] = read;
    }
    return value;
  }

  /** As long as nobody said whether a field counts, what was typed into it is kept: for later, or to be shown again. */
  private isUndecided(condition: FieldCondition | undefined, fields: readonly Field[], value: Readonly<Record<string, JsonValue>>): boolean {
    if (condition === undefined || value[condition.field] !== undefined) return false;
    return this.draft || fields.some(({ key, required }) => key === condition.field && required);
  }

  private plain(field: PlainField, path: string, required: boolean): JsonValue | undefined {
    const read = readField(field, this.posted, path);
    if (!read.ok) {
      this.errors.push(...read.errors);
      return read.typed;
    }
    if (isBlank(read.value)) {
      // An unticked box is a plain "no", unless ticking it is what the form asks for.
      if (required && !this.draft) this.refuse(path, missing(field));
      else if (field.type === 'tick' && field.fact) this.facts[path] = false;
      return field.type === 'tick' ? false : undefined;
    }
    if (field.fact) this.note(path, read.value);
    return read.value;
  }

  private list(field: ListField, path: string, required: boolean): JsonValue | undefined {
    const indexes = rowsOf(this.posted, path).filter((index) => !this.isEmptyRow(field, `${path}.${index}.`));
    if (indexes.length > field.max) {
      this.refuse(path, 'too-many-rows', { max: field.max, count: indexes.length });
    }
    const rows = indexes.slice(0, field.max).map((index, position) => this.row(field, path, index, position));
    const least = required ? Math.max(1, field.min) : rows.length > 0 ? field.min : 0;
    if (!this.draft && rows.length < least) {
      if (rows.length === 0) this.refuse(path, 'required');
      else this.refuse(path, 'too-few-rows', { min: least, count: rows.length });
    }
    return rows.length === 0 ? undefined : rows;
  }

  /** Rows are read where they were posted and numbered anew, so that a blank row between two others does no harm. */
  private row(field: ListField, path: string, index: number, position: number): JsonValue {
    const row = new Reading(this.posted, this.draft);
    const value = row.fields(field.fields, `${path}.${index}.`);
    const renumber = (name: string): string => `${path}.${position}.${name.slice(`${path}.${index}.`.length)}`;
    this.errors.push(...row.errors.map((error) => ({ ...error, field: renumber(error.field) })));
    for (const [name, fact] of Object.entries(row.facts)) this.facts[renumber(name)] = fact;
    return value;
  }

  /** Without JavaScript a page shows spare rows; one in which nothing but defaults stands is not there. */
  private isEmptyRow(field: ListField, prefix: string): boolean {
    return field.fields.every((each) => {
      const read = readField(each, this.posted, prefix + each.key);
      return read.ok && (isBlank(read.value) || (each.default !== undefined && String(read.value) === each.default));
    });
  }

  private note(path: string, value: JsonValue): void {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') this.facts[path] = value;
    else if (Array.isArray(value)) this.facts[path] = value.join(',');
    else if (value !== null) {
      for (const [part, each] of Object.entries(value)) this.note(`${path}.${part}`, each as JsonValue);
    }
  }

  private refuse(field: string, code: FieldErrorCode, params: FieldError['params'] = {}): void {
    this.errors.push({ field, code, params });
  }
}

/** What is said of a field that has to be filled in and is not. */
function missing(field: PlainField): FieldErrorCode {
  if (field.type === 'tick') return 'not-ticked';
  return isScale(field) || chosenTypes.includes(field.type) ? 'not-chosen' : 'required';
}

const chosenTypes: readonly PlainField['type'][] = ['choice', 'choices', 'hub', 'language', 'country', 'files'];

function holds({ field, is }: FieldCondition, value: Readonly<Record<string, JsonValue>>): boolean {
  const actual = value[field];
  // A list, or files, are there or not.
  if (typeof is === 'boolean') return (Array.isArray(actual) ? actual.length > 0 : (actual ?? false)) === is;
  const wanted = typeof is === 'string' ? [is] : is;
  const chosen = Array.isArray(actual) ? (actual as readonly JsonValue[]) : [actual];
  return chosen.some((each) => typeof each === 'string' && wanted.includes(each));
}
