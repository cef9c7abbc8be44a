import type { HubOption } from '../network/hubs.js';

/** Hubs by country, both in the order of the reader's alphabet. */
export function hubGroups(hubs: readonly HubOption[], language: string): { country: string; hubs: HubOption[] }[] {
  const byCountry = Map.groupBy(hubs, (hub) => countryName(hub.country, language));
  const order = new Intl.Collator(language).compare;
  return [...byCountry]
    .toSorted(([a], [b]) => order(a, b))
    .map(([country, group]) => ({ country, hubs: group.toSorted((a, b) => order(a.name, b.name)) }));
}

/** A country's name in a language; the code itself where it is not known. */
export function countryName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** A language's name in itself. */
export function languageName(code: string): string {
  return new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;
}

/** A language's name in the reader's. */
export function nameOfLanguage(code: string, reader: string): string {
  return new Intl.DisplayNames(reader, { type: 'language' }).of(code) ?? code;
}

const countries = new Map<string, readonly { code: string; name: string }[]>();

/** Every country that has a name in the reader's language. */
export function countryOptions(language: string): readonly { code: string; name: string }[] {
  const known = countries.get(language) ?? listCountries(language);
  countries.set(language, known);
  return known;
}

function listCountries(language: string): { code: string; name: string }[] {
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
  return letters
    .flatMap((a) => letters.map((b) => a + b))
    .flatMap((code) => {
      const name = names.of(code);
      return name === undefined ? [] : [{ code, name }];
    })
    .toSorted((a, b) => a.name.localeCompare(b.name, language));
}
