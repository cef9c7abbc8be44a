/*
 * What people typed may carry characters that no reader sees but every mail program obeys: control
 * characters, and the marks that turn the reading direction of whatever follows. They are dropped
 * before a text reaches a mail; letters of any script stay as they are.
 */
const INVISIBLE_CONTROLS = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A text for the body: line breaks as `\n`, no invisible controls, valid Unicode. */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|\u2028|\u2029/gu, '\n')
    .replace(INVISIBLE_CONTROLS, '');
}

/** A text for one line (a header, a label): as {@link plainText}, with every run of blanks as one space. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/gu, ' ').trim();
}

/** The paragraphs of a text (separated by empty lines), each as its lines. */
export function paragraphs(text: string): string[][] {
  return plainText(text)
    .split(/\n[ \t]*\n\s*/u)
    .map((paragraph) => paragraph.split('\n').map((line) => line.trim()).filter((line) => line !== ''))
    .filter((lines) => lines.length > 0);
}

/** The address if it is a web address that a mail may link to, else null: `javascript:` and friends never become a link. */
export function webUrl(url: string): string | null {
  const trimmed = url.trim();
  return /^https?:\/\/[^\s<>"\p{Cc}]+$/iu.test(trimmed) && URL.canParse(trimmed) ? trimmed : null;
}

const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The characters as people count them: a letter with its accents is one, so is a flag. */
export function characters(text: string): string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}

/** A telephone number as people write it, with country code: `+32 2 555 01 40`. */
const PHONE = /(\+\d[\d ()/.-]{5,20}\d)/u;

/** A text in pieces, those with an even place between its telephone numbers, those with an odd one the numbers. */
export function splitAtPhones(text: string): string[] {
  return text.split(PHONE);
}

/** What a telephone is told to dial: `tel:+3225550140`. */
export function telUrl(phone: string): string {
  return `tel:${phone.replace(/[^+\d]/gu, '')}`;
}
