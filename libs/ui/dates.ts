import { formatDay } from '../domain/texts/say-values.js';

/** Two local days as people read them: "Monday 8 March 2027 – Thursday 11 March 2027". */
export function dayRangeText(from: string, to: string, language: string): string {
  return from === to ? formatDay(from, language) : `${formatDay(from, language)} – ${formatDay(to, language)}`;
}
