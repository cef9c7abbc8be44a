/** Bank account numbers (ISO 13616): shape, length by country and check digits, by the registry of `ibantools`. */
import { isSEPACountry, isValidBIC, validateIBAN, ValidationErrorsIBAN } from 'ibantools';

/** The longest number with a blank after each character. */
const longestTyped = 68;

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
  /** The check digits do not fit, or a letter stands where its country has digits: a typing error. */
  | 'wrong-check-digits';

/** An account in its electronic form (capitals, no spaces), or why not. */
export type ParsedIban =
  | { readonly ok: true; readonly iban: string; readonly country: string }
  | { readonly ok: false; readonly code: IbanRefusal };

/** Neighbours of the network outside SEPA whose banks have account numbers too. */
const neighbours = ['AL', 'AZ', 'BA', 'BY', 'FO', 'GE', 'GL', 'IL', 'MD', 'ME', 'MK', 'RS', 'TN', 'TR', 'UA', 'XK'];

/** Reads an account number as typed; lower case and spaces are fine, look-alike characters are not. */
export function parseIban(text: string): ParsedIban {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, code: 'empty' };
  if (trimmed.length > longestTyped || !/^[A-Za-z0-9 \u00a0]+$/.test(trimmed)) return { ok: false, code: 'bad-characters' };
  const iban = trimmed.replace(/[ \u00a0]/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}/.test(iban)) return { ok: false, code: 'bad-characters' };
  const country = iban.slice(0, 2);
  if (!isSEPACountry(country) && !neighbours.includes(country)) return { ok: false, code: 'unknown-country' };
  const wrong = validateIBAN(iban).errorCodes;
  if (wrong.includes(ValidationErrorsIBAN.WrongBBANLength)) return { ok: false, code: 'wrong-length' };
  // What a country computes within the number is not judged: banks have given out numbers that do not keep to it.
  if (wrong.some((each) => each !== ValidationErrorsIBAN.WrongAccountBankBranchChecksum)) return { ok: false, code: 'wrong-check-digits' };
  return { ok: true, iban, country };
}

/** Shows an account without giving it away: first four and last four characters. */
export function maskIban(iban: string): string {
  return `${iban.slice(0, 4)} … ${iban.slice(-4)}`;
}

/** Reads a BIC (ISO 9362) in capitals, or undefined when the shape is wrong. */
export function parseBic(text: string): string | undefined {
  const bic = text.trim().toUpperCase();
  return isValidBIC(bic) ? bic : undefined;
}
