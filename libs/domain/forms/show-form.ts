/** The way back: from a form's value to the texts that its page shows again. */
import { decimalText } from '../money/cents.js';
import type { Form, ListField, PlainField } from '../programme/form-schema.js';
import type { JsonValue } from './canonical-json.js';
import type { FormValue } from './read-form.js';

/** Texts by dotted name, as a page puts them into its inputs; several for `choices`. */
export type ShownForm = Readonly<Record<string, string | readonly string[]>>;

/**
 * The texts to show for a value that was read, or that was refused and is shown again. Reading them once more gives the
 * same value: cents become euro with two decimals, a tick becomes "yes".
 */
export function showForm(form: Form, value: FormValue): ShownForm {
  const shown: Record<string, string | readonly string[]> = {};
  for (const field of form.fields) {
    const held = value[field.key];
    if (held === undefined) continue;
    if (field.type === 'list') showRows(field, held, shown);
    else showField(field, held, field.key, shown);
  }
  return shown;
}

/** How many rows a page offers for a list: those that are filled, and spare ones for a page without JavaScript. */
export function rowsToShow(field: ListField, value: FormValue, spare = 2): number {
  const held = value[field.key];
  const filled = Array.isArray(held) ? held.length : 0;
  return Math.min(field.max, Math.max(field.min, filled + spare));
}

function showRows(field: ListField, held: JsonValue, shown: Record<string, string | readonly string[]>): void {
  if (!Array.isArray(held)) return;
  held.forEach((row: JsonValue, index) => {
    if (row === null || typeof row !== 'object' || Array.isArray(row)) return;
    const cells = row as Readonly<Record<string, JsonValue>>;
    for (const each of field.fields) {
      const cell = cells[each.key];
      if (cell !== undefined) showField(each, cell, `${field.key}.${index}.${each.key}`, shown);
    }
  });
}

function showField(field: PlainField, held: JsonValue, path: string, shown: Record<string, string | readonly string[]>): void {
  if (held === null || held === false) return;
  if (held === true) shown[path] = 'yes';
  else if (typeof held === 'number') shown[path] = field.type === 'money' ? decimalText(held) : String(held);
  else if (typeof held === 'string') shown[path] = held;
  else if (Array.isArray(held)) shown[path] = held.filter((item): item is string => typeof item === 'string');
  else {
    for (const [part, text] of Object.entries(held)) {
      if (typeof text === 'string') shown[`${path}.${part}`] = text;
    }
  }
}
