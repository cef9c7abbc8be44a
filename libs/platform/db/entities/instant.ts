import type { ColumnOptions } from 'typeorm';

/** A column that holds an instant: `timestamptz` in Postgres, an ISO 8601 UTC string in our code. */
export const instant: ColumnOptions = {
  type: 'timestamptz',
  precision: 3,
  transformer: {
    to: (value: string | null | undefined) => value,
    from: (value: Date | null) => value?.toISOString() ?? null,
  },
};

/** The same, where the instant may be unknown. */
export const maybeInstant: ColumnOptions = { ...instant, nullable: true };

/** A column that holds integer cents. Postgres answers `bigint` as text; amounts here fit a safe integer. */
export const cents: ColumnOptions = {
  type: 'bigint',
  transformer: {
    to: (value: number | null | undefined) => value,
    from: (value: string | null) => (value === null ? null : Number(value)),
  },
};

/** The same for large counters. */
export const counter: ColumnOptions = cents;
