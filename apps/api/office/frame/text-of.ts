/** A posted or stored value as text; anything that is no text is an empty one. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
