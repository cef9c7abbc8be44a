import type { Field, Form, PlainField } from '../domain/programme/form-schema.js';
import { FormTexts, type ExchangeParams } from './form-texts.js';
import type { TextCatalogue } from '../domain/texts/catalogue.js';

/** A field to be filled in, with its words. */
export interface SaidField {
  key: string;
  type: Field['type'];
  label: string;
  hint?: string;
  required: boolean;
  options?: readonly { value: string; label: string }[];
  /** The fields of one row of a list. */
  fields?: readonly SaidField[];
}

/** A form in words, for programs that ask for it in their own way. */
export function sayForm(texts: TextCatalogue, formName: string, form: Form, params?: ExchangeParams): SaidField[] {
  const said = new FormTexts(texts, formName, form, params);
  return form.fields.map((field) => sayField(said, field, []));
}

function sayField(said: FormTexts, field: Field | PlainField, above: readonly string[]): SaidField {
  const keys = [...above, field.key];
  const hint = said.hint(keys);
  const named = { key: field.key, type: field.type, label: said.label(keys), required: field.required, ...(hint !== undefined && { hint }) };
  if (field.type === 'list') return { ...named, fields: field.fields.map((each) => sayField(said, each, keys)) };
  return field.options ? { ...named, options: field.options.map((value) => ({ value, label: said.option(keys, value) })) } : named;
}
