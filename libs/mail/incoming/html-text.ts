import { compile, type SelectorDefinition } from 'html-to-text';

/** UTF-16 units of an HTML part that are read, and its tags: what somebody writes stands above what is quoted, and has a tenth of either. */
const htmlLimit = 400_000;
const mostTags = 6_000;
/** How deep parts may stand in each other; what is deeper is no longer looked at. */
const deepest = 100;

/** Elements whose content nobody reads, those that stand on lines of their own, and those with an empty line around them. */
const unread = ['head', 'title', 'img', 'script', 'style', 'template', 'noscript', 'svg', 'iframe'];
const ownLines = ['tr', 'li', 'hr'];
const paragraphs = ['p', 'div', 'ul', 'ol', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'section', 'article'];
const around = (breaks: number) => ({ leadingLineBreaks: breaks, trailingLineBreaks: breaks });

const selectors: SelectorDefinition[] = [
  ...['*', 'a'].map((selector) => ({ selector, format: 'inline' })),
  ...unread.map((selector) => ({ selector, format: 'skip' })),
  ...ownLines.map((selector) => ({ selector, format: 'block', options: around(1) })),
  ...paragraphs.map((selector) => ({ selector, format: 'block', options: around(2) })),
  { selector: 'br', format: 'lineBreak' },
  { selector: 'pre', format: 'pre', options: around(2) },
  { selector: 'blockquote', format: 'blockquote', options: around(2) },
];

const read = compile({
  wordwrap: false,
  whitespaceCharacters: ' \t\r\n\f\u200b\u00a0',
  baseElements: { selectors: [] },
  limits: { maxDepth: deepest, ellipsis: '' },
  selectors,
});

/** The text of an HTML part, quoted parts marked with `>`. */
export function textOfHtml(source: string): string {
  return read(beginningWithTags(source.slice(0, htmlLimit), mostTags));
}

/** The beginning of a part up to so many tags: each one that is left open makes the next ones more work. */
function beginningWithTags(html: string, most: number): string {
  let at = -1;
  for (let tags = 0; tags <= most; tags += 1) {
    at = html.indexOf('<', at + 1);
    if (at < 0) return html;
  }
  return html.slice(0, at);
}
