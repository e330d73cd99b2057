/**
 * What can be proven about the way of a descent in the coordinates of an iteration, from bounds alone. Where F is strongly
 * convex with modulus m in a ball of radius r about a stationary point, and r² ≥ 2 ΔF / m for a point of the ball that lies
 * ΔF higher, the energy on the ball's surface is at least that of the point: no descent from there leaves the ball, so the
 * stationary point is a minimum and the dynamics from that point end in it.
 */
export interface Basin {
  /** ‖∂F/∂coordinates‖ is at most this times the distance between a position and its image. */
  readonly stiffness: number;
  /** `Π` of each layer's coordinates, with which `∂²F/∂coordinates² = Π (1 − derivative of the map)`. */
  readonly precisions: readonly number[];
  /** F of each sample at the position that was iterated last. */
  readonly energies: () => Float64Array;
  /**
   * m for one sample within `radius` of the position that was iterated last, as long as no kink is met there that is not
   * convex; 0 or less where none can be proven.
   */
  readonly convexity: (row: number, radius: number) => number;
  /** Whether within `radius` of that position one sample meets no kinks, or convex ones alone. */
  readonly encloses: (row: number, radius: number) => boolean;
}
