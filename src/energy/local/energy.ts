import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { gradientFromSignals } from "../../network/backprop.ts";
import { driveLayer, pullLayer } from "../../network/drive.ts";
import { type ForwardPass, passThrough } from "../../network/feed-forward.ts";
import { layoutOf } from "../../network/parameters.ts";
import { ratesAt } from "../../network/rates.ts";
import { isClamped } from "../../network/wiring.ts";
import type { Energy } from "../energy.ts";
import { dampedAtOutput, neverClamped } from "../nudge.ts";
import { fillKinkSlopes } from "../predictive-coding/pins.ts";
import { codingSites } from "../predictive-coding/sites.ts";
import { selectRows } from "../select-rows.ts";
import type { State } from "../state.ts";
import type { BoundLocal } from "./definition.ts";
import { localIteration } from "./iteration.ts";
import type { LocalProblem } from "./problem.ts";
import { overUnits, type Units } from "./units.ts";

/**
 * An energy that is a sum over units, `I = Σ_l Σ_i e(x_i, a_i)` with `a_l = b_l + Σ_k c_k C_k g_k(x_from)`, nudged by `λ L(o, T)`. The connections
 * are ours and e is the user's: `−∂F/∂x_s = −∂e/∂x_s − Σ g′(x_s) ∘ (c Cᵀ ∂e/∂a_to)` and `∂F/∂C = c g(x_from) ⊗ ∂e/∂a`. State: the hidden layers
 * `x_1 … x_{L−1}` with `o = a_L`, or with `x_L = o` besides.
 */
export const localEnergy = (linalg: Linalg, local: BoundLocal, problem: LocalProblem): Energy => {
  const { loss, pass, target } = problem;
  const { wiring } = pass;
  const batch = target.rows;
  const layers = wiring.layers.length;
  const isState = local.output === "state";
  const strength = neverClamped(local.name);
  const like = (matrix: Matrix): Matrix => linalg.matrix(matrix.rows, matrix.columns);

  /** The units of each layer of the state, and the output. */
  const unitsAt = (state: State, errors: readonly Matrix[] | null = null) => {
    const rates = ratesAt(linalg, wiring, pass.rates[0]!, state);
    const drive = (l: number): Matrix => {
      const a = linalg.matrix(batch, wiring.layers[l - 1]!.units);
      driveLayer(linalg, wiring, l, pass.drives, state, rates, a);
      return a;
    };
    const units = state.map((x, i): Units => {
      const layer = wiring.layers[i]!;
      const a = isClamped(layer) ? pass.preactivations[i]! : drive(i + 1);
      const [f, slope, error] = [like(x), like(x), like(x)];
      linalg.activate(layer.activation, a, f, slope);
      if (errors === null) linalg.combine(1, x, -1, f, error);
      else linalg.copy(errors[i]!, error);
      return { x, error, a, f, slope };
    });
    return { rates, units, output: isState ? state.at(-1)! : drive(layers) };
  };

  const evaluate = (units: readonly Units[], of: "byState" | "byDrive"): Matrix[] =>
    units.map((each, i) => {
      const out = like(each.x);
      overUnits(linalg, local, i + 1, each, local[of], linalg.values(out));
      return out;
    });

  /** `λ ∂L/∂o`. */
  const pullOfLoss = (output: Matrix, lambda: number): Matrix => {
    const [error, pull] = [like(output), like(output)];
    linalg.outputError(loss, output, target, error);
    linalg.addScaled(lambda, error, pull);
    return pull;
  };

  /** `∂F/∂a_l`, l = 1 … L. */
  const signalsAt = ({ units, output }: ReturnType<typeof unitsAt>, lambda: number): Matrix[] => {
    const own = evaluate(units, "byDrive");
    return isState ? own : [...own, pullOfLoss(output, lambda)];
  };

  const energy: Energy = {
    name: local.name,
    layout: layoutOf(wiring.network),
    start: startOf(linalg, local, pass),
    startsAtZeroGradient: local.feedForward,

    values: (state) =>
      linalg.scope(() => {
        const { units, output } = unitsAt(state);
        const internal = new Float64Array(batch);
        units.forEach((each, i) => {
          const energies = new Float64Array(batch * each.x.columns);
          overUnits(linalg, local, i + 1, each, local.energy, energies);
          energies.forEach((value, k) => {
            internal[Math.floor(k / each.x.columns)]! += value;
          });
        });
        const losses = linalg.matrix(batch, 1);
        linalg.lossPerRow(loss, output, target, losses);
        return { internal, supervised: Float64Array.from(linalg.values(losses)) };
      }),

    force: (state, nudge, out) =>
      linalg.scope(() => {
        const at = unitsAt(state);
        const lambda = strength(nudge);
        const signals = signalsAt(at, lambda);
        evaluate(at.units, "byState").forEach((byState, i) => {
          const back = like(byState);
          if (i + 1 < layers) pullLayer(linalg, wiring, i + 1, signals, at.rates, back);
          linalg.combine(-1, byState, -1, back, out[i]!);
        });
        if (isState) linalg.addScaled(-1, pullOfLoss(at.output, lambda), out.at(-1)!);
      }),

    parameterGradient: (state, nudge, out, onKinks = [], known = null) =>
      linalg.scope(() => {
        const at = unitsAt(state, known?.errors ?? null);
        const slopes = at.units.map(({ slope }) => slope);
        fillKinkSlopes(linalg, codingSites(wiring), onKinks, slopes);
        const hidden = state.slice(0, layers - 1);
        const signals = signalsAt(at, strength(nudge));
        gradientFromSignals(linalg, wiring, [pass.input, ...hidden], at.rates, signals, out);
      }),

    output: (state) => (isState ? state.at(-1)! : unitsAt(state).output),

    restrict: (samples) => {
      const [input, some] = [problem.input, target].map((matrix) => selectRows(linalg, matrix, samples));
      return localEnergy(linalg, local, {
        ...problem,
        input: input!,
        target: some!,
        pass: passThrough(linalg, wiring, input!),
      });
    },
    ...(isState && { damping: (nudge) => dampedAtOutput(layers, strength(nudge)) }),
  };
  const { settle } = local;
  if (settle === undefined) return energy;
  const errorsAt = (state: State): Matrix[] => unitsAt(state).units.map(({ error }) => error);
  return {
    ...energy,
    errors: errorsAt,
    iteration: (from, nudge) => {
      const start = from === "start" ? energy.start : from;
      return localIteration(linalg, { ...local, settle }, problem, strength(nudge), errorsAt(start));
    },
  };
};

/** The feed-forward pass where that is the free phase; else where every state is 0. */
const startOf = (linalg: Linalg, { output, feedForward }: BoundLocal, pass: ForwardPass): State => {
  const states = output === "state" ? [...pass.activities, pass.preactivations.at(-1)!] : pass.activities;
  return feedForward ? states : states.map((x) => linalg.matrix(x.rows, x.columns));
};
