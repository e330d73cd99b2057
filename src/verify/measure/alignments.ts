import { estimateOfImage, imagesOf } from "../../experiments/images/images.ts";
import type { Bench } from "../../gradient/estimator.ts";
import { estimatorNamed } from "../../gradient/registry.ts";
import {
  eachAlone,
  meanAlignment,
  meanOfAlignments,
  targetAlignment,
} from "../../gradient/target-alignment.ts";
import { relax } from "../../inference/relax.ts";
import type { Engines } from "../claim.ts";
import { type SmallNetwork, withSmallNetwork } from "./small-network.ts";

/** Steps of gradient descent by backprop, in networks that are trained before they are looked at. */
const pretraining = { steps: 200, rate: 0.1 };

/** Near enough for a cosine. */
const inference = { solver: "equilibrium", tolerance: 1e-9, maxIterations: 1000 } as const;

const base = {
  activation: "tanh",
  loss: "squared-error",
  initialisation: "xavier-uniform",
  batch: 6,
} as const;

/** Deep or shallow, narrow or wide. */
export const shapes = {
  narrow: { ...base, sizes: [6, 4, 4, 4, 4, 4, 3] },
  wide: { ...base, sizes: [6, 32, 32, 32, 32, 32, 3] },
  shallow: { ...base, sizes: [6, 4, 3] },
} as const satisfies Readonly<Record<string, SmallNetwork>>;

const train = (bench: Bench): void => {
  const { linalg, problem } = bench;
  for (let step = 0; step < pretraining.steps; step++) {
    linalg.scope(() => {
      const { gradient } = estimatorNamed("backprop").estimate(bench, 1);
      linalg.addScaled(-pretraining.rate, gradient.all, problem.parameters.all);
    });
  }
};

/** The mean target alignment of predictive coding at each λ: all samples relax together, and are read one by one. */
const codingOver = (bench: Bench, lambdas: readonly number[]): number[] => {
  const { linalg, problem } = bench;
  const images = imagesOf(linalg, problem);
  return lambdas.map((lambda) =>
    linalg.scope(() => {
      const relaxation = relax(linalg, images.energy, "start", lambda, inference);
      return meanOfAlignments(
        eachAlone(bench, ({ bench: alone, error }, row) =>
          targetAlignment(
            linalg,
            alone.problem.pass,
            error,
            estimateOfImage(images, row, relaxation, lambda),
          ),
        ),
      );
    }),
  );
};

/** Mean target alignments over the samples, of backprop and of predictive coding at each λ, for each network. */
export const alignmentsOf = (
  engines: Engines,
  seeds: readonly number[],
  network: SmallNetwork,
  trained: boolean,
  lambdas: readonly number[],
) =>
  seeds.map((seed) =>
    withSmallNetwork(engines, network, seed, (drawn) => {
      const bench = { ...drawn, inference };
      if (trained) train(bench);
      return {
        seed,
        backprop: meanAlignment(bench, estimatorNamed("backprop"), 1),
        coding: codingOver(bench, lambdas),
      };
    }),
  );

/** How much better than backprop predictive coding is aligned at λ = 1, the clamped network, in each network. */
export const advantagesOf = (
  engines: Engines,
  seeds: readonly number[],
  network: SmallNetwork,
  trained: boolean,
): readonly number[] =>
  alignmentsOf(engines, seeds, network, trained, [1]).map(({ backprop, coding }) => coding[0]! - backprop);
