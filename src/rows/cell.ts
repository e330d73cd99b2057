import type { Row } from "./row.ts";
import type { Settings } from "./settings.ts";

/** One independent piece of computation (a seed, a λ, …); its identity is the hash of `work` and `settings`. */
export interface Cell {
  /** Name of what computes it; experiments that share their work share their cells. */
  readonly work: string;
  readonly settings: Settings;
  /** Entries of registries that it is computed with, by kind and name: `energy hopfield`, `solver euler`. What they are is part of its identity. */
  readonly uses: readonly string[];
  /** For people: `euler, seed 3, λ 0.01`. Not part of the identity. */
  readonly label: string;
  /** About how many passes of one example it takes, as far as its settings say: the longest cells are computed first. Not part of the identity. */
  readonly effort?: number;
}

/** How relaxations ended, counted over samples. */
export type OutcomeCounts = Readonly<Record<string, number>>;

/** What a cell yields: rows of plain numbers for each of its tables, and how its relaxations ended. */
export interface CellResult {
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  readonly outcomes: OutcomeCounts;
}
