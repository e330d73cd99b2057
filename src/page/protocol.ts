import type { CellResult } from "../rows/cell.ts";
import type { Row } from "../rows/row.ts";
import type { Settings } from "../rows/settings.ts";
import type { FormulaState } from "./state/formula.ts";
import type { LimitState } from "./state/limit.ts";

// What page and worker say to each other.

/** Settings of cells as the commands of the page make them; the page fills in what its sliders say. */
export interface Templates {
  /** Of fig3a: inference by Euler's method, and at the equilibrium. */
  readonly euler: Settings;
  readonly equilibrium: Settings;
  /** Of estimator-order. */
  readonly order: Settings;
}

export interface Setup {
  readonly kind: "setup";
  readonly digits: { readonly labels: readonly number[]; readonly pixels: Uint8Array };
  readonly templates: Templates;
}

/** How far an estimate is from backprop, as the CSV of fig3a has it. */
export interface Reading {
  readonly distance: number;
  readonly relativeError: number | null;
  readonly cosine: number | null;
  /** Of each layer's weights and biases, from the lowest. */
  readonly layerCosines: readonly (number | null)[];
  readonly outcome: string;
  readonly residual: number;
  readonly iterations: number;
  /** I and λL where inference ended. */
  readonly internal: number;
  readonly supervised: number;
}

/** One inference, step by step. */
export interface Course {
  /** At steps 0 … n. */
  readonly internal: readonly number[];
  readonly supervised: readonly number[];
  readonly total: readonly number[];
  /** For each hidden layer and the output, at steps 1 … n: the mean velocity's distance from the gradient of backprop (Fig. 2B). */
  readonly distances: readonly (readonly number[])[];
  /** What these distances tend to at rest, where the mean velocity is 0. */
  readonly resting: readonly number[];
  /** Activities and prediction errors of each layer, [n + 1, units]. */
  readonly activities: readonly Float32Array[];
  readonly errors: readonly Float32Array[];
}

export interface LimitAnswer {
  readonly kind: "limit";
  readonly id: number;
  /** Why there is no reading: the inference diverged. */
  readonly trouble: string | null;
  readonly euler: Reading | null;
  readonly equilibrium: Reading | null;
  readonly course: Course | null;
  /** Computing time in the worker, milliseconds. */
  readonly milliseconds: { readonly euler: number; readonly equilibrium: number; readonly all: number };
}

export type Request =
  | Setup
  | { readonly kind: "limit"; readonly id: number; readonly state: LimitState }
  | { readonly kind: "formula"; readonly id: number; readonly state: FormulaState }
  | { readonly kind: "cell"; readonly id: number; readonly work: string; readonly settings: Settings };

export type Answer =
  | { readonly kind: "ready" }
  | LimitAnswer
  /** The largest curvature of the energy at the free phase, and the step below which Euler's method is stable. */
  | { readonly kind: "curvature"; readonly id: number; readonly largest: number; readonly safeStep: number }
  /** A point of Fig. 3A for the network of the sliders, of the curve with that `curveKey`. */
  | {
      readonly kind: "point";
      readonly id: number;
      readonly key: string;
      readonly lambda: number;
      readonly euler: number | null;
      readonly equilibrium: number | null;
    }
  /** A row of `estimator-order.csv`, and at the end the fitted order. */
  | { readonly kind: "row"; readonly id: number; readonly row: Row }
  | { readonly kind: "order"; readonly id: number; readonly row: Row }
  | { readonly kind: "cell"; readonly id: number; readonly result: CellResult }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };
