/** One way to write a value as JSON, so that equal contents have equal hashes: the JSON Canonicalization Scheme, RFC 8785. */

/** Anything that JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * Writes a value by RFC 8785: keys in the order of their UTF-16 code units, no spaces, numbers and texts as ECMAScript
 * writes them. Beyond the standard, absent keys and undefined are the same, and undefined in a list is null.
 * @throws Error for what has no JSON: functions, numbers that are not finite, halves of a surrogate pair.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, item]) => `${canonicalJson(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  const text = isSound(value) ? (JSON.stringify(value) as string | undefined) : undefined;
  if (text === undefined) throw new Error(`a ${typeof value} has no JSON`);
  return text;
}

/** RFC 8785, 3.2.2: what would be written in a way that nobody reads back is an error. */
function isSound(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'string' || value.isWellFormed();
}
