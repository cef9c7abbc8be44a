/** The sentences of a programme in one language, and how one is said. */
import { IntlMessageFormat } from 'intl-messageformat';

/** Values that a sentence may name; dates and amounts are formatted before. */
export type TextParams = Readonly<Record<string, string | number>>;

/** One mail as written: each part an ICU message. */
export interface MailText {
  readonly subject: string;
  readonly preheader?: string | undefined;
  readonly paragraphs: readonly string[];
  readonly facts?: readonly { readonly label: string; readonly value: string }[] | undefined;
  readonly button?: string | undefined;
  readonly closing?: string | undefined;
}

/** One mail as said to somebody. */
export interface SaidMail {
  readonly subject: string;
  readonly preheader: string;
  readonly paragraphs: readonly string[];
  /** Shown as a small table; facts without a value are left out. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly button?: string;
  readonly closing?: string;
}

/** Everything that a programme says in one language. */
export interface TextCatalogue {
  readonly language: string;
  /** Counts up with each change; recorded with each mail. */
  readonly revision: number;
  /** ICU messages by dotted key, such as `forms.enquiry.fields.name.label`. Mails stand apart. */
  readonly messages: Readonly<Record<string, string>>;
  /** By `<kind>` or `<kind>.<party>`. */
  readonly mails: Readonly<Record<string, MailText>>;
}

/** Says a sentence; an unknown key or a missing value is a programming error and throws. */
export function say(catalogue: TextCatalogue, key: string, params: TextParams = {}): string {
  const message = catalogue.messages[key];
  if (message === undefined) throw new Error(`the ${catalogue.language} texts have no "${key}"`);
  return format(catalogue.language, message, params);
}

/** Whether the catalogue has a sentence, for the few that are optional, such as a field's hint. */
export function has(catalogue: TextCatalogue, key: string): boolean {
  return Object.hasOwn(catalogue.messages, key);
}

/**
 * Says a mail: the version named (a party's id, or `changes`) where there is one, else the general one. An unknown kind
 * or a missing value is a programming error and throws. The values of each kind stand in `mailParams`.
 */
export function sayMail(catalogue: TextCatalogue, kind: string, variant: string | undefined, params: TextParams): SaidMail {
  const text = (variant === undefined ? undefined : catalogue.mails[`${kind}.${variant}`]) ?? catalogue.mails[kind];
  if (text === undefined) throw new Error(`the ${catalogue.language} texts have no mail "${kind}" for ${variant ?? 'anybody'}`);
  const said = (message: string): string => format(catalogue.language, message, params).trim();
  return {
    subject: said(text.subject).replace(/\s+/g, ' '),
    preheader: text.preheader === undefined ? '' : said(text.preheader),
    paragraphs: text.paragraphs.map(said).filter((paragraph) => paragraph !== ''),
    facts: (text.facts ?? [])
      .map((fact) => ({ label: said(fact.label), value: said(fact.value) }))
      .filter((fact) => fact.value !== ''),
    ...(text.button === undefined ? {} : { button: said(text.button) }),
    ...(text.closing === undefined ? {} : { closing: said(text.closing) }),
  };
}

/** The catalogue of a person's language, else one of the same language in another script (`sr` reads `sr-Latn`), or the first one. */
export function catalogueFor(catalogues: readonly TextCatalogue[], language: string): TextCatalogue {
  const spoken = (tag: string): string | undefined => tag.split('-')[0];
  const found =
    catalogues.find((catalogue) => catalogue.language === language) ??
    catalogues.find((catalogue) => spoken(catalogue.language) === spoken(language)) ??
    catalogues[0];
  if (found === undefined) throw new Error('a programme has no texts');
  return found;
}

/** Parsed messages are kept: the same few hundred sentences are said over and over. */
const parsed = new Map<string, IntlMessageFormat>();

function format(language: string, message: string, params: TextParams): string {
  const key = `${language}\n${message}`;
  let ready = parsed.get(key);
  if (ready === undefined) {
    ready = new IntlMessageFormat(message, language, undefined, { ignoreTag: true });
    parsed.set(key, ready);
  }
  const marked = Object.entries(params).map(([name, value]) => [name, typeof value === 'string' && value.endsWith('.') ? value + stopMark : value]);
  return String(ready.format(Object.fromEntries(marked))).replaceAll(`${stopMark}.`, '').replaceAll(stopMark, '');
}

/**
 * Stands behind a value that ends with a full stop, such as a Serbian day ("19. novembar 2026.") or what somebody wrote:
 * where it ends the sentence too, there is one full stop and not two. No text holds this character.
 */
const stopMark = '\u{F0000}';
