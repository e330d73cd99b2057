import type { ActivationKind } from "../activation.ts";
import type { Parameterisation } from "../network.ts";

/**
 * A deep residual network in short: a dense layer of `units`, `blocks` blocks `x_l = x_{l−1} + c W g(x_{l−1})`, and a dense output of
 * g(x), g being the network's activation.
 */
export type ResidualDescription = {
  readonly residual: {
    /** Units of the input and of the output. */
    readonly inputs: number;
    readonly outputs: number;
    readonly blocks: number;
    /** Units of every hidden layer. */
    readonly units: number;
  };
  readonly activation: ActivationKind;
  readonly parameterisation?: Parameterisation;
};

/** The same network layer by layer. Hidden layers are linear: the activation stands before their maps. */
export const residualLayers = ({ residual, activation, parameterisation }: ResidualDescription) => {
  const { inputs, outputs, blocks, units } = residual;
  const block = {
    activation: "linear",
    connections: [{ kind: "identity" }, { kind: "dense", units, before: activation }],
  } as const;
  return {
    input: [inputs],
    activation,
    ...(parameterisation !== undefined && { parameterisation }),
    layers: [
      { kind: "dense", units, activation: "linear" } as const,
      ...Array.from({ length: blocks }, () => block),
      { kind: "dense", units: outputs, before: activation },
    ],
  };
};
