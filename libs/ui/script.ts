import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The one script that pages run: it saves a long form as it is typed. Served as it is written, without its comments. */
const autosave = withoutComments(readFileSync(new URL('./browser/autosave.js', import.meta.url), 'utf8'));

/** The script's path; it changes with its content, so it can be kept for good. */
export const autosavePath = `/script/autosave-${createHash('sha256').update(autosave).digest('hex').slice(0, 8)}.js`;

/** The script that a path names, or undefined. */
export function scriptFile(path: string): string | undefined {
  return path === autosavePath ? autosave : undefined;
}

/** Indentation and lines that are only a comment stay at home. */
function withoutComments(source: string): string {
  return source.replace(/^\s*(?:(?:\/\/.*|\/\*\*.*\*\/)\n)?/gm, '');
}
