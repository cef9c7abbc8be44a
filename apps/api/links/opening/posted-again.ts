/** What was posted, as hidden fields of the next page, to be posted again. */
export function postedAgain(raw: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(raw).flatMap(([name, value]): [string, string][] =>
    (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string').map((each) => [name, each as string]),
  );
}
