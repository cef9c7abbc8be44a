import type { MailBlock, MailBrand, MailContent } from './content.js';
import { characters, paragraphs, plainLine, splitAtPhones, webUrl } from './plain.js';

/** Characters in a line of the plain text part; only an address longer than that may pass it. */
const WIDTH = 76;
/** Labels longer than this stand on a line of their own, else one long label would push all values to the right. */
const LABEL_WIDTH = 24;
/** Stands for a blank at which no line is broken; no text has it, for control characters are dropped. */
const KEPT_BLANK = '\u0000';

/**
 * The plain text part: the same content in the same order as the HTML part, wrapped at 76
 * characters, ending in one line break. Addresses stand on their own line and are never broken.
 */
export function renderText(content: MailContent, brand: MailBrand): string {
  const sections = [
    wrap(plainLine(content.greeting)),
    ...content.blocks.map(renderBlock),
    content.closing.flatMap((line) => wrap(plainLine(line))),
    ['-- ', ...renderOffice(brand)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function renderBlock(block: MailBlock): string[] {
  switch (block.kind) {
    case 'text':
      return renderParagraphs(block.text);
    case 'button':
      return [...wrap(`${plainLine(block.label)}:`), block.url.trim()];
    case 'facts':
      return renderFacts(block.rows);
    case 'list':
      return renderList(block);
    case 'notice':
      return renderParagraphs(block.text).map((line) => (line === '' ? '!' : `! ${line}`));
  }
}

function renderParagraphs(text: string): string[] {
  return paragraphs(text).flatMap((lines, index) => {
    const wrapped = lines.flatMap((line) => wrap(line, WIDTH - 2));
    return index === 0 ? wrapped : ['', ...wrapped];
  });
}

function renderFacts(rows: { label: string; value: string }[]): string[] {
  const named = rows.map(({ label, value }) => ({
    label: `${plainLine(label)}:`,
    lines: paragraphs(value).flat(),
  }));
  const column = Math.max(0, ...named.map(({ label }) => width(label)).filter((size) => size <= LABEL_WIDTH)) + 2;
  return named.flatMap(({ label, lines }) => {
    const wrapped = lines.flatMap((line) => wrap(line, WIDTH - column));
    const indented = wrapped.map((line) => ' '.repeat(column) + line);
    const [first, ...rest] = wrapped;
    if (first === undefined) return [label];
    if (width(label) > LABEL_WIDTH) return [...wrap(label), ...indented];
    return [label + ' '.repeat(column - width(label)) + first, ...rest.map((line) => ' '.repeat(column) + line)];
  });
}

function renderList(block: Extract<MailBlock, { kind: 'list' }>): string[] {
  const items = block.items.flatMap((item) => {
    const [first = '', ...rest] = wrap(plainLine(item.text), WIDTH - 2);
    const detail = item.detail === undefined ? [] : paragraphs(item.detail).flat().flatMap((line) => wrap(line, WIDTH - 2));
    const link = item.url === undefined ? null : webUrl(item.url);
    const leads = link === null ? [] : [...(item.button === undefined ? [] : wrap(`${plainLine(item.button)}:`, WIDTH - 2)), link];
    return [`- ${first}`, ...[...rest, ...detail, ...leads].map((line) => `  ${line}`)];
  });
  return block.title === undefined ? items : [...wrap(plainLine(block.title)), ...items];
}

function renderOffice(brand: MailBrand): string[] {
  return [brand.programmeName, brand.officeName, brand.officePhone, brand.officeAddressLine]
    .map(plainLine)
    .filter((line) => line !== '')
    .flatMap((line) => wrap(line));
}

/** Breaks a line at blanks only, so that a word longer than the width (an address) stays whole, and a telephone number too. */
function wrap(line: string, limit: number = WIDTH): string[] {
  const lines: string[] = [];
  for (const word of words(line)) {
    const last = lines.at(-1);
    if (last !== undefined && width(last) + 1 + width(word) <= limit) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function words(line: string): string[] {
  const together = splitAtPhones(line).map((part, index) => (index % 2 === 0 ? part : part.replaceAll(' ', KEPT_BLANK)));
  return together
    .join('')
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => part.replaceAll(KEPT_BLANK, ' '));
}

function width(line: string): number {
  return characters(line).length;
}
