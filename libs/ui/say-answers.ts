import type { JsonValue } from '../domain/forms/canonical-json.js';
import type { FormValue } from '../domain/forms/read-form.js';
import { formatCents } from '../domain/money/cents.js';
import { maskIban } from '../domain/money/iban.js';
import type { Field, Form, ListField, PlainField } from '../domain/programme/form-schema.js';
import type { Slot, StaffRole } from '../domain/programme/vocabulary.js';
import type { AnswerGroup, AnswerRow, SaidFile } from '../domain/sections/section.js';
import type { TextCatalogue } from '../domain/texts/catalogue.js';
import { formatDay } from '../domain/texts/say-values.js';
import type { HubOption } from '../network/hubs.js';
import { dayRangeText } from './dates.js';
import { FormTexts, type ExchangeParams } from './form-texts.js';
import { countryName, nameOfLanguage } from './names.js';
import { sectionsOf } from './sections.js';

/** What was answered to a form, and for whom it is said. */
export interface AnsweredForm {
  form: Form;
  /** The form's key in the definition. */
  formName: string;
  texts: TextCatalogue;
  value: FormValue;
  /** Who reads it: confidential fields are left out unless they are meant for one of these. */
  reader: readonly (Slot | StaffRole)[];
  /** To name the hubs that were chosen. */
  hubs?: readonly HubOption[];
  /** The files that the reader may open. */
  files?: ReadonlyMap<string, SaidFile>;
  /** Keys of fields that are not shown. */
  without?: readonly string[];
  /** What labels may name of the exchange. */
  params?: ExchangeParams;
  /** Accounts are shown by their first and last characters only. */
  masked?: boolean;
}

/** What was answered, in words, by section of the form. Fields that were left empty are left out. */
export function sayAnswers({ form, formName, texts, value, reader, hubs = [], files = new Map(), without = [], params, masked = false }: AnsweredForm): AnswerGroup[] {
  const saying = { said: new FormTexts(texts, formName, form, params), hubs, masked, files };
  const mayRead = (field: Field): boolean =>
    !without.includes(field.key) && (field.confidential === undefined || field.confidential.some((who) => reader.includes(who)));
  const filled = (field: Field): boolean => value[field.key] !== undefined && value[field.key] !== null;
  return sectionsOf(form).flatMap(({ section, fields }): AnswerGroup[] => {
    const shown = fields.filter((field) => mayRead(field) && filled(field));
    if (shown.length === 0) return [];
    const rows = shown.map((field) => ({ field: field.key, label: saying.said.label([field.key]), value: saidValue(field, value[field.key] ?? null, saying) }));
    return [{ ...(section !== undefined && { title: saying.said.section(section) }), rows }];
  });
}

/** What every value is said with. */
interface Saying {
  said: FormTexts;
  hubs: readonly HubOption[];
  masked: boolean;
  files: ReadonlyMap<string, SaidFile>;
}

function saidValue(field: Field, held: JsonValue, saying: Saying): AnswerRow['value'] {
  if (field.type === 'list') return { rows: rowsOf(field, held, saying) };
  if (field.type === 'files') return { files: filesOf(held, saying) };
  return valueText(field, held, [field.key], saying);
}

function filesOf(held: JsonValue, { files }: Saying): SaidFile[] {
  const ids = Array.isArray(held) ? (held as readonly JsonValue[]) : [];
  return ids.flatMap((id) => {
    const file = files.get(String(id));
    return file === undefined ? [] : [{ id: file.id, name: file.name, size: file.size }];
  });
}

function rowsOf(field: ListField, held: JsonValue, saying: Saying): { label: string; text: string }[][] {
  if (!Array.isArray(held)) return [];
  return held.map((row: JsonValue) => {
    if (row === null || typeof row !== 'object' || Array.isArray(row)) return [];
    const named = row as Readonly<Record<string, JsonValue>>;
    return field.fields
      .filter((each) => named[each.key] !== undefined)
      .map((each) => ({
        label: saying.said.label([field.key, each.key]),
        text: valueText(each, named[each.key] ?? null, [field.key, each.key], saying),
      }));
  });
}

function valueText(field: PlainField, held: JsonValue, keys: readonly string[], saying: Saying): string {
  const { said } = saying;
  const { language } = said;
  if (typeof held === 'boolean') return said.say(held ? 'words.yes' : 'words.no');
  if (typeof held === 'number') return field.type === 'money' ? `€ ${formatCents(held, language)}` : String(held);
  if (Array.isArray(held)) return held.map((option) => said.option(keys, String(option))).join(', ');
  if (typeof held === 'string') return textValue(field, held, keys, saying);
  const range = held as { from?: string; to?: string } | null;
  return range?.from && range.to ? dayRangeText(range.from, range.to, language) : '';
}

function textValue(field: PlainField, held: string, keys: readonly string[], { said, hubs, masked }: Saying): string {
  switch (field.type) {
    case 'choice':
      return said.option(keys, held);
    case 'date':
      return formatDay(held, said.language);
    case 'country':
      return countryName(held, said.language);
    case 'language':
      return nameOfLanguage(held, said.language);
    case 'hub': {
      const hub = hubs.find((each) => each.id === held);
      return hub === undefined ? held : `${hub.name}, ${hub.city}`;
    }
    case 'iban':
      return masked ? maskIban(held) : held.replace(/(.{4})(?=.)/g, '$1 ');
    default:
      return held;
  }
}
