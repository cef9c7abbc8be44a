/** Length of a link's token. */
const tokenLength = 43;

/** A link of ours as a mail program may write it: encoded by a filter, or broken into two quoted lines. */
const linkPattern = /((?:\/|%2f)l(?:\/|%2f))([a-z0-9_-]{1,43})(?:(\n[> ]*)([a-z0-9_-]{1,42})(?![a-z0-9_-]))?/gi;
const tokenPattern = /(?<![a-z0-9_-])[a-z0-9_-]{43}(?![a-z0-9_-])/gi;
const codePattern = /(?<!\d)\d{6}(?!\d)/g;

/**
 * A text without what opens something: the tokens of signed links, and mailed codes where it answers a mail with one.
 * People quote our mails; nobody else may act with what stands in them.
 */
export function withoutSecrets(text: string, mayHoldCodes: boolean): string {
  const withoutLinks = text.replace(linkPattern, withoutToken).replace(tokenPattern, '[removed]');
  return mayHoldCodes ? withoutLinks.replace(codePattern, '[removed]') : withoutLinks;
}

function withoutToken(whole: string, path: string, first: string, gap: string | undefined, second: string | undefined): string {
  if (first.length + (second?.length ?? 0) === tokenLength) return `${path}[removed]`;
  const rest = gap === undefined ? '' : `${gap}${second}`;
  return first.length === tokenLength ? `${path}[removed]${rest}` : whole;
}
