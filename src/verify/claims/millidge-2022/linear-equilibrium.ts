import { compareGradients } from "../../../gradient/compare.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import { oneSided, twoPhaseEstimate } from "../../../gradient/two-phase.ts";
import { relax } from "../../../inference/relax.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { largestOf } from "../../measure/largest.ts";
import {
  identity,
  largestEigenvalue,
  plus,
  responses,
  rowsOf,
  solve,
} from "../../measure/linear/linear-coding.ts";
import { linearNetwork, seeds, toRounding, withSmallNetwork } from "../../measure/small-network.ts";
import { atLeast, atMost } from "../../window.ts";

/** λ itself, and as a fraction of the largest stable negative nudge 1/λ_max(M). */
const positive = [0.01, 0.1, 1, 10, 100];
const negative = [-0.5, -0.9];

const size = (vector: readonly number[]): number =>
  Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));

const relative = (found: readonly number[], expected: readonly number[]): number =>
  size(found.map((value, i) => value - expected[i]!)) / size(expected);

const dot = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, value, i) => sum + value * y[i]!, 0);

export const linearEquilibrium: Claim = {
  id: "linear-equilibrium",
  paper: "millidge-2022",
  statement:
    "In a linear network the nudged equilibrium of predictive coding has a closed form, exact at any λ.",
  equation:
    "with r = o − T and M = Σ_{l=2}^{L} W_{L:l} W_{L:l}ᵀ: λ ∂L/∂o = λ(I + λM)⁻¹ r, F* = ½ rᵀ(I/λ + M)⁻¹ r",
  where: "§3.1, after Eq. 9",
  source: "closed form of a linear Gaussian model",
  conditions: "λ = 0.01 to 100, and −0.5 and −0.9 of 1/λ_max(M); 5 networks of 6-5-4-3 linear without biases",
  scale: "small",
  parts: [
    stated("output error: relative distance", atMost(1e-11)),
    stated("errors of the hidden layers: relative distance", atMost(1e-11)),
    stated("energy F*: relative distance", atMost(1e-11)),
    check("control: smallest distance of the estimate from backprop at λ = 1", atLeast(0.01)),
  ],
  expected: "holds",
  condition: "",
  note: "Exact is the closed form, not the estimate: a linear network's gradient is biased too, by the factor (I + λM)⁻¹ and the shifted activities.",
  measure: (engines) => {
    const measured = seeds.flatMap((seed) =>
      withSmallNetwork(engines, linearNetwork, seed, (bench) => {
        const { linalg, problem } = bench;
        const { energy, pass } = codingOf(bench);
        const { layers, m } = responses(linalg, problem.parameters);
        const target = rowsOf(linalg, problem.target);
        const residues = rowsOf(linalg, pass.preactivations.at(-1)!).map((row, sample) =>
          row.map((value, i) => value - target[sample]![i]!),
        );
        const strengths = [...positive, ...negative.map((fraction) => fraction / largestEigenvalue(m))];
        return strengths.flatMap((lambda) => {
          const { state } = relax(linalg, energy, "start", lambda, toRounding);
          const { internal, supervised } = energy.values(state);
          const errors = energy.errors(state).map((error) => rowsOf(linalg, error));
          return residues.map((r, sample) => {
            // (I + λM)⁻¹ r, the error that is left at the output.
            const left = solve(plus(identity(r.length), lambda, m), r);
            const hidden = layers.flatMap((k) => k.map((row) => -lambda * dot(row, left)));
            const found = errors.flatMap((error) => [...error[sample]!]);
            // o − T = r + Σ_l ε_l K_l.
            const output = r.map((value, i) =>
              layers.reduce(
                (sum, k, l) =>
                  sum + k.reduce((part, row, unit) => part + errors[l]![sample]![unit]! * row[i]!, 0),
                value,
              ),
            );
            const total = internal[sample]! + lambda * supervised[sample]!;
            return {
              output: relative(output, left),
              hidden: relative(found, hidden),
              energy: relative([total], [(lambda / 2) * dot(r, left)]),
            };
          });
        });
      }),
    );
    const bias = seeds.map((seed) =>
      withSmallNetwork(engines, linearNetwork, seed, (bench) => {
        const truth = trueGradient(bench, { truth: "backprop", energy: "predictive-coding" });
        const { energy } = codingOf(bench);
        const { gradient } = twoPhaseEstimate(bench.linalg, energy, oneSided(1), toRounding);
        return compareGradients(bench.linalg, gradient, truth).relativeDistance;
      }),
    );
    return {
      values: {
        "output error: relative distance": largestOf(measured.map(({ output }) => output)),
        "errors of the hidden layers: relative distance": largestOf(measured.map(({ hidden }) => hidden)),
        "energy F*: relative distance": largestOf(measured.map(({ energy }) => energy)),
        "control: smallest distance of the estimate from backprop at λ = 1": Math.min(...bias),
      },
    };
  },
};
