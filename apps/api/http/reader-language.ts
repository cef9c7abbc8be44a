import type { Request } from 'express';
import type { LanguageChoice } from '../../../libs/ui/index.js';

/** In the address of a page that anybody can open: the language that its reader chose. */
const languageParam = 'lang';

/**
 * The language for somebody whom we do not know: the one that the address asks for, else what the browser prefers, else
 * the programme's first.
 */
export function readerLanguage(request: Request, languages: readonly string[]): string {
  const [first = 'en'] = languages;
  const chosen = languages.find((language) => language === request.query[languageParam]);
  if (chosen !== undefined) return chosen;
  // Browsers say "sr" or "sr-RS" of what we have in one script only.
  const spoken = new Map(languages.toReversed().map((language) => [language.split('-')[0] ?? language, language]));
  const preferred = request.acceptsLanguages([...new Set([...languages, ...spoken.keys()])]);
  return preferred === false ? first : (spoken.get(preferred) ?? preferred);
}

/** The same page in each language, as links that need no script. What else the address says stays. */
export function languageChoice(request: Request, languages: readonly string[]): LanguageChoice[] {
  const kept = Object.entries(request.query).filter((entry): entry is [string, string] => entry[0] !== languageParam && typeof entry[1] === 'string');
  return languages.map((language) => ({ language, href: `?${new URLSearchParams([[languageParam, language], ...kept]).toString()}` }));
}

/** The part of an address that keeps the language for the next page. */
export function inLanguage(language: string): string {
  return `?${new URLSearchParams({ [languageParam]: language }).toString()}`;
}
