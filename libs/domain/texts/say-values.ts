/** Sentences for coded values: errors of fields, refusals, and how an amount came about. */
import type { Refusal } from '../eligibility/eligibility.js';
import type { Entitlement, GrantedLine } from '../entitlement/entitlement.js';
import type { FieldError } from '../forms/field-errors.js';
import { formatCents } from '../money/cents.js';
import { has, say, type TextCatalogue, type TextParams } from './catalogue.js';

/** What is wrong with a field, next to the field. */
export function sayFieldError(catalogue: TextCatalogue, error: FieldError): string {
  return say(catalogue, `errors.${error.code}`, valuesSaid(catalogue, error.params));
}

/** Why somebody or something is not eligible; `party` is the hub's name where one is concerned. */
export function sayRefusal(catalogue: TextCatalogue, refusal: Refusal, party = ''): string {
  const params: Record<string, string | number> = { ...refusal.params, party };
  const words = { membership: 'memberships', type: 'organisationTypes' };
  for (const [param, group] of Object.entries(words)) {
    const key = `${group}.${params[param]}`; // says: memberships.* organisationTypes.*
    if (has(catalogue, key)) params[param] = say(catalogue, key);
  }
  const position = `forms.enquiry.fields.position.options.${params['position']}`;
  if (has(catalogue, position)) params['position'] = say(catalogue, position);
  for (const day of ['from', 'until']) {
    const value = params[day];
    if (typeof value === 'string') params[day] = formatDay(value, catalogue.language);
  }
  return say(catalogue, `refusals.${refusal.code}`, params);
}

/** The sum explained, line by line, with the cap where it cut something off and the total. */
export function sayEntitlement(catalogue: TextCatalogue, entitlement: Entitlement): string[] {
  const { language } = catalogue;
  const cut = entitlement.beforeCapCents > entitlement.totalCents;
  return [
    ...entitlement.lines.map((line) => sayLine(catalogue, line)),
    ...(cut
      ? [
          say(catalogue, 'entitlement.cap', {
            beforeCap: formatCents(entitlement.beforeCapCents, language),
            cap: formatCents(entitlement.totalCents, language),
          }),
        ]
      : []),
    say(catalogue, 'entitlement.total', { total: formatCents(entitlement.totalCents, language) }),
  ];
}

/** A local day for people: "Friday 12 March 2027", "vendredi 1er janvier 2027", "petak 12. mart 2027." Without a comma. */
export function formatDay(day: string, language: string): string {
  return dayText(new Date(`${day}T00:00:00Z`), 'UTC', language);
}

/**
 * An instant for people, on their clock: "Friday 12 March 2027, 18:00 (UTC+1)". The only comma stands before the time.
 * The offset is said because hubs of one exchange, and the office, may read the same sentence on other clocks.
 */
export function formatInstant(instant: string, zone: string, language: string): string {
  // Serbian writes the year with a dot, but not before a comma.
  const date = new Date(instant);
  return `${dayText(date, zone, language).replace(/\.$/, '')}, ${formatTime(instant, zone, language)} (${offsetOf(date, zone)})`;
}

/** The time of day of an instant on somebody's clock: "18:00". */
export function formatTime(instant: string, zone: string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant));
}

/** How far a zone's clock is from UTC at an instant, written alike in every language: "UTC+2", "UTC+5:30". */
function offsetOf(date: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(date);
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC').replace(/^GMT(\+0$)?/, 'UTC');
}

/** How a language writes the first day of a month, where Intl writes a plain 1. */
const firstOfMonth: Readonly<Record<string, string>> = { fr: '1er' };

function dayText(date: Date, zone: string, language: string): string {
  const format = new Intl.DateTimeFormat(localeOf(language), { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const parts = format.formatToParts(date);
  const text = parts.map(({ type, value }) => (type === 'day' && value === '1' ? (firstOfMonth[language] ?? value) : value)).join('');
  return text.replace(',', '');
}

function sayLine(catalogue: TextCatalogue, line: GrantedLine): string {
  return say(catalogue, `entitlement.${line.explanation.key}`, {
    line: say(catalogue, `entitlement.lines.${line.key}`),
    ...valuesSaid(catalogue, line.explanation.params),
  });
}

/** Amounts in cents (`minCents`) become what people read (`min`), and so do local days (`firstDay`). */
function valuesSaid(catalogue: TextCatalogue, params: TextParams): TextParams {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]): [string, string | number] => {
      if (name.endsWith('Cents') && typeof value === 'number') return [name.slice(0, -'Cents'.length), formatCents(value, catalogue.language)];
      return [name, name.endsWith('Day') && typeof value === 'string' ? formatDay(value, catalogue.language) : value];
    }),
  );
}

/** English dates are written the European way, and Serbian ones in the script of the Serbian texts. */
const locales: Readonly<Record<string, string>> = { en: 'en-GB', sr: 'sr-Latn' };

function localeOf(language: string): string {
  return locales[language] ?? language;
}

/** A number of working days. Only the office reads it; its pages speak English. */
export function sayWorkingDays(count: number): string {
  return count === 1 ? '1 working day' : `${count} working days`;
}
