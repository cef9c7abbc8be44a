/** Bank account numbers (ISO 13616): shape, length by country and check digits. */

/** Why a text is no account that we can pay to. */
export type IbanRefusal =
  /** Nothing was typed. */
  | 'empty'
  /** Characters other than plain letters, digits and spaces. */
  | 'bad-characters'
  /** The country has no IBAN, or is not known to us. */
  | 'unknown-country'
  /** Too short or too long for its country. */
  | 'wrong-length'
  /** The check digits do not fit: a typing error. */
  | 'wrong-check-digits';

/** An account in its electronic form (capitals, no spaces), or why not. */
export type ParsedIban =
  | { readonly ok: true; readonly iban: string; readonly country: string }
  | { readonly ok: false; readonly code: IbanRefusal };

/** Lengths from the SWIFT IBAN registry: every country whose banks take part in SEPA, and the neighbours of the network. */
const lengths: Readonly<Record<string, number>> = {
  AD: 24, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BY: 28, CH: 21, CY: 28, CZ: 24, DE: 22, DK: 18, EE: 20,
  ES: 24, FI: 18, FO: 18, FR: 27, GB: 22, GE: 22, GI: 23, GL: 18, GR: 27, HR: 21, HU: 28, IE: 22, IL: 23, IS: 26,
  IT: 27, LI: 21, LT: 20, LU: 20, LV: 21, MC: 27, MD: 24, ME: 22, MK: 19, MT: 31, NL: 18, NO: 15, PL: 28, PT: 25,
  RO: 24, RS: 22, SE: 24, SI: 19, SK: 24, SM: 27, TN: 24, TR: 26, UA: 29, VA: 22, XK: 20,
};

/** Reads an account number as typed; lower case and spaces are fine, look-alike characters are not. */
export function parseIban(text: string): ParsedIban {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, code: 'empty' };
  if (!/^[A-Za-z0-9 \u00a0]+$/.test(trimmed)) return { ok: false, code: 'bad-characters' };
  const iban = trimmed.replace(/[ \u00a0]/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}/.test(iban)) return { ok: false, code: 'bad-characters' };
  const country = iban.slice(0, 2);
  const length = lengths[country];
  if (length === undefined) return { ok: false, code: 'unknown-country' };
  if (iban.length !== length) return { ok: false, code: 'wrong-length' };
  if (remainder97(iban) !== 1) return { ok: false, code: 'wrong-check-digits' };
  return { ok: true, iban, country };
}

/** Shows an account without giving it away: first four and last four characters. */
export function maskIban(iban: string): string {
  return `${iban.slice(0, 4)} … ${iban.slice(-4)}`;
}

/** Reads a BIC (ISO 9362) in capitals, or undefined when the shape is wrong. */
export function parseBic(text: string): string | undefined {
  const bic = text.trim().toUpperCase();
  return /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(bic) ? bic : undefined;
}

function remainder97(iban: string): number {
  const moved = iban.slice(4) + iban.slice(0, 4);
  let remainder = 0;
  for (const character of moved) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
