import { z } from "zod";
import { type ActivationKind, activationKinds } from "../network/activation.ts";
import { type NetworkDescription, readDescription } from "../network/description/description.ts";
import { layerSchema } from "../network/description/layer-schema.ts";
import { type Initialisation, initialisations } from "../network/initialise.ts";
import { parameterisations } from "../network/network.ts";
import { expectation } from "./catalogue.ts";

/** More units than memory holds; a slip such as 1e9 gets a message and not a crash. */
const largestLayer = 100_000;
/** More layers than a config means. */
const deepest = 10_000;

const layerSize = z
  .int()
  .min(1, {
    error: ({ input }) =>
      expectation("a layer of at least 1 unit", input, "give it units, or remove the layer"),
  })
  .max(largestLayer);

const inputShape = z
  .union([z.tuple([layerSize]), z.tuple([layerSize, layerSize, layerSize])])
  .describe("shape of the input of a network with layers: [units] or [channels, height, width]");

const residual = z
  .strictObject({
    inputs: layerSize.describe("units of the input"),
    blocks: z.int().min(1).max(deepest).describe("residual blocks x + c W g(x)"),
    units: layerSize.describe("units of each hidden layer"),
    outputs: layerSize.describe("units of the output"),
  })
  .describe("a deep residual network in short, in place of sizes or layers");

const sizes = z
  .array(layerSize)
  .min(3, {
    error: ({ input }) =>
      expectation(
        "at least 3 layer sizes (input, hidden, output)",
        input,
        "add a hidden layer as in [784, 128, 10]",
      ),
  })
  .describe("units of each layer of a chain, from the input to the output");

const named = {
  activation: z.enum(activationKinds).describe("activation function f of the hidden layers"),
  parameterisation: z
    .enum(parameterisations)
    .describe("how widths and depth scale the connections: standard (not at all), ntp, mup"),
  initialisation: z.enum(initialisations).describe("distribution of the initial weights and biases"),
};

/** A network as a config resolves it; `weights` is what stands for a file of weights, or null. */
export const resolvedNetwork = <Weights extends z.ZodType>(weights: Weights) => {
  const common = { ...named, parameterisation: named.parameterisation.exactOptional(), weights };
  return z.union([
    z.strictObject({ sizes, ...common }),
    z.strictObject({ input: inputShape, layers: plain, ...common }),
    z.strictObject({ residual, ...common }),
  ]);
};

/** Layers without keys that are undefined. */
const plain = z.array(z.record(z.string(), z.json()));

/** What an experiment has in place of the defaults. */
export interface NetworkDefaults {
  readonly sizes?: readonly number[];
  readonly activation?: ActivationKind;
}

/** Every default may be replaced by an experiment's own. */
export const network = (defaults: NetworkDefaults = {}) =>
  z
    .strictObject({
      sizes: sizes.optional().meta({ examples: [defaults.sizes ?? [784, 128, 64, 10]] }),
      input: inputShape.optional(),
      layers: z
        .array(layerSchema)
        .min(2)
        .max(deepest)
        .optional()
        .describe("layers of any network, from the first above the input to the output, in place of sizes"),
      residual: residual.optional(),
      activation: named.activation.default(defaults.activation ?? "relu"),
      parameterisation: named.parameterisation.optional(),
      initialisation: named.initialisation.optional(),
      weights: z
        .union([
          z.string().min(1),
          z.strictObject({ file: z.string().min(1), order: z.array(z.string()).min(1) }),
        ])
        .nullable()
        .default(null)
        .describe(
          "safetensors file with the weights to start from, relative to where ebm starts, or { file, order } with the names of its layers where these do not tell their order; null for random ones",
        ),
    })
    .transform((written, context): Network => {
      const fail = (path: readonly (string | number)[], message: string): never => {
        context.issues.push({ code: "custom", path: [...path], message, input: written });
        return z.NEVER;
      };
      const { sizes: chainSizes, input, layers, residual: deep, ...rest } = written;
      const forms = [chainSizes && "sizes", layers && "layers", deep && "residual"].filter(
        (form) => form !== undefined,
      );
      if (forms.length > 1) {
        return fail(
          [forms[1]!],
          `expected one of sizes, layers and residual, found ${forms.join(" and ")}; leave ${forms.length === 2 ? "one" : "two"} out`,
        );
      }
      if (layers !== undefined && input === undefined) {
        return fail(
          ["input"],
          "expected the shape of the input beside layers, found nothing; add for example `input: [1, 28, 28]`",
        );
      }
      if (layers === undefined && input !== undefined) {
        return fail(
          ["input"],
          `expected layers beside input, found none; write network.layers, or leave input out`,
        );
      }
      const { parameterisation = "standard", initialisation, activation: kind, weights } = rest;
      if (parameterisation !== "standard" && forms[0] === "sizes") {
        return fail(
          ["parameterisation"],
          `expected standard for a chain by its sizes, whose connections have no scales, found ${parameterisation}; write network.layers or network.residual`,
        );
      }
      if (parameterisation !== "standard" && initialisation !== undefined && initialisation !== "normal") {
        return fail(
          ["initialisation"],
          `expected normal with network.parameterisation ${parameterisation}, whose scales see to the size of the weights, found ${initialisation}; leave it out`,
        );
      }
      const resolved = {
        activation: kind,
        ...(parameterisation !== "standard" && { parameterisation }),
        initialisation: initialisation ?? (parameterisation === "standard" ? "pytorch-default" : "normal"),
        weights,
      };
      const described: Network =
        layers !== undefined && input !== undefined
          ? { input, layers: plain.parse(layers), ...resolved }
          : deep !== undefined
            ? { residual: deep, ...resolved }
            : { sizes: chainSizes ?? [...(defaults.sizes ?? [784, 128, 64, 10])], ...resolved };
      const { faults } = readDescription(described);
      for (const { path, message } of faults) fail(path, message);
      return described;
    })
    .prefault({})
    .describe("the network");

/** A network as a config resolves it. */
export type Network = NetworkDescription & {
  readonly initialisation: Initialisation;
  readonly weights: string | { readonly file: string; readonly order: readonly string[] } | null;
};
