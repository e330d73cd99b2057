import type { Linalg, LossKind, Matrix, Precision } from "../linalg/linalg.ts";
import type { Network, Parameters } from "../network/network.ts";
import type { Energy } from "./energy.ts";

/** What an energy is bound to: a network, a clamped input and a target. */
export interface Problem {
  readonly network: Network;
  readonly parameters: Parameters;
  /** `x_0` [batch, n_0]. */
  readonly input: Matrix;
  /** `T` [batch, n_L]. */
  readonly target: Matrix;
  readonly loss: LossKind;
  /** The engine that binds energies in its precision; without it, and in another precision, the built-in one does. */
  readonly engine?: EnergyEngine;
}

/**
 * Binds an energy to a problem. `feedback`, in (0, 1], is how strong signals from above are against those from below: the
 * energy's γ or κ. 1 where the energy has no such dial.
 */
export type EnergyMaker = (linalg: Linalg, problem: Problem, feedback: number) => Energy;

/** Energies by name, from elsewhere than `energy/`. */
export interface EnergyEngine {
  readonly precision: Precision;
  /** Throws `UserError` (usage) for an energy that the engine doesn't have. */
  readonly makerOf: (name: string) => EnergyMaker;
}
