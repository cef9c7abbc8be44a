/** What a browser or a client posted, seen as one flat table: `activities.0.day` to its texts. */

/** Texts by dotted name; a name posted several times keeps each. */
export type Posted = ReadonlyMap<string, readonly string[]>;

/** Deeper nesting than any form has is not looked at. */
const deepest = 6;
/** More names than any form has are not looked at. */
const mostNames = 5_000;

/** Flattens dotted names and nested JSON to one table. Anything that is no text, number or yes/no is left out. */
export function flatten(raw: Readonly<Record<string, unknown>>): Posted {
  const posted = new Map<string, string[]>();
  const add = (name: string, text: string): void => {
    const texts = posted.get(name);
    if (texts !== undefined) texts.push(text);
    else if (posted.size < mostNames) posted.set(name, [text]);
  };
  const visit = (name: string, value: unknown, depth: number): void => {
    if (typeof value === 'string') add(name, value);
    else if (typeof value === 'number' || typeof value === 'boolean') add(name, String(value));
    else if (Array.isArray(value)) {
      value.forEach((item: unknown, index) => {
        const isRow = typeof item === 'object' && item !== null;
        if (isRow && depth < deepest) visit(`${name}.${index}`, item, depth + 1);
        else if (!isRow) visit(name, item, depth + 1);
      });
    } else if (typeof value === 'object' && value !== null && depth < deepest) {
      for (const [key, item] of Object.entries(value)) visit(`${name}.${key}`, item, depth + 1);
    }
  };
  for (const [name, value] of Object.entries(raw)) visit(name, value, 0);
  return posted;
}

/** The row numbers that were posted for a list, in order; gaps are possible. */
export function rowsOf(posted: Posted, path: string): number[] {
  const numbers = new Set<number>();
  for (const name of posted.keys()) {
    if (!name.startsWith(`${path}.`)) continue;
    const [index = ''] = name.slice(path.length + 1).split('.', 1);
    if (/^\d{1,4}$/.test(index)) numbers.add(Number(index));
  }
  return [...numbers].toSorted((a, b) => a - b);
}
