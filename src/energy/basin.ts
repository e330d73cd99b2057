/** How far a stationary point at which a map stands may be from one, and the sample that is asked for. */
export interface RestingPoint {
  readonly row: number;
  /** ‖∂F/∂coordinates‖ that is left there. */
  readonly residual: number;
}

/**
 * What bounds alone say about F around the stationary point e* at which a map stands, in the coordinates of the map. A descent
 * from a point within r of e* whose F is lower than `F(e*) + rise(r)` never gets as far as r; if there is no other stationary
 * point within r, it ends in e*.
 */
export interface Landscape {
  /** Whether F has no other stationary point anywhere, and every way of the dynamics ends in this one. */
  readonly isOnly: (at: RestingPoint) => boolean;
  /** A lower bound of `F(e) − F(e*)` at each distance ‖e − e*‖. */
  readonly rise: (at: RestingPoint, distance: number) => number;
  /** Whether F has no other stationary point within a distance of e* (in the sense of Clarke, kinks included). */
  readonly isAlone: (at: RestingPoint, radius: number) => boolean;
  /** Whether F is convex within a distance of e*. */
  readonly isConvex: (at: RestingPoint, radius: number) => boolean;
}

/** What can be proven about the way of a descent in the coordinates of an iteration. */
export interface Basin {
  /** ‖∂F/∂coordinates‖ is at most this times the distance between a position and its image. */
  readonly stiffness: number;
  /** `Π` of each layer's coordinates, with which `∂²F/∂coordinates² = Π (1 − derivative of the map)`. */
  readonly precisions: readonly number[];
  /** F of each sample at the position that was iterated last. */
  readonly energies: () => Float64Array;
  /** Bounds at the position that was iterated last: those that cost little first, then those that are tight. */
  readonly landscapes: () => readonly Landscape[];
}
