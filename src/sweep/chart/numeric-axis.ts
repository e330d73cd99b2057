/** A direction of the chart along which numbers lie. */
export interface NumericAxis {
  readonly column: string;
  /** In ascending order. */
  readonly values: readonly number[];
  readonly scale: "linear" | "log";
  /** Other fields whose values go with these. */
  readonly paired: readonly string[];
}
