import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { refusedAbility } from "../../network/activation.ts";
import { gradientFromSignals } from "../../network/backprop.ts";
import { driveLayer, pullLayer } from "../../network/drive.ts";
import { feedForward } from "../../network/feed-forward.ts";
import { notInARow } from "../../network/in-a-row.ts";
import { activationsOf, type Network } from "../../network/network.ts";
import { layoutOf } from "../../network/parameters.ts";
import { noRates } from "../../network/rates.ts";
import type { Wiring } from "../../network/wiring.ts";
import type { Basin } from "../basin.ts";
import { layerNorms } from "../bounds/layer-norms.ts";
import type { Energy } from "../energy.ts";
import type { Iteration } from "../iteration.ts";
import { outputDamping } from "../nudge.ts";
import { geometric } from "../precisions.ts";
import type { EnergyRecord, Problem } from "../problem.ts";
import { rowNorms } from "../row-distances.ts";
import { selectRows } from "../select-rows.ts";
import type { Nudge, Origin, State } from "../state.ts";
import { contraction } from "./contraction.ts";

/** A problem with the strength of its feedback connections relative to the forward ones. */
export interface FeedbackProblem extends Problem {
  /** γ, dimensionless, > 0. */
  readonly feedback: number;
}

/** What stays the same for all states, and for each sample whatever its batch. */
interface Kept {
  readonly wiring: Wiring;
  /** `x_1 … x_L` of the feed-forward pass. */
  readonly start: State;
  /** What the clamped input gives to each layer. */
  readonly drives: readonly (Matrix | null)[];
  readonly isContraction: (nudge: Nudge) => boolean;
}

/**
 * The layered network with weak feedback of contrastive Hebbian learning (Xie & Seung 2003, Eq. 4–7):
 * `E = Σ_{k=1}^{L} γ^{k−L} [G(x_k) − (x_{k−1} W_{k−1} + b_{k−1})·x_k]`, `G′ = f⁻¹`, the output layer linear. Its stationary points are
 * those of `dx_k/dt = −x_k + f(x_{k−1} W_{k−1} + γ x_{k+1} W_kᵀ + b_{k−1})`, and `∂E/∂W_{k−1} = −γ^{k−L} x_{k−1}ᵀ x_k` is the Hebbian
 * term. State: `x_1 … x_L`, from the feed-forward pass. A clamped output is held at T. For invertible f.
 */
export const layeredFeedbackEnergy = (linalg: Linalg, problem: FeedbackProblem): Energy => {
  const { network, parameters, input } = problem;
  const pass = problem.pass ?? feedForward(linalg, network, parameters, input);
  return bound(linalg, problem, {
    wiring: pass.wiring,
    start: [...pass.activities, pass.preactivations.at(-1)!],
    drives: pass.drives,
    isContraction: contraction(linalg, pass.wiring, layerNorms(linalg, pass.wiring), problem.feedback),
  });
};

const bound = (
  linalg: Linalg,
  problem: FeedbackProblem,
  kept: Kept,
): Energy & Required<Pick<Energy, "flow" | "iteration">> => {
  const { network, input, target, loss, feedback } = problem;
  const { wiring, start, drives, isContraction } = kept;
  const layers = wiring.layers.length;
  const batch = input.rows;
  const like = (matrix: Matrix): Matrix => linalg.blank(matrix.rows, matrix.columns);
  const zerosLike = (matrix: Matrix): Matrix => linalg.matrix(matrix.rows, matrix.columns);
  const kinds = wiring.layers.map(({ activation }) => activation);
  /** `γ^{k−L}` of layer k = i + 1. */
  const scales = geometric(1 / feedback, layers);
  const rates = noRates(wiring);

  /** drive_k = x_{k−1} W_{k−1} + b_{k−1}, k = i + 1, without what comes from above. */
  const driveBelow = (i: number, states: State): Matrix => {
    const drive = linalg.blank(batch, wiring.layers[i]!.units);
    driveLayer(linalg, wiring, i + 1, drives, states, rates, drive);
    return drive;
  };

  /** drive_k + γ x_{k+1} W_kᵀ, the layers below being in `states`. */
  const driveAt = (i: number, states: State, above: State): Matrix => {
    const drive = driveBelow(i, states);
    if (i + 1 === layers) return drive;
    const back = zerosLike(drive);
    pullLayer(linalg, wiring, i + 1, above, rates, back);
    linalg.addScaled(feedback, back, drive);
    return drive;
  };

  /** out_k = f(drive_k), or where the target holds or pulls the output. */
  const respond = (i: number, drive: Matrix, nudge: Nudge, position: Matrix, out: Matrix): void => {
    if (i + 1 < layers) {
      linalg.activate(kinds[i]!, drive, out, like(drive));
      return;
    }
    if (nudge === "clamped") {
      linalg.copy(target, out);
      return;
    }
    // x_L = drive − λ ∂L/∂x_L, damped by the stiffness 1 + λ that the loss adds.
    const error = like(drive);
    linalg.outputError(loss, position, target, error);
    linalg.addScaled(-nudge, error, drive);
    const damping = outputDamping(nudge);
    linalg.combine(damping, drive, 1 - damping, position, out);
  };

  /** f(drive) − x for each layer: 0 exactly at rest. `first`: f(drive) of the first layer, where it is known. */
  const imbalance = (state: State, nudge: Nudge, out: State, first: Matrix | null = null): void =>
    linalg.scope(() => {
      state.forEach((x, i) => {
        const known = i === 0 ? first : null;
        const image = known ?? like(x);
        if (known === null) respond(i, driveAt(i, state, state), nudge, x, image);
        linalg.combine(1, image, -1, x, out[i]!);
      });
    });

  /** A copy of the state, its output held where a clamped phase wants it. */
  const begin = (from: Origin, nudge: Nudge): Matrix[] =>
    (from === "start" ? start : from).map((x, i) => {
      const copy = like(x);
      linalg.copy(nudge === "clamped" && i + 1 === layers ? target : x, copy);
      return copy;
    });

  /** The energy of some of the samples. */
  const some = (samples: readonly number[]): ReturnType<typeof bound> => {
    const select = (matrix: Matrix): Matrix => selectRows(linalg, matrix, samples);
    return bound(
      linalg,
      { ...problem, input: select(input), target: select(target) },
      { ...kept, start: start.map(select), drives: drives.map((drive) => drive && select(drive)) },
    );
  };

  const basinFor = (nudge: Nudge): Basin | null =>
    isContraction(nudge)
      ? {
          stiffness: 1,
          precisions: scales,
          energies: () => new Float64Array(batch),
          landscapes: () => [
            { isOnly: () => true, rise: () => 0, isAlone: () => true, isConvex: (_, radius) => radius === 0 },
          ],
        }
      : null;

  const iteration = (from: Origin, nudge: Nudge): Iteration => {
    const coordinates = begin(from, nudge);
    /** Below the first layer is the input alone, so that its image is that of `imbalance`. */
    const first = like(coordinates[0]!);
    return {
      coordinates,
      apply: (out) =>
        linalg.scope(() => {
          coordinates.forEach((x, i) => {
            respond(i, driveAt(i, out, coordinates), nudge, x, out[i]!);
          });
          linalg.copy(out[0]!, first);
        }),
      residuals: () =>
        linalg.scope(() => {
          const rest = coordinates.map(like);
          imbalance(coordinates, nudge, rest, first);
          return rowNorms(linalg, rest);
        }),
      state: () => coordinates,
      restrict: (samples) =>
        some(samples).iteration(
          coordinates.map((x) => selectRows(linalg, x, samples)),
          nudge,
        ),
      place: (state) => {
        state.forEach((x, i) => {
          linalg.copy(nudge === "clamped" && i + 1 === layers ? target : x, coordinates[i]!);
        });
      },
      known: () => null,
      basin: basinFor(nudge),
      kinks: null,
    };
  };

  return {
    name: "layered-feedback",
    layout: layoutOf(network),
    start,
    startsAtZeroGradient: false,

    values: (state) =>
      linalg.scope(() => {
        const internal = new Float64Array(batch);
        state.forEach((x, i) => {
          const held = like(x);
          linalg.potential(kinds[i]!, x, held);
          const cost = linalg.values(held);
          const drive = linalg.values(driveBelow(i, state));
          const rate = linalg.values(x);
          for (let k = 0; k < rate.length; k++) {
            internal[Math.floor(k / x.columns)]! += scales[i]! * (cost[k]! - rate[k]! * drive[k]!);
          }
        });
        const losses = linalg.matrix(batch, 1);
        linalg.lossPerRow(loss, state.at(-1)!, target, losses);
        return { internal, supervised: Float64Array.from(linalg.values(losses)) };
      }),

    force: (state, nudge, out) =>
      linalg.scope(() => {
        state.forEach((x, i) => {
          const drive = driveAt(i, state, state);
          const held = like(x);
          linalg.inverse(kinds[i]!, x, held);
          linalg.combine(scales[i]!, drive, -scales[i]!, held, out[i]!);
        });
        const last = out.at(-1)!;
        if (nudge === "clamped") linalg.values(last).fill(0);
        else {
          const error = like(target);
          linalg.outputError(loss, state.at(-1)!, target, error);
          linalg.addScaled(-nudge, error, last);
        }
      }),

    parameterGradient: (state, _, out) =>
      linalg.scope(() => {
        const signals = state.map((x, i) => {
          const signal = zerosLike(x);
          linalg.addScaled(-scales[i]!, x, signal);
          return signal;
        });
        gradientFromSignals(linalg, wiring, [input, ...state], rates, signals, out);
      }),

    flow: (from, nudge) => {
      const coordinates = begin(from, nudge);
      return {
        coordinates,
        velocity: (out) => imbalance(coordinates, nudge, out),
        speeds: (velocity) => rowNorms(linalg, velocity),
        state: () => coordinates,
        restrict: (samples) =>
          some(samples).flow(
            coordinates.map((x) => selectRows(linalg, x, samples)),
            nudge,
          ),
      };
    },
    iteration,
  };
};

/** Its γ^{k−L} needs layers in a row, and its potential the inverses of their activations. */
const refusal = (network: Network): string | null => {
  const found = notInARow(network);
  if (found !== null) {
    return `expected layers in a row, since its feedback fades by γ from layer to layer, found ${found}; use a chain`;
  }
  return refusedAbility(activationsOf(network), "inverse");
};

export const layeredFeedback: EnergyRecord = {
  name: "layered-feedback",
  formula: "Σ γ^{k−L} [G(x_k) − (C_k x_{k−1} + b_k)·x_k]",
  feedback: "gamma",
  truth: "implicit",
  refusal: ({ network }) => refusal(network),
  bind: (linalg, problem, feedback) => layeredFeedbackEnergy(linalg, { ...problem, feedback }),
};
