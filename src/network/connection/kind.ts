import type { z } from "zod";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import type { Shape } from "../shape.ts";

/** The weights of a linear map, as PyTorch shapes them, and the matrix that holds them row after row. */
export interface WeightShape {
  readonly rows: number;
  readonly columns: number;
  /** Numbers that one unit of the target sums, and units of the target that one unit of the source reaches. */
  readonly fanIn: number;
  readonly fanOut: number;
}

/** A square window that moves over images. */
export interface Window {
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

/** A linear map C from the units of one layer to those of another, without numbers yet. */
export interface LinearMap {
  readonly kind: string;
  readonly source: Shape;
  readonly target: Shape;
  /** Null for a map that has nothing to learn. */
  readonly weights: WeightShape | null;
  /** Of a map that looks through one; null for the others. */
  readonly window: Window | null;
  /** What a network's short name calls a layer that is made by it: `64`, `conv 16`. */
  readonly label: string;
  /**
   * c C with numbers: `scale` is c. `pulls`: whether the adjoint is asked for too (not from the clamped input). What it
   * makes lives as long as the scope in which it is called.
   */
  readonly bind: (linalg: Linalg, weights: Matrix | null, scale: number, pulls: boolean) => BoundMap;
}

/** c C with numbers; rows are samples. */
export interface BoundMap {
  /** a += c C x, for x [batch, source], a [batch, target]. */
  readonly drive: (x: Matrix, a: Matrix) => void;
  /** back += c Cᵀ signal, for signal [batch, target], back [batch, source]. */
  readonly pull: (signal: Matrix, back: Matrix) => void;
  /** back = the same, to the bit what `pull` adds to zeros: of a kind that need not write these first. */
  readonly pullAlone?: (signal: Matrix, back: Matrix) => void;
  /** out = c ∂(Σ signal · C x)/∂C, summed over the batch; null where there is nothing to learn. */
  readonly gradient: ((x: Matrix, signal: Matrix, out: Matrix) => void) | null;
  /** A shortcut that not every kind has: `drive` after `pull` in one product of the target's size alone. */
  readonly gram?: () => Gram;
}

/** The map c C (c C)ᵀ, for z [batch, target]. */
export interface Gram {
  /** a += z c C (c C)ᵀ. */
  readonly drive: (z: Matrix, a: Matrix) => void;
  /** A function `a = a₀ + z c C (c C)ᵀ`, as far as a ReLU sees a: `Linalg.rectifiedProduct`. */
  readonly driveRectified: (a0: Matrix) => (z: Matrix, a: Matrix) => void;
}

/** A kind of connection: the settings that it is described by, and the map that they make. */
export interface ConnectionKind<Settings extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly schema: Settings;
  /** The map from a layer of that shape, or why there is none, as `expected …, found …; remedy`. */
  readonly map: (settings: unknown, source: Shape) => LinearMap | string;
}

/** A kind, its settings checked by its schema. */
export const connectionKind = <Settings extends z.ZodObject>(
  name: string,
  schema: Settings,
  map: (settings: z.output<Settings>, source: Shape) => LinearMap | string,
): ConnectionKind<Settings> => ({
  name,
  schema,
  map: (settings, source) => map(schema.parse(settings), source),
});
