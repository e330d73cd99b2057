/** A value in a row. A missing observation is `null`: empty in the CSV, never 0. */
export type Value = number | string | null;

/** A number that exists only where both of the vectors compared are other than 0. */
export const orMissing = (value: number): Value => (Number.isNaN(value) ? null : value);

/** One observation, keyed by column name. */
export type Row = Readonly<Record<string, Value>>;
