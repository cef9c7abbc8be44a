import type { PlainField } from '../programme/form-schema.js';

/** Whether a number is one of a few steps, such as 1 to 5, that are chosen with one touch. */
export function isScale({ type, min, max }: PlainField): boolean {
  return type === 'integer' && min !== undefined && min > 0 && max !== undefined && max - min <= 4;
}
