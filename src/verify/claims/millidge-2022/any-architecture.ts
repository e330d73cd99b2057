import { logarithmicPoints } from "../../../config/points.ts";
import { compareGradients } from "../../../gradient/compare.ts";
import { estimatorNamed } from "../../../gradient/registry.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import { exponentOf, farthest } from "../../../statistics/power-law.ts";
import { type Claim, check, type Engines, type Measurement, type Point, stated } from "../../claim.ts";
import { measuredAfresh, withFresh } from "../../measure/afresh.ts";
import { largestOf } from "../../measure/largest.ts";
import { type RandomNetwork, tanhNetwork, withRandomNetwork } from "../../measure/small-network.ts";
import { atLeast, atMost, within } from "../../window.ts";

const dials = logarithmicPoints(1e-6, 1e-4, 3);
const seeds = [0, 1];

const dense = (units: number) => ({ kind: "dense", units });

/** A handful of shapes, small and larger, in a row and not. */
const networks: readonly (Pick<RandomNetwork, "description"> & { readonly name: string })[] = [
  { name: "wide", description: { sizes: [20, 100, 10], activation: "tanh" } },
  { name: "narrow", description: { sizes: [20, 3, 3, 3, 10], activation: "tanh" } },
  {
    name: "deep",
    description: { sizes: [10, ...new Array<number>(12).fill(10), 5], activation: "softplus" },
  },
  {
    name: "convolution",
    description: {
      input: [1, 6, 6],
      activation: "tanh",
      layers: [
        { kind: "convolution", channels: 4, kernel: 3, padding: 1 },
        { kind: "average-pooling", size: 2 },
        { kind: "convolution", channels: 4, kernel: 3 },
        dense(5),
      ],
    },
  },
  {
    name: "skips",
    description: {
      input: [10],
      activation: "gelu",
      layers: [
        dense(12),
        { connections: [dense(12), { ...dense(12), from: 0 }] },
        { connections: [{ kind: "identity" }, dense(12)] },
        { connections: [dense(4), { ...dense(4), from: 1 }] },
      ],
    },
  },
  {
    name: "residual",
    description: { residual: { inputs: 10, outputs: 5, blocks: 8, units: 8 }, activation: "tanh" },
  },
];

const at = dials[0]!;
const largest = `relative error at λ = ${at}, largest of all networks`;
const exponent = "exponent of λ, the farthest from 1";
const spread = "largest relative error / smallest, at the same λ";

export const anyArchitecture: Claim = {
  id: "any-architecture",
  paper: "millidge-2022",
  statement:
    "As λ → 0 the scale and the architecture of the network do not matter: the estimate becomes backprop in all.",
  equation: "(1/λ) ∂F/∂θ(x̃) → ∂L/∂θ as λ → 0",
  where: "§5",
  source: "Millidge et al. 2022, discussion",
  conditions:
    "at equilibrium, λ from 1e-6 to 1e-4; 2 networks each: wide (20-100-10), narrow (20-3-3-3-10), deep (13 layers of 10, softplus), two convolutions with pooling, skips over layers (GELU), 8 residual blocks",
  scale: "small",
  parts: withFresh([
    stated(largest, atMost(5e-5)),
    stated(exponent, within(1, 0.03), "PC, six architectures"),
    check(spread, atLeast(3)),
  ]),
  expected: "holds",
  condition: "",
  note: "In the limit. At any λ of use the constant before λ depends on the architecture, by more than an order of magnitude among these few: how small λ must be is a matter of width and depth. The set-up was chosen with measurements in sight, not declared before them: the bound of the relative error. Its windows are therefore held against as many networks that had no part in the choice.",
  measure: (engines) => measuredAfresh(seeds, (these) => measureOn(engines, these)),
};

const measureOn = (engines: Engines, these: readonly number[]): Measurement => {
  const points = networks.flatMap(({ name, description }) =>
    these.flatMap((seed) =>
      withRandomNetwork(engines, { ...tanhNetwork, description }, seed, (bench) => {
        const estimator = estimatorNamed("pc-nudge");
        const truth = trueGradient(bench, estimator);
        return dials.map((lambda): Point => {
          const error = bench.linalg.scope(
            () =>
              compareGradients(bench.linalg, estimator.estimate(bench, lambda).gradient, truth)
                .relativeDistance,
          );
          return { series: `PC-Nudge, ${name}`, dial: "λ", at: lambda, seed, error };
        });
      }),
    ),
  );
  const exponents = networks.flatMap(({ name }) =>
    these.map((seed) => {
      const own = points.filter((point) => point.series === `PC-Nudge, ${name}` && point.seed === seed);
      return exponentOf(
        own.map((point) => point.at),
        own.map(({ error }) => error),
      );
    }),
  );
  const errors = points.filter((point) => point.at === at).map(({ error }) => error);
  return {
    values: {
      [largest]: largestOf(errors),
      [exponent]: farthest(exponents, 1),
      [spread]: largestOf(errors) / Math.min(...errors),
    },
    points,
  };
};
