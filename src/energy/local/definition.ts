/**
 * A unit of a layer that inference moves, as its energy sees it. One record serves all units, one after the other: read it, and keep
 * nothing of it.
 */
export interface Unit {
  /** Its activity. */
  readonly x: number;
  /** `a`: its bias and what its connections bring, whatever their kind. */
  readonly a: number;
  /** `f(a)`, by the kernel of the layer's activation. */
  readonly f: number;
  /** `f′(a)`; where the unit rests on a kink, a number between the two one-sided ones. */
  readonly slope: number;
  /** `x − f(a)`, known better than by subtraction at the equilibrium. */
  readonly error: number;
  /** From 1 at the first layer above the input. */
  readonly layer: number;
  /** Within its layer, from 0. */
  readonly unit: number;
}

/** The energy of a unit, `e(x, a)`, and its derivatives; the internal energy is `I = Σ_l Σ_i e(x_i, a_i)`. */
export interface LocalEnergy {
  /** `e(x, a)`. */
  readonly energy: (unit: Unit) => number;
  /** `∂e/∂x`. */
  readonly byState: (unit: Unit) => number;
  /** `∂e/∂a`. */
  readonly byDrive: (unit: Unit) => number;
  /**
   * The error at which `∂e/∂x = p`; `x` and `error` of the unit mean nothing here. With it the equilibrium is found in errors, where
   * no difference of nearly equal numbers occurs. Default: in the activities.
   */
  readonly settle?: (p: number, unit: Unit) => number;
  /** What the loss looks at: a prediction `o = a_L`, as in predictive coding, or the state of the output layer. Default: prediction. */
  readonly output?: "prediction" | "state";
}

/** What a module's `local` is told of its surroundings. */
export interface LocalSurroundings {
  /** `[n_0 … n_L]` of the config's network. */
  readonly sizes: readonly number[];
  /** `energy.options` of the config. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The export `local` of a module. */
export type LocalEnergyMaker = (surroundings: LocalSurroundings) => LocalEnergy;

/** A local energy for a network, with what is known of it without numbers. */
export interface BoundLocal extends LocalEnergy {
  readonly output: "prediction" | "state";
  /** In messages. */
  readonly name: string;
  /**
   * Whether its free phase is the feed-forward pass, at which nothing pulls: `settle(0) = 0`, and both derivatives are exactly 0 where
   * the error is.
   */
  readonly feedForward: boolean;
  /** What its functions threw, with its place. */
  readonly failed: (error: unknown) => Error;
}
