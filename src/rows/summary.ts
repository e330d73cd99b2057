/** The numbers that matter for a figure, for the closing lines in the terminal, and a small text plot. */
export interface Summary {
  readonly findings: readonly { readonly label: string; readonly value: string }[];
  readonly table?: TextTable;
  readonly plot?: {
    readonly title: string;
    readonly x: { readonly label: string; readonly scale: "linear" | "log" };
    readonly y: { readonly label: string; readonly scale: "linear" | "log" };
    readonly series: readonly {
      readonly name: string;
      readonly points: readonly (readonly [number, number])[];
    }[];
  };
}

/** A table for the terminal: the last columns may be left out where it is narrow. */
export interface TextTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** So many of the first columns are shown however narrow it is. */
  readonly needed?: number;
}
