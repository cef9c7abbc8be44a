/** What Postgres says to text with a NUL in it, or in a JSON value: it can hold every other character. */
const codes: readonly unknown[] = ['22021', '22P05'];

/** Whether an error only says that a request held text that cannot be on file: a bad request, and no surprise. */
export function isUnstorableText(error: unknown): boolean {
  return codes.includes((error as { code?: unknown } | null | undefined)?.code);
}
