/** A value in a row. A missing observation is `null`: empty in the CSV, never 0. */
export type Value = number | string | null;

/** A number that exists only where both of the vectors compared are other than 0. */
export const orMissing = (value: number): Value => (Number.isNaN(value) ? null : value);

/** A number that is written only where it is one: not what diverged, and nothing divided by 0. */
export const finiteOrMissing = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** One observation, keyed by column name. */
export type Row = Readonly<Record<string, Value>>;
