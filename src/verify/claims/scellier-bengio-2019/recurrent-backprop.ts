import { logarithmicPoints } from "../../../config/points.ts";
import type { State } from "../../../energy/state.ts";
import { compareVectors } from "../../../gradient/compare.ts";
import { hessianTimes } from "../../../gradient/directional.ts";
import type { Bench } from "../../../gradient/estimator.ts";
import type { Matrix } from "../../../linalg/linalg.ts";
import { decadesBetween } from "../../../statistics/logarithm.ts";
import { exponentOf } from "../../../statistics/power-law.ts";
import { type Claim, check, type Point, stated } from "../../claim.ts";
import { energyOn, freePhaseOf } from "../../measure/bound-energy.ts";
import { eulerByForce } from "../../measure/euler-by-force.ts";
import { largestOf } from "../../measure/largest.ts";
import { seeds, tanhNetwork, withSmallNetwork } from "../../measure/small-network.ts";
import { worstOf } from "../../measure/worst-over.ts";
import { atLeast, atMost, within } from "../../window.ts";

const dials = logarithmicPoints(1e-4, 0.01, 5);
const euler = { stepSize: 0.2, steps: 40 };

const slope = "exponent of λ in the largest error of a step";
const size = "largest error of a step / λ";
const decades = "decades of λ";
const decline = "length of the last step / of the first";
const parts = [
  stated(slope, within(1, 0.03), "EP's second phase, step by step"),
  check(size, atMost(100)),
  check(decades, atLeast(1.5)),
  check(decline, atMost(0.5)),
];

/** The steps of a path: differences of neighbouring states, divided by `scale`. */
const stepsOf = ({ linalg }: Bench, states: readonly State[], scale: number): Matrix[][] =>
  states.slice(1).map((state, t) =>
    state.map((x, l) => {
      const step = linalg.matrix(x.rows, x.columns);
      linalg.combine(1 / scale, x, -1 / scale, states[t]![l]!, step);
      return step;
    }),
  );

const copies = ({ linalg }: Bench, state: State): Matrix[] =>
  state.map((x) => {
    const copy = linalg.matrix(x.rows, x.columns);
    linalg.copy(x, copy);
    return copy;
  });

export const recurrentBackprop: Claim = {
  id: "recurrent-backprop",
  paper: "scellier-bengio-2019",
  statement:
    "The second phase of equilibrium propagation runs along recurrent backpropagation, step by step: each step over λ is a step of the error derivatives of Almeida and Pineda.",
  equation: "(s_{t+1} − s_t)/λ = e_{t+1} − e_t + O(λ), e_{t+1} = e_t − η(∂²E/∂s² e_t + ∂L/∂s), e_0 = 0",
  where: "§2.3, after Eq. 8",
  source: "Scellier & Bengio 2019, theorem 1; Ernoult et al. 2019, theorem 1",
  conditions:
    "Hopfield energy, 40 Euler steps of 0.2 from the free phase, λ from 1e-4 to 0.01; relative error of each step, the largest counts; 5 networks of 6-5-4-3 tanh",
  scale: "small",
  parts,
  expected: "holds",
  condition: "",
  note: "The errors e are computed at the free phase alone, with the second derivatives of the energy by differences of its force; the nudged phase knows nothing of them.",
  measure: (engines) => {
    const measured = seeds.map((seed) =>
      withSmallNetwork(engines, tanhNetwork, seed, (bench) => onBench(bench, seed)),
    );
    return {
      ...worstOf(
        parts,
        measured.map(({ values }) => values),
      ),
      points: measured.flatMap(({ points }) => points),
    };
  },
};

const onBench = (bench: Bench, seed: number) => {
  const { linalg } = bench;
  const energy = energyOn(bench, "hopfield");
  const free = freePhaseOf(bench, energy);
  const like = () => free.map((x) => linalg.matrix(x.rows, x.columns));
  /** −∂L/∂s, which is the force of λ = 1 less that of λ = 0. */
  const [pull, without, image] = [like(), like(), like()];
  energy.force(free, 1, pull);
  energy.force(free, 0, without);
  pull.forEach((x, l) => {
    linalg.addScaled(-1, without[l]!, x);
  });
  const linear = {
    force: (e: State, _: unknown, out: State) => {
      hessianTimes(linalg, energy, free, 0, e, image);
      out.forEach((force, l) => {
        linalg.combine(1, pull[l]!, -1, image[l]!, force);
      });
    },
  };
  const path = (of: typeof linear | typeof energy, from: State, nudge: number): State[] => {
    const states: State[] = [];
    eulerByForce(linalg, of, from, nudge, euler, (_, state) => states.push(copies(bench, state)));
    return states;
  };
  const expected = stepsOf(bench, path(linear, like(), 0), 1);
  const length = (step: readonly Matrix[]): number => compareVectors(linalg, step, like()).distance;
  const points = dials.map((lambda): Point => {
    const found = stepsOf(bench, path(energy, free, lambda), lambda);
    const errors = found.map((step, t) => compareVectors(linalg, step, expected[t]!).relativeDistance);
    return { series: "EP's second phase, a step", dial: "λ", at: lambda, seed, error: largestOf(errors) };
  });
  return {
    points,
    values: {
      [slope]: exponentOf(
        points.map(({ at }) => at),
        points.map(({ error }) => error),
      ),
      [size]: largestOf(points.map(({ at, error }) => error / at)),
      [decades]: decadesBetween(dials[0]!, dials.at(-1)!),
      [decline]: length(expected.at(-1)!) / length(expected[0]!),
    },
  };
};
