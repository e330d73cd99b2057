import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { driveLayer, pulledLayer } from "../../network/drive.ts";
import type { ForwardPass } from "../../network/feed-forward.ts";
import { fillRates, makeRates } from "../../network/rates.ts";
import { isClamped } from "../../network/wiring.ts";
import type { Iteration, Sweep } from "../iteration.ts";
import { rowDistances } from "../row-distances.ts";
import { selectRows } from "../select-rows.ts";
import type { State } from "../state.ts";
import { predictiveCodingBasin } from "./basin.ts";
import { errorsAt } from "./errors-at.ts";
import { answerOf, createPins, kinksAt } from "./pins.ts";
import type { PredictiveCodingProblem } from "./problem.ts";
import { type Reaches, reachesOf } from "./reach.ts";
import { kinkSensitivity } from "./sensitivity.ts";
import { type CodingSite, codingSites } from "./sites.ts";

type FreePhase = Pick<ForwardPass, "preactivations" | "activities" | "slopes" | "rates">;

/** What the map reads of the problem, for some of its samples. */
interface Samples {
  /** What the clamped input gives to each layer. */
  readonly drives: readonly (Matrix | null)[];
  /** `f(a_l)` where the input alone determines it; null for the other layers. */
  readonly fixed: readonly (Matrix | null)[];
  /** `T` [batch, n_L]. */
  readonly target: Matrix;
  /** `e_1 … e_{L−1}`, the position. */
  readonly errors: readonly Matrix[];
  /** Whether they are all 0 to begin with. */
  readonly beginsAtZero: boolean;
  readonly shifts: readonly Matrix[] | undefined;
  /** Where all errors are 0; null where that is not known. */
  readonly free: FreePhase | null;
  /** Norms that kinks ask for, kept for all samples. */
  readonly columns: Map<string, number>;
  /** How far errors reach in the network. */
  readonly reaches: Reaches;
}

/**
 * One forward and one backward pass in error coordinates. With `x_l = f(a_l) + e_l`, F is stationary where
 * `π_s e_s = Σ g′(x_s) ∘ (c Cᵀ s_to)` over the maps from layer s, `s_l = π_l e_l ∘ f′(a_l)`, `s_L = −λ ∂L/∂o`: the errors are −λ times the
 * gradients of backpropagation *at the shifted activities*, whatever the wiring. The map contracts at a rate O(λ), and
 * from e = 0 its first image is −λ ∂L/∂x exactly (Eq. 11). No difference of nearly equal numbers occurs. `from`: the
 * errors to begin with; null for the free phase, where they are 0.
 */
export const predictiveCodingIteration = (
  linalg: Linalg,
  problem: PredictiveCodingProblem,
  lambda: number,
  from: readonly Matrix[] | null,
): Iteration => {
  const { pass, target } = problem;
  const errors = from ?? pass.activities.map((x) => linalg.matrix(x.rows, x.columns));
  const fixed = pass.activities.map((x, i) => (isClamped(pass.wiring.layers[i]!) ? x : null));
  return iterate(linalg, problem, lambda, {
    drives: pass.drives,
    fixed,
    target,
    errors,
    beginsAtZero: from === null,
    shifts: problem.shifts,
    free: problem.shifts === undefined ? pass : null,
    columns: new Map(),
    reaches: reachesOf(linalg, pass.wiring),
  });
};

/** Whether every entry is 0; most matrices that are not show it at once. */
const isZero = (linalg: Linalg, matrix: Matrix): boolean =>
  linalg.values(matrix)[0] === 0 && linalg.rowNorms(matrix).every((norm) => norm === 0);

const iterate = (
  linalg: Linalg,
  problem: PredictiveCodingProblem,
  lambda: number,
  samples: Samples,
): Iteration => {
  const { precisions, loss, pass } = problem;
  const { wiring } = pass;
  const { drives, fixed, target, errors, beginsAtZero, shifts, free, columns, reaches } = samples;
  const batch = target.rows;
  const layers = wiring.layers.length;
  const states = errors.map(({ columns: units }) => linalg.blank(batch, units));
  /** Of the layers that inference moves: of the others nobody asks. */
  const perLayer = (): Matrix[] =>
    wiring.layers.map(({ units }, i) => linalg.blank(fixed[i] ? 0 : batch, units));
  const preactivations = perLayer();
  const slopes = perLayer();
  const signals = perLayer();
  const rates = makeRates(linalg, wiring, batch);
  const sweep: Sweep = {
    slopes: slopes.slice(0, -1).map((slope, i) => (fixed[i] === null ? slope : null)),
    rates: [problem.pass.rates[0]!, ...rates.slice(1)],
    output: preactivations.at(-1)!,
  };
  let applications = 0;
  /** Whether the last sweep was one at the free phase, and whether it was one of the network alone. */
  let isFree = false;
  let isPlain = false;
  const sites = codingSites(wiring);
  const pins = createPins(sites);
  const answerPinned = answerOf(linalg, sites, pins, { slopes, rates });

  /** The feed-forward pass, where the position is that of the free phase. */
  const takeOver = ({ preactivations: a, activities, slopes: f, rates: g }: FreePhase): void => {
    a.forEach((known, i) => {
      if (fixed[i] === null || i + 1 === layers) linalg.copy(known, preactivations[i]!);
    });
    activities.forEach((x, i) => {
      linalg.combine(1, x, 1, errors[i]!, states[i]!);
      if (fixed[i] === null) linalg.copy(f[i]!, slopes[i]!);
      rates[i + 1]!.forEach(({ value, slope }, k) => {
        linalg.copy(g[i + 1]![k]!.value, value);
        linalg.copy(g[i + 1]![k]!.slope, slope);
      });
    });
  };

  const forward = (): void => {
    isFree = free !== null && pins.isEmpty() && errors.every((e) => isZero(linalg, e));
    if (free !== null && isFree) {
      takeOver(free);
      return;
    }
    for (let l = 1; l <= layers; l++) {
      const layer = wiring.layers[l - 1]!;
      const fixedPrediction = fixed[l - 1];
      if (fixedPrediction) linalg.combine(1, fixedPrediction, 1, errors[l - 1]!, states[l - 1]!);
      else {
        driveLayer(linalg, wiring, l, drives, states, rates, preactivations[l - 1]!);
        if (l === layers) break;
        linalg.activate(layer.activation, preactivations[l - 1]!, states[l - 1]!, slopes[l - 1]!);
        answerPinned(l, null, preactivations[l - 1]!, states[l - 1]!);
        linalg.addScaled(1, errors[l - 1]!, states[l - 1]!);
      }
      if (shifts !== undefined) linalg.addScaled(-1, shifts[l - 1]!, states[l - 1]!);
      fillRates(linalg, rates[l]!, states[l - 1]!);
      for (const { before, value } of rates[l]!) answerPinned(l, before, states[l - 1]!, value);
    }
  };

  const place = (state: State): void => {
    pins.clear();
    errorsAt(linalg, wiring, { drives, fixed }, state, errors);
    if (shifts !== undefined) errors.forEach((e, i) => void linalg.addScaled(1, shifts[i]!, e));
  };

  /** out_s = Σ g′ ∘ (c Cᵀ s_to) / π_s downwards from the output, where s_l = π_l source_l ∘ f′(a_l). */
  const pullBack = (source: readonly Matrix[], out: readonly Matrix[]): void => {
    const top = signals.at(-1)!;
    linalg.outputError(loss, preactivations.at(-1)!, target, top);
    linalg.combine(-lambda, top, 0, top, top);
    for (let s = layers - 1; s >= 1; s--) {
      const image = out[s - 1]!;
      const precision = precisions[s - 1]!;
      pulledLayer(linalg, wiring, s, signals, rates, image);
      if (precision !== 1) linalg.combine(1 / precision, image, 0, image, image);
      if (fixed[s - 1] === null) {
        linalg.scaledHadamard(precision, source[s - 1]!, slopes[s - 1]!, signals[s - 1]!);
      }
    }
  };

  const residuals = (): Float64Array =>
    linalg.scope(() => {
      const image = errors.map((e) => linalg.blank(e.rows, e.columns));
      pullBack(errors, image);
      return rowDistances(linalg, image, errors, precisions);
    });

  const sensitivity = (site: CodingSite, sample: number, unit: number): number =>
    kinkSensitivity(linalg, { wiring, precisions, errors, signals, rates, columns }, site, sample, unit);

  return {
    coordinates: errors,
    beginsAtZero,
    apply: (out) => {
      applications++;
      forward();
      isPlain = pins.isEmpty();
      pullBack(out, out);
    },
    residuals,
    state: () => states,
    restrict: (rows) => {
      const select = (matrix: Matrix): Matrix => selectRows(linalg, matrix, rows);
      return iterate(linalg, problem, lambda, {
        drives: drives.map((drive) => drive && select(drive)),
        fixed: fixed.map((x) => x && select(x)),
        target: select(target),
        errors: errors.map(select),
        beginsAtZero: false,
        shifts: shifts?.map(select),
        free: null,
        columns,
        reaches,
      });
    },
    place,
    known: () => ({ errors, sweep: isPlain ? sweep : null }),
    basin: predictiveCodingBasin(linalg, { wiring, reaches, precisions, loss }, lambda, {
      preactivations,
      states,
      errors,
      target,
      signals: () => signals,
      isFree: () => isFree,
      applications: () => applications,
    }),
    kinks: kinksAt(sites, { preactivations, states }, pins, sensitivity),
  };
};
