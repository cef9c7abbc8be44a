import { plainText } from '../compose/plain.js';
import { textOfHtml } from './html-text.js';
import { tidyLines, withoutQuotes } from './quotes.js';
import { beginningWithoutTokens } from './without-secrets.js';

/** UTF-16 units of a mail's text that are kept: more is nobody's answer. */
const rawLimit = 60_000;
/** How much of a mail is looked at at all, in UTF-16 units: quoted mails below may be long. */
const readAtMost = 500_000;

/** What a mail says: what its writer wrote, and the same with everything that the mail program put below it. */
export interface ReplyText {
  /** Without quoted mails; the whole text where nothing else is left. */
  text: string;
  /** With them, cut where it is too long. */
  raw: string;
}

/** Reads the text of a mail, from its HTML part where it has no other. Tokens of links that it quotes are removed. */
export function replyText(plain: string | undefined, html: string | undefined): ReplyText {
  const written = plain?.slice(0, readAtMost).trim() ? plain.slice(0, readAtMost) : textOfHtml(html ?? '');
  const raw = beginningWithoutTokens(tidyLines(plainText(written).split('\n')), rawLimit).toWellFormed();
  return { text: withoutQuotes(raw) || raw, raw };
}
