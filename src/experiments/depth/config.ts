import { z } from "zod";
import { type CellOf, cellMaker } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { counts, lambda, seeds } from "../../config/lists.ts";
import { checkEnds, checkImage } from "../../data/check.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import { activationKinds } from "../../network/activation.ts";
import type { Cell } from "../../rows/cell.ts";
import { imageSetup } from "../image-cells.ts";
import { inferenceSeries } from "../inference-series.ts";
import { depth as depthWork } from "./measure.ts";
import { architectures, networkOfDepth } from "./networks.ts";

export const schema = z.strictObject({
  experiment: z.literal("depth"),
  seeds: seeds.default([0, 1, 2, 3, 4]),
  architectures: z
    .array(z.enum(architectures))
    .min(1)
    .default(["chain", "residual-ntp", "residual-mup"])
    .describe("networks that are compared: chain, or residual by its parameterisation"),
  depths: counts(2, 1000, "hidden layers of each network", [4, 16]).default([4, 16, 64]),
  widths: counts(1, 10_000, "units of each hidden layer", [16, 64]).default([16, 64, 256]),
  activation: z.enum(activationKinds).default("tanh").describe("activation of every network"),
  inputs: z.int().min(1).default(784).describe("units of the input: pixels of an image"),
  outputs: z.int().min(1).default(10).describe("units of the output: classes of the images"),
  lambda: lambda.default(0.1),
  engine: fields.engine,
  precision: fields.precision,
  dataset: fields.oneImageDataset,
  loss: fields.loss,
  inference: fields.inference(),
  alongside: fields.alongside,
});

export type DepthConfig = z.output<typeof schema>;

/** Throws `UserError` (usage) if the networks or the image do not fit the dataset. */
export const check = ({ inputs, outputs, dataset: { image } }: DepthConfig, dataset: Dataset): void => {
  checkEnds({ inputs, outputs }, dataset, { inputs: "inputs", outputs: "outputs" });
  checkImage(image, dataset.train);
};

/** One cell for each network, inference and seed. */
export const cells = (
  config: DepthConfig,
  checksums: DatasetIdentity,
  cellOf: CellOf = cellMaker(),
): Cell[] => {
  const { activation, inputs, outputs, lambda: strength } = config;
  return config.architectures.flatMap((architecture) =>
    config.depths.flatMap((depth) =>
      config.widths.flatMap((width) => {
        const network = networkOfDepth({ architecture, depth, width, activation, inputs, outputs });
        const setup = { ...imageSetup({ ...config, network }, checksums), lambda: strength };
        return inferenceSeries(config).flatMap((inference) =>
          config.seeds.map((seed) =>
            cellOf(
              depthWork,
              { ...setup, inference, seed, key: { architecture, depth, width } },
              `${architecture} ${depth} × ${width}, ${inference.solver}, seed ${seed}`,
            ),
          ),
        );
      }),
    ),
  );
};
