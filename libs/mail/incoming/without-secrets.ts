/** Length of a link's token. */
const tokenLength = 43;

/** A link of ours as a mail program may write it: encoded by a filter, once or more, or broken into two quoted lines. */
const linkPattern = /((?:\/|%(?:25){0,3}2f)l(?:\/|%(?:25){0,3}2f))([a-z0-9_-]{1,43})(?:(=?\n[> ]*)([a-z0-9_-]{1,42})(?![a-z0-9_-]))?/gi;
/** The same as a filter writes it that has an alphabet of its own: `_` for a slash, `-2D` and `-5F` within the token. */
const rewrittenPattern = /(_l_)[a-z0-9_-]{43,129}/gi;
const tokenPattern = /(?<![a-z0-9_-])[a-z0-9_-]{43}(?![a-z0-9_-])/gi;
const codePattern = /(?<!\d)\d{6}(?!\d)/g;
/** Longest that a link's end may be, from its last slash on. */
const linkEnd = 150;

/** A text without the tokens of signed links. People quote our mails; nobody else may act with what stands in them. */
export function withoutTokens(text: string): string {
  return text.replace(linkPattern, withoutToken).replace(rewrittenPattern, '$1[removed]').replace(tokenPattern, '[removed]');
}

/** A text without mailed codes: for what answers a mail with one. */
export function withoutCodes(text: string): string {
  return text.replace(codePattern, '[removed]');
}

/** The beginning of a text without tokens, and without the beginning of one at its end. */
export function beginningWithoutTokens(text: string, limit: number): string {
  const cut = text.slice(0, limit);
  if (cut.length === text.length) return withoutTokens(text);
  const [kept, end] = [cut.slice(0, -linkEnd), cut.slice(-linkEnd)];
  return withoutTokens(kept + end.replace(/[\w%=-]{1,150}$/, ''));
}

function withoutToken(whole: string, path: string, first: string, gap: string | undefined, second: string | undefined): string {
  if (first.length + (second?.length ?? 0) === tokenLength) return `${path}[removed]`;
  const rest = gap === undefined ? '' : `${gap}${second}`;
  return first.length === tokenLength ? `${path}[removed]${rest}` : whole;
}
