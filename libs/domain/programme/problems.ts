/** Problems of files that people write: where, what, and what is allowed instead. */

/** What is wrong in a definition, its texts or the sample network. */
export interface DefinitionProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Keys and indexes from the top, such as `prompts.sign.reminders.1`; empty for the whole file. */
  readonly path: string;
  /** One sentence. */
  readonly problem: string;
  readonly allowed?: readonly string[];
}

/** A YAML file that the caller has read. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** A problem before its line is known. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
  readonly allowed?: readonly string[];
}

/** Sorts problems as they stand in the files. */
export function byPosition(problems: readonly DefinitionProblem[]): DefinitionProblem[] {
  return problems.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** Writes a problem as one line for a console or a log. */
export function problemLine({ file, line, path, problem, allowed }: DefinitionProblem): string {
  const where = path === '' ? '' : ` ${path}:`;
  const choices = allowed === undefined || allowed.length === 0 ? '' : ` Allowed: ${allowed.join(', ')}.`;
  return `${file}:${line}:${where} ${problem}.${choices}`;
}

/** The word that was probably meant, if one is one to three letters away, by the length of the word. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const ranked = words
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  const tolerated = word.length < 4 ? 1 : word.length < 9 ? 2 : 3;
  return best !== undefined && best.distance <= tolerated
    ? best.candidate
    : undefined;
}

/** Letters to add, drop or change to get from one word to the other. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, change));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
