import { type Problem, passOf } from "../energy/problem.ts";
import { selectRows } from "../energy/select-rows.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { ForwardPass } from "../network/feed-forward.ts";
import type { Parameters } from "../network/parameters.ts";
import { sent } from "../network/rates.ts";
import { type Wire, wire } from "../network/wiring.ts";
import { compareVectors } from "./compare.ts";
import type { Bench, Estimator } from "./estimator.ts";

/**
 * `Δo = Σ ∂o/∂θ · v` [batch, n_L], l = 1 … L: `Δa_l = v_{b_l} + Σ_k c_k (v_{C_k} g(x_from) + C_k (g′(x_from) ∘ Δx_from))`,
 * `Δx_l = f′(a_l) ∘ Δa_l`: how the output of the feed-forward network begins to move as its parameters move along v. Exact.
 */
export const outputMotion = (linalg: Linalg, pass: ForwardPass, direction: Parameters): Matrix => {
  const { wiring, input, activities, slopes, rates } = pass;
  const along = wire(linalg, wiring.network, direction);
  const states = [input, ...activities];
  const motions: Matrix[] = [];
  /** g′(x_from) ∘ Δx_from. */
  const carried = ({ from, before }: Wire): Matrix => {
    const motion = motions[from - 1]!;
    if (before === "linear") return motion;
    const through = linalg.matrix(motion.rows, motion.columns);
    const { slope } = rates[from]!.find((rate) => rate.before === before)!;
    linalg.scaledHadamard(1, motion, slope, through);
    return through;
  };
  wiring.layers.forEach(({ units, incoming }, i) => {
    const motion = linalg.matrix(input.rows, units);
    const own = along.layers[i]!;
    if (own.bias !== null) linalg.repeatRow(own.bias, motion);
    for (const wired of own.incoming) {
      const learns = wired.map.gradient !== null;
      if (learns) wired.map.drive(sent(rates, wired, states[wired.from]!), motion);
    }
    for (const wired of incoming) if (wired.from > 0) wired.map.drive(carried(wired), motion);
    if (i < activities.length) linalg.scaledHadamard(1, motion, slopes[i]!, motion);
    motions.push(motion);
  });
  return motions.at(-1)!;
};

/**
 * Target alignment of one sample's estimate: `cos(Δo, −∂L/∂o)`, Δo being the change of the output by a small step along −estimate
 * (Oliviers, Lominadze & Bogacz 2026), from −1 to 1: 1 where the output goes straight to what lowers its loss. `pass` and
 * `error = ∂L/∂o` are those of the one sample. NaN where the estimate does not move the output.
 */
export const targetAlignment = (
  linalg: Linalg,
  pass: ForwardPass,
  error: Matrix,
  estimate: Parameters,
): number =>
  // The signs of step and target cancel.
  linalg.scope(() => compareVectors(linalg, [outputMotion(linalg, pass, estimate)], [error]).cosine);

/** One sample of a batch, with its feed-forward pass and `∂L/∂o` [1, n_L] there. */
export interface Alone {
  readonly bench: Bench & { readonly problem: Problem & { readonly pass: ForwardPass } };
  readonly error: Matrix;
}

/** The samples of a bench, each alone as `measure` sees it, in a scope of the engine's memory. */
export const eachAlone = <T>(bench: Bench, measure: (sample: Alone, number: number) => T): T[] => {
  const { linalg, problem } = bench;
  return Array.from({ length: problem.input.rows }, (_, number) =>
    linalg.scope(() => {
      const input = selectRows(linalg, problem.input, [number]);
      const target = selectRows(linalg, problem.target, [number]);
      const { pass: _, free: __, ...rest } = problem;
      const pass = passOf(linalg, { ...rest, input, target });
      const error = linalg.matrix(1, target.columns);
      linalg.outputError(problem.loss, pass.preactivations.at(-1)!, target, error);
      return measure({ bench: { ...bench, problem: { ...rest, input, target, pass } }, error }, number);
    }),
  );
};

/** The mean over a batch's samples of their alignments, each by the estimate of that sample alone. NaN counts for nothing. */
export const meanAlignment = (bench: Bench, estimator: Estimator, dial: number): number => {
  const alignments = eachAlone(bench, ({ bench: alone, error }) =>
    targetAlignment(bench.linalg, alone.problem.pass, error, estimator.estimate(alone, dial).gradient),
  ).filter((alignment) => !Number.isNaN(alignment));
  return alignments.reduce((sum, alignment) => sum + alignment, 0) / alignments.length;
};
