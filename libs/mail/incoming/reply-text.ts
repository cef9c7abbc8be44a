import { plainText } from '../compose/plain.js';
import { beginningWithoutTokens } from './without-secrets.js';

/** UTF-16 units of a mail's text that are kept, and of an HTML part that are read: more is nobody's answer. */
const rawLimit = 60_000;
/** How much of a mail is looked at at all, in characters: quoted mails below may be long. */
const readAtMost = 500_000;
const htmlLimit = 400_000;

/** What a mail says: what its writer wrote, and the same with everything that the mail program put below it. */
export interface ReplyText {
  /** Without quoted mails; the whole text where nothing else is left. */
  text: string;
  /** With them, cut where it is too long. */
  raw: string;
}

/** Reads the text of a mail, from its HTML part where it has no other. Tokens of links that it quotes are removed. */
export function replyText(plain: string | undefined, html: string | undefined): ReplyText {
  const written = plain?.slice(0, readAtMost).trim() ? plain.slice(0, readAtMost) : textOfHtml((html ?? '').slice(0, readAtMost));
  const raw = beginningWithoutTokens(tidy(plainText(written)), rawLimit).toWellFormed();
  return { text: withoutQuotes(raw) || raw, raw };
}

/** Elements whose content nobody reads, and those that begin a line. */
const unread = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'svg']);
const lines = new Set(['p', 'div', 'br', 'tr', 'li', 'ul', 'ol', 'table', 'blockquote', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre', 'section', 'article']);

/**
 * The text of an HTML part, quoted parts marked with `>`. Reads each character once: what strangers send must not
 * keep anybody busy.
 */
export function textOfHtml(source: string): string {
  const html = source.slice(0, htmlLimit);
  const lower = html.toLowerCase();
  const out: string[] = [];
  let depth = 0;
  let at = 0;
  const say = (text: string): void => void out.push(decodeEntities(text).replace(/\s+/g, ' '));
  const breakLine = (): void => void out.push(depth > 0 ? `\n${'> '.repeat(Math.min(depth, 5))}` : '\n');
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      say(html.slice(at));
      break;
    }
    say(html.slice(at, open));
    if (html.startsWith('<!--', open)) {
      at = after(html, '-->', open + 4);
      continue;
    }
    const close = html.indexOf('>', open);
    if (close < 0) break;
    const [, slash, name = ''] = /^<(\/?)([a-z][a-z0-9]*)/.exec(lower.slice(open, open + 20)) ?? [];
    at = close + 1;
    if (unread.has(name) && !slash) {
      const end = lower.indexOf(`</${name}`, at);
      at = end < 0 ? html.length : after(html, '>', end);
      continue;
    }
    if (name === 'blockquote') depth = Math.max(0, depth + (slash ? -1 : 1));
    if (lines.has(name)) breakLine();
  }
  return trimmedLines(out.join(''));
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  euro: '€',
  hellip: '…',
  bull: '•',
  ndash: '–',
  mdash: '—',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
  scaron: 'š',
  Scaron: 'Š',
  oelig: 'œ',
  // Latin-1 from U+00A0 on, in order.
  ...Object.fromEntries(
    (
      'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest ' +
      'Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig ' +
      'agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'
    )
      .split(' ')
      .map((name, at) => [name, String.fromCharCode(0xa0 + at)]),
  ),
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,7}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named[name] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) ? String.fromCodePoint(point) : '�';
  });
}

/** At most one empty line in a row. */
function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Each line without the blanks around it. Line by line: one expression over the whole text could be made to run for hours. */
function trimmedLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
}

/** Longest block, in lines, in which a mail program announces what it quotes. */
const announcement = 4;
/** The line above a quoted mail, in the languages that people write here in. */
const wrote = /(?:wrote|a écrit|escribió|ha scritto|schrieb|je napisa(?:o|la|o\/la)|написа(?:о|ла))\s*.{0,80}:\s*$/iu;
/** Outlook's dividing lines. */
const divider = /^\s*(?:-{3,}\s*(?:Original Message|Message d['’]origine|Mensaje original|Messaggio originale|Ursprüngliche Nachricht|Originalna poruka|Forwarded message).{0,20}|_{20,})\s*$/iu;
/** The first line of Outlook's copy of a header, and one that follows it closely. */
const headerFrom = /^\s*\*?(?:From|De|Da|Von|Od)\s?\*?\s?:\*?\s.{0,300}$/iu;
const headerSent = /^\s*\*?(?:Sent|Date|Envoyé|Enviado(?: el)?|Inviato|Data|Gesendet|Datum|Poslato|To|À|Para|A|An|Za)\s?\*?\s?:\*?\s/iu;

/** A text without the mails quoted below it and between its lines. Empty where all of it is quoted. */
export function withoutQuotes(text: string): string {
  const all = text.split('\n');
  const end = all.findIndex((_, at) => beginsQuote(all, at));
  const own = end < 0 ? all : all.slice(0, end);
  const kept = own.filter((line) => !line.startsWith('>'));
  return tidy(kept.join('\n'));
}

function beginsQuote(all: readonly string[], at: number): boolean {
  const line = all[at] ?? '';
  if (divider.test(line)) return true;
  if (headerFrom.test(line) && all.slice(at + 1, at + 1 + announcement).some((next) => headerSent.test(next))) return true;
  return announcesQuote(all, at);
}

/** "On Monday … wrote:", on one line or broken into several, with the quoted mail below it. */
function announcesQuote(all: readonly string[], at: number): boolean {
  const first = all[at] ?? '';
  if (first.trim() === '' || first.startsWith('>') || first.length > 400) return false;
  for (let length = 1; length <= announcement; length += 1) {
    const block = all.slice(at, at + length);
    if (block.length < length || block.some((line) => line.trim() === '' || line.length > 400)) return false;
    const said = block.join(' ');
    if (!/:\s*$/.test(said)) continue;
    const below = all.slice(at + length).find((line) => line.trim() !== '');
    const quoted = below === undefined || below.startsWith('>');
    // An ordinary sentence may end in "wrote:" too; one with a date or an address in it does not.
    return wrote.test(said) ? quoted || /\d{4}|@/.test(said) : quoted && below !== undefined && /@|\d{1,2}[:.h]\d{2}/.test(said);
  }
  return false;
}
