/** Reads one field: trims, normalises, and refuses what the field's type does not allow. */
import { isDay } from '../calendar/days.js';
import { parseCents, type MoneyRefusal } from '../money/cents.js';
import { parseBic, parseIban, type IbanRefusal } from '../money/iban.js';
import type { PlainField } from '../programme/form-schema.js';
import type { JsonValue } from './canonical-json.js';
import { composed } from './composed.js';
import type { FieldError, FieldErrorCode } from './field-errors.js';
import type { Posted } from './posted.js';

/** A field's value (blank: null, false, an empty list), or what is wrong with what was typed. */
export type ReadField =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly typed: JsonValue; readonly errors: readonly FieldError[] };

/** The most characters that a text may have; undefined where its type sets the limit. */
export function longestText({ type, max }: PlainField): number | undefined {
  const byType = defaultLengths[type];
  return byType === undefined ? undefined : (max ?? byType);
}

/** Longest texts where a form says nothing. */
const defaultLengths: Partial<Record<PlainField['type'], number>> = {
  'short-text': 200,
  'long-text': 4000,
  name: 120,
  email: 200,
  phone: 40,
};

/** Whether nothing was typed, ticked or chosen. */
export function isBlank(value: JsonValue): boolean {
  return value === null || value === false || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Reads one field from what was posted under its path. */
export function readField(field: PlainField, posted: Posted, path: string): ReadField {
  switch (field.type) {
    case 'choices':
      return readChoices(field, posted.get(path) ?? [], path);
    case 'days':
      return readDays(posted, path);
    case 'files':
      return readFiles(field, posted, path);
    case 'tick':
      return { ok: true, value: isTicked(posted.get(path)) };
    default:
      return readText(field, posted.get(path)?.[0] ?? '', path);
  }
}

function readText(field: PlainField, typed: string, path: string): ReadField {
  // A short text may have been typed on several lines; it is one.
  const raw = field.type === 'short-text' ? onOneLine(typed) : typed;
  const text = tidy(raw, field.type === 'long-text') || (field.default ?? '');
  if (text === '') return { ok: true, value: null };
  const refuse = refuseAt(path, text);
  const unseen = controlCharacters(raw, field.type === 'long-text');
  if (unseen.length > 0) return refuse('bad-characters', { characters: 'unseen' });
  switch (field.type) {
    case 'choice':
      return field.options?.includes(text) ? { ok: true, value: text } : refuse('bad-option');
    case 'date':
      return isDay(text) ? { ok: true, value: text } : refuse('bad-date');
    case 'integer':
      return readInteger(field, text, path);
    case 'money':
      return readMoney(field, text, path);
    case 'iban': {
      const iban = parseIban(raw);
      return iban.ok ? { ok: true, value: iban.iban } : refuse(ibanErrors[iban.code]);
    }
    case 'bic': {
      const bic = parseBic(text);
      return bic === undefined ? refuse('bad-bic') : { ok: true, value: bic };
    }
    case 'country':
      return isCountry(text) ? { ok: true, value: text.toUpperCase() } : refuse('bad-country');
    case 'language':
      return /^[a-z]{2}(-[A-Z][a-z]{3})?$/.test(text) ? { ok: true, value: text } : refuse('bad-language');
    case 'hub':
      return /^[a-z0-9][a-z0-9-]{0,59}$/.test(text) ? { ok: true, value: text } : refuse('bad-hub');
    case 'email':
      return isEmail(text) ? within(field, text.toLowerCase(), path) : refuse('bad-email');
    case 'phone':
      return /^\+?[0-9 ()./-]{5,}$/.test(text) ? within(field, text, path) : refuse('bad-phone');
    case 'name':
      return notInNames.test(text) ? refuse('bad-characters', { characters: [...new Set(text.match(new RegExp(notInNames, 'g')))].join(' ') }) : within(field, text, path);
    default:
      return within(field, text, path);
  }
}

function within(field: PlainField, text: string, path: string): ReadField {
  const refuse = refuseAt(path, text);
  const count = [...text].length;
  const max = longestText(field) ?? 200;
  if (count > max) return refuse('too-long', { max, count });
  if (field.min !== undefined && count < field.min) return refuse('too-short', { min: field.min, count });
  return { ok: true, value: text };
}

function readInteger(field: PlainField, text: string, path: string): ReadField {
  const refuse = refuseAt(path, text);
  if (!/^-?\d{1,9}$/.test(text)) return refuse('bad-number');
  const value = Number(text);
  if (field.min !== undefined && value < field.min) return refuse('too-small', { min: field.min });
  if (field.max !== undefined && value > field.max) return refuse('too-large', { max: field.max });
  return { ok: true, value };
}

function readMoney(field: PlainField, text: string, path: string): ReadField {
  const refuse = refuseAt(path, text);
  const read = parseCents(text);
  if (!read.ok) return refuse(moneyErrors[read.code]);
  if (field.min !== undefined && read.cents < field.min) return refuse('amount-too-small', { minCents: field.min });
  if (field.max !== undefined && read.cents > field.max) return refuse('amount-too-large', { maxCents: field.max });
  return { ok: true, value: read.cents };
}

function readChoices(field: PlainField, texts: readonly string[], path: string): ReadField {
  const chosen = [...new Set(texts.map((text) => tidy(text, false)).filter((text) => text !== ''))];
  const refuse = refuseAt(path, chosen);
  if (chosen.some((text) => !field.options?.includes(text))) return refuse('bad-option');
  if (field.max !== undefined && chosen.length > field.max) {
    return refuse('too-many-options', { max: field.max, count: chosen.length });
  }
  if (field.min !== undefined && chosen.length > 0 && chosen.length < field.min) {
    return refuse('too-few-options', { min: field.min, count: chosen.length });
  }
  return { ok: true, value: chosen };
}

/** Ids of files without those that were ticked to be removed. Whose files they are is for whoever keeps them to say. */
function readFiles(field: PlainField, posted: Posted, path: string): ReadField {
  const removed = new Set(posted.get(removePath(path)));
  const ids = [...new Set(posted.get(path))].filter((id) => id !== '' && !removed.has(id));
  const sound = ids.filter((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id));
  const refuse = refuseAt(path, sound);
  if (sound.length < ids.length) return refuse('unknown-file');
  if (field.max !== undefined && ids.length > field.max) return refuse('too-many-files', { max: field.max, count: ids.length });
  if (field.min !== undefined && ids.length > 0 && ids.length < field.min) {
    return refuse('too-few-files', { min: field.min, count: ids.length });
  }
  return { ok: true, value: ids };
}

/** Under which name the ticks of files are posted that are to be removed. */
export function removePath(path: string): string {
  return `${path}.remove`;
}

function readDays(posted: Posted, path: string): ReadField {
  const from = tidy(posted.get(`${path}.from`)?.[0] ?? '', false);
  const to = tidy(posted.get(`${path}.to`)?.[0] ?? '', false);
  if (from === '' && to === '') return { ok: true, value: null };
  const typed = { from, to };
  const wrong = [
    ...(isDay(from) ? [] : [`${path}.from`]),
    ...(isDay(to) ? [] : [`${path}.to`]),
  ];
  if (wrong.length > 0) {
    return { ok: false, typed, errors: wrong.map((field) => ({ field, code: 'bad-date', params: {} })) };
  }
  if (to < from) return { ok: false, typed, errors: [{ field: `${path}.to`, code: 'days-reversed', params: {} }] };
  return { ok: true, value: typed };
}

function isTicked(texts: readonly string[] | undefined): boolean {
  return texts?.some((text) => ['on', 'yes', 'true', '1'].includes(text.trim().toLowerCase())) ?? false;
}

/** One kind of line end, no spaces at the ends, one Unicode form, so that equal texts are equal. */
function tidy(text: string, manyLines: boolean): string {
  const normal = composed(text).replace(/\r\n?/g, '\n');
  return (manyLines ? normal.split('\n').map((line) => line.trimEnd()).join('\n') : normal).trim();
}

function onOneLine(text: string): string {
  const lines = text.split(/[\r\n]+/);
  return lines.length === 1 ? text : lines.map((line) => line.trim()).filter((line) => line !== '').join(' ');
}

/** What turns a name into something else where it is put into a mail's head. */
const notInNames = /[<>",;\\]/;

function controlCharacters(text: string, manyLines: boolean): readonly string[] {
  // Also the marks that turn the reading direction around: they can make one name look like another.
  const forbidden = manyLines ? /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu : /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
  return (manyLines ? text.replace(/[\t\r\n]/g, '') : text).match(forbidden) ?? [];
}

/** A plain address: no quotes, commas, comments or display names, one at sign, a domain with a dot. */
function isEmail(text: string): boolean {
  return (
    text.length <= 200 &&
    /^[a-z0-9.!#$%&*+/=?^_{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i.test(text) &&
    !text.includes('..') &&
    !text.startsWith('.') &&
    !text.includes('.@')
  );
}

/** Whether a text is the ISO 3166-1 alpha-2 code of a country. */
export function isCountry(text: string): boolean {
  if (!/^[A-Za-z]{2}$/.test(text)) return false;
  const code = text.toUpperCase();
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined;
}

const moneyErrors: Record<MoneyRefusal, FieldErrorCode> = {
  empty: 'required',
  'not-an-amount': 'bad-amount',
  ambiguous: 'ambiguous-amount',
  negative: 'negative-amount',
  'too-precise': 'too-precise-amount',
  'too-large': 'bad-amount',
};

const ibanErrors: Record<IbanRefusal, FieldErrorCode> = {
  empty: 'required',
  'bad-characters': 'bad-iban',
  'unknown-country': 'iban-country',
  'wrong-length': 'iban-length',
  'wrong-check-digits': 'iban-check',
};

function refuseAt(field: string, typed: JsonValue) {
  return (code: FieldErrorCode, params: FieldError['params'] = {}): ReadField => ({
    ok: false,
    typed,
    errors: [{ field, code, params }],
  });
}
