/**
 * Durations as a programme's definition writes them: `7wd` (working days), `30d` (calendar days), `6mo` (calendar
 * months), `12h`, `30min`. They stay text in the definition, so that a page can show what was decided.
 */

/** What a duration counts. */
export const durationUnits = ['wd', 'd', 'mo', 'h', 'min'] as const;
/** One unit. */
export type DurationUnit = (typeof durationUnits)[number];

/** A duration taken apart. `amount` is negative only in offsets of moments. */
export interface Duration {
  readonly amount: number;
  readonly unit: DurationUnit;
}

const pattern = /^(-?\d{1,4})(wd|d|mo|h|min)$/;

/** Reads a duration, or returns undefined when the text is none. */
export function readDuration(text: string): Duration | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  return { amount: Number(match[1]), unit: match[2] as DurationUnit };
}

/** Reads a duration of a definition that was already validated; anything else is a programming error. */
export function durationOf(text: string): Duration {
  const duration = readDuration(text);
  if (duration === undefined) throw new Error(`"${text}" is no duration`);
  return duration;
}

/**
 * A rough length in hours, only to compare the order of two deadlines of one policy (five working days are seven
 * calendar days); never used to compute an instant.
 */
export function roughHours({ amount, unit }: Duration): number {
  switch (unit) {
    case 'wd':
      return amount * 24 * (7 / 5);
    case 'd':
      return amount * 24;
    case 'mo':
      return amount * 24 * 30;
    case 'h':
      return amount;
    case 'min':
      return amount / 60;
  }
}
