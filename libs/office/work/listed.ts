/** What is on a line of the desk or a digest: the first few, and how many there are in all. */
export interface Listed<T> {
  /** At most {@link mostListed}. */
  first: T[];
  count: number;
}

/** A page or a mail with more lines than this is read by nobody. */
export const mostListed = 50;

/** Several lines as one, in their order. */
export function joined<T>(...lines: readonly Listed<T>[]): Listed<T> {
  return { first: lines.flatMap(({ first }) => first).slice(0, mostListed), count: lines.reduce((sum, { count }) => sum + count, 0) };
}

/** A line of which everything is at hand. */
export function listed<T>(all: readonly T[]): Listed<T> {
  return { first: all.slice(0, mostListed), count: all.length };
}
