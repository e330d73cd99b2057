import type { Bench } from "../../gradient/estimator.ts";
import type { ActivationKind } from "../../network/activation.ts";
import { networkOf } from "../../network/description/description.ts";
import { initialise } from "../../network/initialise.ts";
import type { Parameterisation } from "../../network/network.ts";
import { normalDraws } from "../../random/normal.ts";
import { createStream } from "../../random/stream.ts";
import type { Engines } from "../claim.ts";
import { toRounding } from "./small-network.ts";

/** A residual network of some width and number of blocks, by its parameterisation. */
export interface DeepNetwork {
  readonly parameterisation: Parameterisation;
  readonly activation: ActivationKind;
  readonly units: number;
  readonly blocks: number;
}

/** Six networks. */
const seeds = [0, 1, 2, 3, 4, 5];
const inputs = 20;
export const outputs = 5;

/** Measured on six networks of 20 inputs and 5 outputs, each with one sample; weights, input and target are N(0, 1), of one stream. */
export const overDeep = <T>(
  engines: Engines,
  { parameterisation, activation, units, blocks }: DeepNetwork,
  measure: (bench: Bench) => T,
): readonly T[] => {
  const linalg = engines.linalg("float64");
  const residual = { inputs, outputs, blocks, units };
  const network = networkOf({ residual, activation, parameterisation });
  return seeds.map((seed) =>
    linalg.scope(() => {
      const stream = createStream(seed, "parameters");
      const parameters = initialise(linalg, network, "normal", stream);
      const draw = normalDraws(stream);
      const [input, target] = [linalg.matrix(1, inputs), linalg.matrix(1, outputs)];
      for (const matrix of [input, target])
        linalg.values(matrix).set(Array.from({ length: matrix.columns }, draw));
      const problem = { network, parameters, input, target, loss: "squared-error" } as const;
      return measure({ linalg, problem, inference: toRounding });
    }),
  );
};
