import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { gradientFromSignals } from "../../network/backprop.ts";
import { driveLayer, inputDrives, pullLayer } from "../../network/drive.ts";
import { layoutOf } from "../../network/parameters.ts";
import { noRates } from "../../network/rates.ts";
import { type Wiring, wire } from "../../network/wiring.ts";
import { type LayerNorms, layerNorms } from "../bounds/layer-norms.ts";
import type { Energy } from "../energy.ts";
import { dampedAtOutput, neverClamped } from "../nudge.ts";
import type { Problem } from "../problem.ts";
import { selectRows } from "../select-rows.ts";
import type { EnergyValues, Nudge, State } from "../state.ts";
import { hopfieldBasin } from "./basin.ts";

const strength = neverClamped("hopfield");

/**
 * The layered Hopfield energy `E = ½ Σ_{l≥1} ‖s_l‖² − Σ_l Σ_k c_k (C_k ρ(s_from))·ρ(s_l) − Σ_l b_l·ρ(s_l)`, `ρ(s_0) = s_0`, nudged by
 * `λ L(s_L, T)` (Scellier & Bengio 2017, Eq. 1, 3). State: `s_1 … s_L`, from zero. Feedback is as strong as feed-forward,
 * so the true gradient is the implicit one at the free fixed point, not that of backprop.
 */
export const hopfieldEnergy = (linalg: Linalg, problem: Problem): Energy => {
  const { network, parameters, input } = problem;
  const wiring = problem.pass?.wiring ?? wire(linalg, network, parameters);
  return bound(linalg, problem, {
    wiring,
    inputs: inputDrives(linalg, wiring, input),
    norms: layerNorms(linalg, wiring),
  });
};

/** What stays the same for all states. */
interface Kept {
  readonly wiring: Wiring;
  /** What the clamped input gives to each layer, for each sample whatever its batch. */
  readonly inputs: readonly (Matrix | null)[];
  readonly norms: LayerNorms;
}

const bound = (linalg: Linalg, problem: Problem, { wiring, inputs, norms }: Kept): Energy => {
  const { network, input, target, loss } = problem;
  const layers = wiring.layers.length;
  const batch = input.rows;
  const like = (matrix: Matrix): Matrix => linalg.blank(matrix.rows, matrix.columns);
  // Every map takes ρ(s) itself.
  const rates = noRates(wiring);

  /** `ρ(s_l)` and `ρ′(s_l)`. */
  const respond = (state: State) => {
    const values = state.map(like);
    const slopes = state.map(like);
    state.forEach((s, i) => {
      linalg.activate(network.activation, s, values[i]!, slopes[i]!);
    });
    return { values, slopes };
  };

  /** `b_l + Σ_k c_k C_k ρ(s_from)`, the drive of layer l from below, l = 1 … L, given the rates of the layers. */
  const drivesOf = (values: readonly Matrix[]): Matrix[] =>
    values.map((value, i) => {
      const drive = like(value);
      driveLayer(linalg, wiring, i + 1, inputs, values, rates, drive);
      return drive;
    });

  const force = (state: State, nudge: Nudge, out: State): void =>
    linalg.scope(() => {
      const { values, slopes } = respond(state);
      const total = drivesOf(values);
      state.forEach((s, i) => {
        if (i + 1 < layers) pullLayer(linalg, wiring, i + 1, values, rates, total[i]!);
        linalg.scaledHadamard(1, total[i]!, slopes[i]!, total[i]!);
        linalg.combine(1, total[i]!, -1, s, out[i]!);
      });
      if (strength(nudge) === 0) return;
      const error = like(target);
      linalg.outputError(loss, state.at(-1)!, target, error);
      linalg.addScaled(-strength(nudge), error, out.at(-1)!);
    });

  const values = (state: State): EnergyValues =>
    linalg.scope(() => {
      const { values: rate } = respond(state);
      const below = drivesOf(rate);
      const internal = new Float64Array(batch);
      state.forEach((matrix, i) => {
        const s = linalg.values(matrix);
        const [rates, drive] = [linalg.values(rate[i]!), linalg.values(below[i]!)];
        for (let k = 0; k < s.length; k++) {
          internal[Math.floor(k / matrix.columns)]! += 0.5 * s[k]! * s[k]! - rates[k]! * drive[k]!;
        }
      });
      const losses = linalg.matrix(batch, 1);
      linalg.lossPerRow(loss, state.at(-1)!, target, losses);
      return { internal, supervised: Float64Array.from(linalg.values(losses)) };
    });

  return {
    name: "hopfield",
    layout: layoutOf(network),
    start: wiring.layers.map(({ units }) => linalg.matrix(batch, units)),
    startsAtZeroGradient: false,

    values,

    force,

    parameterGradient: (state, _, out) =>
      linalg.scope(() => {
        const { values } = respond(state);
        const signals = values.map((value) => {
          const negative = linalg.matrix(value.rows, value.columns);
          linalg.addScaled(-1, value, negative);
          return negative;
        });
        gradientFromSignals(linalg, wiring, [input, ...values], rates, signals, out);
      }),

    basin: (state, nudge) => {
      const energies = (): Float64Array => {
        const { internal, supervised } = values(state);
        return internal.map((value, i) => value + strength(nudge) * supervised[i]!);
      };
      return hopfieldBasin(linalg, {
        wiring,
        norms,
        loss,
        target,
        strength: strength(nudge),
        state,
        energies,
      });
    },

    damping: (nudge) => dampedAtOutput(layers, strength(nudge)),

    restrict: (samples) => {
      const select = (matrix: Matrix): Matrix => selectRows(linalg, matrix, samples);
      const some = { ...problem, input: select(input), target: select(target) };
      return bound(linalg, some, { wiring, inputs: inputs.map((drive) => drive && select(drive)), norms });
    },
  };
};
