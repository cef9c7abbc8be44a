import { randomBytes, randomInt } from 'node:crypto';

/** Marks everything that a robot types, so that it can be found wherever it should not be. */
export interface Canaries {
  /** Stands in every personal and every free text of the run. */
  readonly mark: string;
  /** A text with the mark in it: `Shared studios kanarie-1f2e3d-theme`. */
  text(what: string, words?: string): string;
  /** A person's name; `who` is a single word. */
  name(who: string): string;
  /** An address at a `.example` domain. */
  email(who: string): string;
  /** A phone number that is dialled nowhere. */
  phone(who: string): string;
  /** A valid account number of no bank. */
  iban(who: string): string;
  /** What cannot hold the mark: phone numbers and accounts, as typed and as stored. */
  numbers(): string[];
}

/** Canaries of one run, unlike those of any other. */
export function newCanaries(mark = `kanarie-${randomBytes(3).toString('hex')}`): Canaries {
  const made = new Map<string, string[]>();
  const once = (key: string, make: () => string[]): string => {
    const known = made.get(key) ?? make();
    made.set(key, known);
    return known[0] ?? '';
  };
  return {
    mark,
    text: (what, words = '') => `${words} ${mark}-${what}`.trim(),
    name: (who) => `${who.charAt(0).toUpperCase()}${who.slice(1)} ${mark}`,
    email: (who) => `${mark}-${who}@visiting.example`,
    phone: (who) => once(`phone ${who}`, () => {
      const digits = String(randomInt(10_000_000, 99_999_999));
      return [`+32 4${digits.slice(0, 2)} ${digits.slice(2, 4)} ${digits.slice(4, 6)} ${digits.slice(6)}`, digits];
    }),
    iban: (who) => once(`iban ${who}`, () => {
      const iban = belgianIban();
      return [iban.match(/.{1,4}/g)?.join(' ') ?? iban, iban];
    }),
    numbers: () => [...made.values()].flat(),
  };
}

/** The last two digits of a Belgian account are the rest of the first ten by 97; the IBAN's check digits come on top. */
function belgianIban(): string {
  const first = String(randomInt(1_000_000_000, 9_999_999_999));
  const account = first + String(Number(BigInt(first) % 97n) || 97).padStart(2, '0');
  const check = 98n - (BigInt(`${account}111400`) % 97n);
  return `BE${String(check).padStart(2, '0')}${account}`;
}
