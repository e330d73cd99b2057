import type { Linalg, LossKind, Matrix, Precision } from "../linalg/linalg.ts";
import { type ForwardPass, feedForward } from "../network/feed-forward.ts";
import type { Network } from "../network/network.ts";
import type { Parameters } from "../network/parameters.ts";
import type { Energy } from "./energy.ts";
import type { State } from "./state.ts";

/** Where an energy that says so itself rests without a nudge, by a formula of parameters and input. */
export interface FreePhase {
  readonly state: State;
  /** Whether it does rest there, and ∂I/∂θ = 0 as well. */
  readonly atRest: boolean;
}

/** What an energy is bound to: a network, a clamped input and a target. */
export interface Problem {
  readonly network: Network;
  readonly parameters: Parameters;
  /** `x_0` [batch, n_0]. */
  readonly input: Matrix;
  /** `T` [batch, n_L]. */
  readonly target: Matrix;
  readonly loss: LossKind;
  /** The feed-forward pass of these parameters and this input, where it is known already. */
  readonly pass?: ForwardPass | undefined;
  /** What the energy's own formula of the free phase gives for them, where it is known already. */
  readonly free?: FreePhase | undefined;
  /** The engine that binds energies in its precision; without it, and in another precision, the built-in one does. */
  readonly engine?: EnergyEngine | undefined;
}

/** The feed-forward pass of the problem's input, computed unless it is known. */
export const passOf = (linalg: Linalg, { network, parameters, input, pass }: Problem): ForwardPass =>
  pass ?? feedForward(linalg, network, parameters, input);

/**
 * Binds an energy to a problem. `feedback`, in (0, 1], is how strong signals from above are against those from below: the
 * energy's κ or γ; an energy without such a dial leaves it out.
 */
export type EnergyMaker = (linalg: Linalg, problem: Problem, feedback: number) => Energy;

/** What is asked of an energy, before there are numbers. */
export interface Asked {
  readonly network: Network;
  readonly loss: LossKind;
}

/** An energy of the registry, or one from elsewhere that stands in its place. */
export interface EnergyRecord {
  readonly name: string;
  /** One line for people: the formula. */
  readonly formula: string;
  /** What the strength of its signals from above is called; null where it has no such dial. */
  readonly feedback: "kappa" | "gamma" | null;
  /**
   * What an infinitesimal nudge of its free phase computes: the gradient of the feed-forward pass, which then is that free
   * phase (backprop), or of its own fixed point (implicit). With a feedback of 1.
   */
  readonly truth: "backprop" | "implicit";
  /** Why it can't be had for this network or loss, as `expected …, found …; remedy`; null where it can. */
  readonly refusal: (asked: Asked) => string | null;
  /** Its own formula of the free phase, where it has one; evaluated once, it goes with the problem. */
  readonly free?: (linalg: Linalg, problem: Problem) => FreePhase;
  readonly bind: EnergyMaker;
}

/** Energies from elsewhere than `energy/`. */
export interface EnergyEngine {
  /** In messages. */
  readonly name: string;
  readonly precision: Precision;
  /** By the names of the registry. */
  readonly makers: Readonly<Partial<Record<string, EnergyMaker>>>;
}
