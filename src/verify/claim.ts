import type { Laboratory } from "../bench/laboratory.ts";
import type { Cell, CellResult } from "../rows/cell.ts";
import type { PaperName } from "./papers.ts";
import type { Window } from "./window.ts";

/** What a measurement makes of a claim. The stronger condition is the claim's own `condition`. */
export type Verdict = "holds" | "holds under a stronger condition" | "does not hold";

/**
 * What a number decides. `stated`: the claim under the conditions of its source. `stronger`: the claim under the
 * stronger condition. `check`: whether the measurement can be trusted at all; outside its window there is no verdict.
 */
export type Role = "stated" | "stronger" | "check";

/** One number that is measured, and the window that theory puts it in. */
export interface Part {
  /** What is measured, with its unit if it has one; the key of `Measurement.values`. */
  readonly name: string;
  readonly role: Role;
  readonly window: Window;
  /** Where the number is an exponent: what the figure of all orders calls it. */
  readonly order?: string;
}

const part =
  (role: Role) =>
  (name: string, window: Window, order?: string): Part => ({
    name,
    role,
    window,
    ...(order !== undefined && { order }),
  });

export const stated = part("stated");
export const stronger = part("stronger");
export const check = part("check");

/** One point of a curve behind a measured order. */
export interface Point {
  /** Which estimator, or quantity: a line of the figure. */
  readonly series: string;
  /** What is varied: λ, γ, κ, or a distance. */
  readonly dial: string;
  readonly at: number;
  readonly seed: number;
  /** Relative error of the gradient, dimensionless, or what the series says. */
  readonly error: number;
}

export interface Measurement {
  readonly values: Readonly<Record<string, number>>;
  readonly points?: readonly Point[];
}

/** Cells of experiments by what a claim calls them, and what they came to. */
export type Readings = Readonly<Record<string, readonly Cell[]>>;
export type Read = Readonly<Record<string, readonly CellResult[]>>;

/** The engines of the laboratory that a claim is measured in, whose memory its small networks live in. */
export type Engines = Pick<Laboratory, "linalg">;

/** What is said of a claim before measuring. */
interface Statement {
  readonly id: string;
  /** Which paper makes it, or first had it: its folder among the claims. */
  readonly paper: PaperName;
  readonly statement: string;
  readonly equation: string;
  /** In the paper. `after`: the paper does not make this claim, which follows on what stands there. */
  readonly where: string;
  /** The paper that it comes from, or that first had it. */
  readonly source: string;
  /** What it is measured on. */
  readonly conditions: string;
  /** `small`: random networks of a few units, in seconds. `full`: the paper's network and MNIST, in minutes. */
  readonly scale: "small" | "full";
  readonly parts: readonly Part[];
  readonly expected: Verdict;
  /** The stronger condition; empty where no part has that role. */
  readonly condition: string;
  /** What a reader must know to read the numbers; empty when they speak for themselves. */
  readonly note: string;
}

/** One that measures by itself. */
export interface MeasuringClaim extends Statement {
  readonly reads?: undefined;
  readonly measure: (engines: Engines) => Measurement;
}

/** One that reads the cells of figures, so that nothing is computed twice; `read` has their results, by the same names. */
export interface ReadingClaim extends Statement {
  readonly reads: () => Readings;
  readonly measure: (read: Read) => Measurement;
}

/** A statement of the theory that a measurement can contradict. All but `measure` is written before measuring. */
export type Claim = MeasuringClaim | ReadingClaim;

export const measuresItself = (claim: Claim): claim is MeasuringClaim => claim.reads === undefined;
