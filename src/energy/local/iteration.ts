import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { driveLayer, pulledLayer } from "../../network/drive.ts";
import { passThrough } from "../../network/feed-forward.ts";
import { fillRates, makeRates } from "../../network/rates.ts";
import { isClamped } from "../../network/wiring.ts";
import type { Iteration } from "../iteration.ts";
import { errorsAt } from "../predictive-coding/errors-at.ts";
import { answerOf, createPins, kinksAt } from "../predictive-coding/pins.ts";
import { type CodingSite, codingSites } from "../predictive-coding/sites.ts";
import { rowDistances } from "../row-distances.ts";
import { selectRows } from "../select-rows.ts";
import type { State } from "../state.ts";
import type { Unit } from "./definition.ts";
import type { LocalProblem, Settling } from "./problem.ts";
import { localSensitivity } from "./sensitivity.ts";
import { overUnits, type Units } from "./units.ts";

/**
 * One forward and one backward pass in errors, as for predictive coding: with `x_l = f(a_l) + e_l`, F is stationary where
 * `∂e/∂x_s = Σ g′(x_s) ∘ (c Cᵀ s_to)` over the maps from layer s, `s_l = −∂e/∂a_l`, and `s_L = −λ ∂L/∂o` where the output is a prediction; where it is
 * a state, `∂e/∂x_L = −λ ∂L/∂x_L`. `settle` gives the error from the right side. No difference of nearly equal numbers occurs.
 * `errors`: the position to begin at, which is moved in place.
 */
export const localIteration = (
  linalg: Linalg,
  local: Settling,
  problem: LocalProblem,
  lambda: number,
  errors: readonly Matrix[],
): Iteration => {
  const { pass, target, loss } = problem;
  const { wiring } = pass;
  const layers = wiring.layers.length;
  const batch = target.rows;
  const perLayer = (): Matrix[] => wiring.layers.map(({ units }) => linalg.matrix(batch, units));
  const moved = errors.length;
  const preactivations = perLayer();
  const [states, predictions, slopes] = [perLayer(), perLayer(), perLayer()].map((each) =>
    each.slice(0, moved),
  );
  const signals = perLayer();
  const rates = makeRates(linalg, wiring, batch);
  const isState = local.output === "state";
  const sites = codingSites(wiring);
  const pins = createPins(sites);
  const answerPinned = answerOf(linalg, sites, pins, { slopes: slopes!, rates });
  const unitsOf = (i: number, error: Matrix, x: Matrix = states![i]!): Units => ({
    x,
    error,
    a: preactivations[i]!,
    f: predictions![i]!,
    slope: slopes![i]!,
  });

  const forward = (): void => {
    for (let l = 1; l <= layers; l++) {
      const [layer, a] = [wiring.layers[l - 1]!, preactivations[l - 1]!];
      if (isClamped(layer)) linalg.copy(pass.preactivations[l - 1]!, a);
      else driveLayer(linalg, wiring, l, pass.drives, states!, rates, a);
      if (l > moved) break;
      const [x, f] = [states![l - 1]!, predictions![l - 1]!];
      linalg.activate(layer.activation, a, f, slopes![l - 1]!);
      if (!isClamped(layer)) answerPinned(l, null, a, f);
      linalg.combine(1, f, 1, errors[l - 1]!, x);
      if (l === layers) break;
      fillRates(linalg, rates[l]!, x);
      for (const { before, value } of rates[l]!) answerPinned(l, before, x, value);
    }
  };

  /** out_s = what pulls at layer s, `∂e/∂x_s` at rest, downwards from the output; `next` makes an error of it, from which the layer below is pulled. */
  const pullBack = (out: readonly Matrix[], next: (s: number, pulled: Matrix) => Matrix): void => {
    const top = linalg.matrix(batch, wiring.layers.at(-1)!.units);
    linalg.outputError(loss, isState ? states!.at(-1)! : preactivations.at(-1)!, target, top);
    linalg.combine(-lambda, top, 0, top, top);
    if (!isState) linalg.copy(top, signals.at(-1)!);
    for (let s = moved; s >= 1; s--) {
      const pulled = out[s - 1]!;
      if (s === layers) linalg.copy(top, pulled);
      else pulledLayer(linalg, wiring, s, signals, rates, pulled);
      const error = next(s, pulled);
      if (isClamped(wiring.layers[s - 1]!)) continue;
      const x = linalg.matrix(batch, error.columns);
      linalg.combine(1, predictions![s - 1]!, 1, error, x);
      const given = signals[s - 1]!;
      overUnits(linalg, local, s, unitsOf(s - 1, error, x), local.byDrive, linalg.values(given));
      linalg.scale(-1, given, given);
    }
  };

  /** errors of what pulls, in place. */
  const settle = (s: number, pulled: Matrix): Matrix => {
    const p = linalg.values(pulled);
    const of = (unit: Unit, k: number): number => local.settle(p[k]!, unit);
    overUnits(linalg, local, s, unitsOf(s - 1, errors[s - 1]!), of, p);
    return pulled;
  };

  const residuals = (): Float64Array =>
    linalg.scope(() => {
      const pulled = errors.map((e) => linalg.matrix(e.rows, e.columns));
      pullBack(pulled, (s) => errors[s - 1]!);
      const held = errors.map((e, i) => {
        const byState = linalg.matrix(e.rows, e.columns);
        overUnits(linalg, local, i + 1, unitsOf(i, e), local.byState, linalg.values(byState));
        return byState;
      });
      return rowDistances(
        linalg,
        pulled,
        held,
        held.map(() => 1),
      );
    });

  const place = (state: State): void => {
    pins.clear();
    const fixed = pass.activities.map((f, i) => (isClamped(wiring.layers[i]!) ? f : null));
    errorsAt(linalg, wiring, { drives: pass.drives, fixed }, state, errors);
  };

  const sensitivity = (site: CodingSite, sample: number, unit: number): number =>
    localSensitivity(
      linalg,
      { local, wiring, rates, signals, unitsOf: (layer) => unitsOf(layer - 1, errors[layer - 1]!) },
      site,
      sample,
      unit,
    );

  return {
    coordinates: errors,
    apply: (out) => {
      forward();
      linalg.scope(() => pullBack(out, settle));
    },
    residuals,
    state: () => states!,
    restrict: (rows) => {
      const select = (matrix: Matrix): Matrix => selectRows(linalg, matrix, rows);
      const input = select(problem.input);
      const some = { ...problem, input, target: select(target), pass: passThrough(linalg, wiring, input) };
      return localIteration(linalg, local, some, lambda, errors.map(select));
    },
    place,
    known: () => ({ errors, sweep: null }),
    basin: null,
    kinks: kinksAt(sites, { preactivations, states: states! }, pins, sensitivity),
  };
};
