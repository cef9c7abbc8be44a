/** The text that stands in a form's value; empty when there is none, or something else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
