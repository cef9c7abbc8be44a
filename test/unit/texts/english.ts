import type { TextCatalogue } from '../../../libs/domain/texts/catalogue.js';

/**
 * English words that are words of none of the other languages. Deliberately without those that others share, such as
 * "on", "me", "to", "file".
 */
const englishWords =
  'the please your yours you with this that these and we our is are was were not only they what when where who why how from have of by if it us which must will been there here at for until nothing remove needed ticked empty sent saved yes send call day days back answer hub’s everything typed open needs friday monday their host signed number english text'.split(' ');
const word = new RegExp(`(?<![\\p{L}’'-])(?:${englishWords.join('|')})(?![\\p{L}’'-])`, 'giu');

/** What a reader of another language finds in English, or badly written in any: each finding with the words around it. */
export class EnglishFinder {
  private readonly sentences: readonly string[];

  constructor(
    english: TextCatalogue,
    private readonly own: TextCatalogue,
  ) {
    const said = spokenBy(own).join('\n');
    this.sentences = own.language === english.language ? [] : spokenBy(english).flatMap(pieces).filter((piece) => !said.includes(piece));
  }

  /** Looks through what people read; `given` is what people typed or are called, which stays as it is. */
  findings(shown: string, given: Iterable<string> = []): string[] {
    let text = shown.replace(/\s+/g, ' ');
    const names = new Set([...given].map((name) => name.replace(/\s+/g, ' ').trim()).filter((name) => name.length > 1));
    for (const name of [...names].toSorted((a, b) => b.length - a.length)) {
      text = text.replace(new RegExp(`(?<![\\p{L}\\d])${name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?![\\p{L}\\d])`, 'gu'), '□');
    }
    const twoStops = [...text.matchAll(/(?<!\.)\.\.(?!\.)/g)].map(({ index }) => around(text, index));
    if (this.own.language === 'en') return twoStops;
    const words = [...text.matchAll(word)].map(({ index }) => around(text, index));
    return [...twoStops, ...words, ...this.sentences.filter((sentence) => text.includes(sentence))];
  }
}

/** Everything that a page shows or reads aloud, without what it marks as being in another language. */
export function shownBy(html: string): string {
  const language = /<html lang="([^"]+)"/.exec(html)?.[1];
  const left: string[] = [];
  const open: { tag: string; foreign: boolean }[] = [];
  for (const [piece] of html.matchAll(/<style[^>]*>[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>|[^<]+/g)) {
    const [, closing, tag = ''] = /^<(\/?)([a-z][a-z0-9]*)/i.exec(piece) ?? [];
    const foreign = open.some((each) => each.foreign);
    if (!piece.startsWith('<')) {
      if (!foreign) left.push(piece);
    } else if (closing) {
      open.splice(open.findLastIndex((each) => each.tag === tag));
    } else if (tag !== '') {
      const own = / lang="([^"]+)"/.exec(piece)?.[1];
      if (!foreign) left.push(' ', ...[...piece.matchAll(/ (?:aria-label|title|alt|placeholder)="([^"]*)"/g)].map(([, spoken]) => `${spoken} `));
      if (!/^(?:meta|link|br|hr|input|img|!doctype)$/i.test(tag)) open.push({ tag, foreign: own !== undefined && own !== language });
    }
  }
  return left.join('').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function spokenBy({ messages, mails }: TextCatalogue): string[] {
  const ofMails = Object.values(mails).flatMap((mail) => [
    mail.subject,
    mail.preheader ?? '',
    ...mail.paragraphs,
    ...(mail.facts ?? []).flatMap(({ label, value }) => [label, value]),
    mail.button ?? '',
    mail.closing ?? '',
  ]);
  return [...Object.values(messages), ...ofMails];
}

/** What stands between the values of a sentence, where it is long enough to be recognised. */
function pieces(sentence: string): string[] {
  return sentence.split(/[{}#]|, (?:plural|select),/).map((piece) => piece.trim()).filter((piece) => piece.length >= 12 && piece.includes(' '));
}

function around(text: string, index: number): string {
  return `…${text.slice(Math.max(0, index - 40), index + 40)}…`;
}
