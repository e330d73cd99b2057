import { z } from "zod";
import { activationKinds } from "../activation.ts";
import { connectionKinds } from "../connection/registry.ts";

const activation = z.enum(activationKinds);

/** What every connection has beside the settings of its kind. */
const wiring = {
  from: z
    .int()
    .min(0)
    .optional()
    .describe("layer that it comes from, 0 for the input; the one below unless said"),
  scale: z.number().optional().describe("fixed factor; what the parameterisation says unless given"),
  before: activation.optional().describe("activation between that layer and the map"),
};

/** What a layer has beside its connections. */
const own = {
  activation: activation.optional().describe("activation of the layer; the network's unless said"),
  bias: z.boolean().optional().describe("whether it has a bias, per channel where there are channels"),
};

const connection = z.union(
  connectionKinds.map(({ schema }) => z.strictObject({ ...schema.shape, ...wiring })),
);

/** A layer as a config writes it: its one connection in short, or several. */
export const layerSchema = z.union([
  ...connectionKinds.map(({ schema }) => z.strictObject({ ...schema.shape, ...wiring, ...own })),
  z.strictObject({ connections: z.array(connection).min(1), ...own }),
]);

export type DescribedLayer = z.output<typeof layerSchema>;
export type DescribedConnection = z.output<typeof connection>;
