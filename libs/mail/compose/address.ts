import { domainToASCII } from 'node:url';
import { composed } from '../../domain/forms/composed.js';

/** Somebody that a mail can be from or to. Both parts have passed the parsers below. */
export interface MailParty {
  name: string;
  address: string;
}

/** Why a typed name was not taken. */
export type PersonNameRefusal =
  | 'name-missing'
  | 'name-too-long'
  /** Line breaks, control characters, or marks that turn the reading direction: what header injection is made of. */
  | 'name-control-character'
  /** Commas, quotes, brackets, `@` and other signs that mean something in an address field. */
  | 'name-character'
  | 'name-without-letter';

/** Why a typed e-mail address was not taken. */
export type MailAddressRefusal =
  | 'address-missing'
  | 'address-too-long'
  | 'address-control-character'
  /** A blank, a comma, a quote, a bracket: several addresses in one field, or a name typed in with it. */
  | 'address-character'
  /** None or several `@`. */
  | 'address-at-sign'
  /** What stands before the `@` is not one that mail servers deliver to. */
  | 'address-local-part'
  /** What stands behind the `@` is no domain name. */
  | 'address-domain';

/** A parsed value, or the code of the refusal; a wrong entry is expected and never an exception. */
export type Parsed<Value, Code> = { ok: true; value: Value } | { ok: false; code: Code };

/** UTF-16 units of a person's name, after blanks are tidied. */
export const PERSON_NAME_LIMIT = 100;
/** RFC 5321, 4.5.3.1: octets of the local part, and of the whole address as a path without its brackets. */
const LOCAL_PART_LIMIT = 64;
const ADDRESS_LIMIT = 254;

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
/** Letters and digits of any script with their accents, blanks, full stops, apostrophes, hyphens and dashes. */
const NAME_CHARACTERS = /^[\p{L}\p{M}\p{N} .'’ʼ\-\u2010-\u2015\u200c\u200d]+$/u;
/** RFC 5322 dot-atom: what the whole world's servers take without quotes. */
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/iu;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/u;

/**
 * A person's name as somebody typed it into a form: international letters, apostrophes, hyphens and
 * full stops; blanks are tidied and letters composed (NFC), so that one name has one spelling.
 */
export function parsePersonName(value: unknown): Parsed<string, PersonNameRefusal> {
  if (typeof value !== 'string' || value.trim() === '') return refuse('name-missing');
  if (CONTROL.test(value) || !value.isWellFormed()) return refuse('name-control-character');
  const name = composed(value).replace(/\s+/gu, ' ').trim();
  if (name.length > PERSON_NAME_LIMIT) return refuse('name-too-long');
  if (!NAME_CHARACTERS.test(name)) return refuse('name-character');
  if (!/\p{L}/u.test(name)) return refuse('name-without-letter');
  return { ok: true, value: name };
}

/**
 * One e-mail address as somebody typed it. Blanks around it are forgiven; the domain comes back in
 * lower case and, if it has international letters, in its `xn--` form, so that equal addresses are
 * equal texts. The local part keeps its case and has to be ASCII: few servers deliver anything else.
 */
export function parseMailAddress(value: unknown): Parsed<string, MailAddressRefusal> {
  if (typeof value !== 'string' || value.trim() === '') return refuse('address-missing');
  if (CONTROL.test(value) || !value.isWellFormed()) return refuse('address-control-character');
  const typed = value.trim();
  if (/[\s,;:"<>()[\]\\]/u.test(typed)) return refuse('address-character');
  const [local = '', domain = '', ...more] = typed.split('@');
  if (more.length > 0 || !typed.includes('@')) return refuse('address-at-sign');
  if (local.length > LOCAL_PART_LIMIT || domain.length > ADDRESS_LIMIT) return refuse('address-too-long'); // a longer one is slow to write in ASCII
  if (!LOCAL_PART.test(local)) return refuse('address-local-part');
  const ascii = asciiDomain(domain);
  if (local.length + 1 + Math.max(domain.length, ascii.length) > ADDRESS_LIMIT) return refuse('address-too-long');
  if (!DOMAIN.test(ascii)) return refuse('address-domain');
  return { ok: true, value: `${local}@${ascii}` };
}

/** Empty if the domain cannot be written in ASCII. Full-width look-alikes are refused, not read as what they imitate. */
function asciiDomain(domain: string): string {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) || domain !== domain.normalize('NFKC')) return '';
  return domainToASCII(domain).toLowerCase();
}

function refuse<Code extends string>(code: Code): { ok: false; code: Code } {
  return { ok: false, code };
}
