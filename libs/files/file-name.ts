import { composed } from '../domain/forms/composed.js';

/** Longest name without its ending, in characters. */
const longest = 80;
/** How much of a claimed name is looked at, from its end, in UTF-16 units: no system keeps a longer one. */
const looksAt = 1_000;

/** Endings by media type: the ending follows from the content, whatever the name said. */
const endings: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
};

/** Names that some systems keep for devices. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A name that can be shown and saved anywhere: no path, no control or invisible characters, none that turn the reading
 * direction around, not too long.
 */
export function plainName(claimed: string): string {
  const { stem, ending } = taken(claimed);
  return shorten(stem) + ending;
}

/** The same with the ending of what the file really is. */
export function fileName(claimed: string, mediaType: string): string {
  return shorten(taken(claimed).stem) + (endings[mediaType] ?? '');
}

function taken(claimed: string): { stem: string; ending: string } {
  const last = composed(claimed.slice(-looksAt).toWellFormed()).split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\ufffd<>:"|?*]/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/^[ .]+|[ .]+$/g, '');
  const [, stem = plain, ending = ''] = /^(.+)(\.[A-Za-z0-9]{1,8})$/u.exec(plain) ?? [];
  return { stem: stem.replace(/[ .]+$/, ''), ending };
}

function shorten(stem: string): string {
  const short = [...stem].slice(0, longest).join('').trim();
  return short === '' || reserved.test(short) ? `file${short === '' ? '' : `-${short}`}` : short;
}
