import { mean, sampleStandardDeviation } from "simple-statistics";

/** What is said of several observations of one number. */
export interface Spread {
  /** Null without observations. */
  readonly mean: number | null;
  /** Sample standard deviation, with n − 1: the band of the charts. Null for fewer than two. */
  readonly sd: number | null;
  /** Of the mean, sd/√n. Null for fewer than two. */
  readonly standardError: number | null;
  readonly n: number;
}

/** Mean, standard deviation and standard error of some numbers. */
export const spreadOf = (values: readonly number[]): Spread => {
  const n = values.length;
  if (n === 0) return { mean: null, sd: null, standardError: null, n };
  const sd = n < 2 ? null : sampleStandardDeviation([...values]);
  return { mean: mean([...values]), sd, standardError: sd === null ? null : sd / Math.sqrt(n), n };
};
