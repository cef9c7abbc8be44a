/**
 * Euro as integer cents. Text is read exactly or refused: no floating point, no guess between a decimal comma and a
 * comma between thousands.
 */

/** An amount in integer euro cents. */
export type Cents = number;

/** Why a text is no amount. */
export type MoneyRefusal =
  /** Nothing was typed. */
  | 'empty'
  /** Not digits with at most one decimal part. */
  | 'not-an-amount'
  /** Could be read in two ways, such as "1.234" or "1,234". */
  | 'ambiguous'
  /** Below zero. */
  | 'negative'
  /** More than two decimals. */
  | 'too-precise'
  /** Above ten million euro. */
  | 'too-large';

/** An amount, or why not. */
export type ParsedCents = { readonly ok: true; readonly cents: Cents } | { readonly ok: false; readonly code: MoneyRefusal };

/** The largest amount that is read: ten million euro. */
export const largestCents: Cents = 1_000_000_000;

/**
 * Reads what a person typed. Accepted: "1010", "1010.5", "1010.00", "1010,00", "1,010.00", "1.010,00", "1 010,00",
 * with an optional euro sign. Refused: "1,010" and "1.010" (thousand or decimal?), "0.1+0.2", "1e9", "12.345".
 */
export function parseCents(text: string): ParsedCents {
  const typed = text.replace(/[\s\u00a0\u202f]+/g, ' ').trim().replace(/^(€|EUR) ?/i, '').replace(/ ?(€|EUR)$/i, '');
  if (typed === '') return { ok: false, code: 'empty' };
  if (/^[-\u2212]\s?\d/.test(typed)) return { ok: false, code: 'negative' };

  const grouped = /^(\d{1,3})((?:([., '’])\d{3})(?:\3\d{3})*)(?:([.,])(\d+))?$/.exec(typed);
  const plain = /^(\d+)(?:([.,])(\d+))?$/.exec(typed);
  if (plain !== null) {
    const [, whole = '', separator, decimals = ''] = plain;
    const looksGrouped = separator !== undefined && decimals.length === 3 && whole.length <= 3 && !whole.startsWith('0');
    if (looksGrouped) return { ok: false, code: 'ambiguous' };
    return toCents(whole, decimals);
  }
  if (grouped !== null) {
    const [, head = '', rest = '', thousands, decimal, decimals = ''] = grouped;
    if (decimal !== undefined && decimal === thousands) return { ok: false, code: 'not-an-amount' };
    return toCents(head + rest.replace(/\D/g, ''), decimals);
  }
  return { ok: false, code: 'not-an-amount' };
}

/** Writes an amount for people in a language: "1,010.00" in English, "1.010,00" in Italian. No currency sign. */
export function formatCents(cents: Cents, language: string): string {
  const format = new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    useGrouping: 'always',
  });
  // Intl formats decimal text exactly; a division could not represent every cent.
  return format.format(decimalText(cents) as unknown as number);
}

/** Writes an amount for machines: "1010.00". */
export function decimalText(cents: Cents): string {
  if (!Number.isSafeInteger(cents)) throw new Error(`${cents} is no amount in cents`);
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function toCents(whole: string, decimals: string): ParsedCents {
  if (decimals.length > 2) return { ok: false, code: 'too-precise' };
  if (whole.length > 12) return { ok: false, code: 'too-large' };
  const cents = Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
  if (cents > largestCents) return { ok: false, code: 'too-large' };
  return { ok: true, cents };
}
