import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { exitCode, UserError } from "../errors.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { chain } from "../network/network.ts";
import { layoutOf, type Parameters, zeroParameters } from "../network/parameters.ts";
import { arrangeLayers, type StoredNetwork } from "./layers.ts";
import { type NamedTensor, readSafetensors, writeSafetensors } from "./safetensors.ts";

/** The network in a weights file, and which file that was. */
export interface WeightsFile {
  readonly network: StoredNetwork;
  /** Of the file's content. */
  readonly sha256: string;
}

/** Reads a safetensors file. Throws `UserError` (usage) for anything that isn't a network's weights. */
export const readWeights = (file: string): WeightsFile => {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const found = missing ? "none" : (error as Error).message;
    throw new UserError(
      exitCode.usage,
      `${file}: expected a safetensors file, found ${found}; check the path`,
    );
  }
  return {
    network: arrangeLayers(readSafetensors(bytes, file), file),
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
};

/** Throws `UserError` (usage) unless the file's network has the sizes of the config, and nothing beside them. */
export const requireSizes = ({ network }: WeightsFile, sizes: readonly number[]): void => {
  const [found, wanted] = [network.sizes, sizes].map((list) => `[${list.join(", ")}]`) as [string, string];
  if (found === wanted) return;
  throw new UserError(
    exitCode.usage,
    `network.sizes: expected ${found}, the network in the weights file, found ${wanted}; write network.sizes: ${found}`,
  );
};

/** Throws `UserError` (usage) if the file holds tensors that are neither weights nor biases. */
export const requireKnownTensors = ({ network }: WeightsFile): void => {
  const unknown = [...network.others.keys()];
  if (unknown.length === 0) return;
  throw new UserError(
    exitCode.usage,
    "network.weights: expected weights and biases of layers alone, found also " +
      `${unknown.join(", ")}; a network with such parts can't be used, or leave them out of the file`,
  );
};

/** The stored weights and biases as parameters, rounded once for float32. */
export const storedParameters = (linalg: Linalg, { layers, sizes }: StoredNetwork): Parameters => {
  const parameters = zeroParameters(linalg, layoutOf(chain({ sizes, activation: "linear" })));
  layers.forEach(({ weights, bias }, l) => {
    linalg.values(parameters.weights[l]!).set(weights);
    linalg.values(parameters.biases[l]!).set(bias);
  });
  return parameters;
};

/**
 * Parameters as a safetensors file, named and transposed as in `torch.nn.Sequential(Linear, f, Linear, …)`: `0.weight`
 * [n_1, n_0], `0.bias`, `2.weight`, …, in the precision in which they were computed.
 */
export const weightsFile = (
  linalg: Linalg,
  parameters: Parameters,
  metadata: Readonly<Record<string, string>>,
): Uint8Array =>
  writeSafetensors(
    parameters.weights.flatMap((matrix, l): NamedTensor[] => {
      const { rows, columns } = matrix;
      const values = linalg.values(matrix);
      const transposed = values.map((_, k) => values[(k % rows) * columns + Math.floor(k / rows)]!);
      return [
        { name: `${2 * l}.weight`, shape: [columns, rows], values: transposed },
        { name: `${2 * l}.bias`, shape: [columns], values: linalg.values(parameters.biases[l]!) },
      ];
    }),
    { format: "pt", ...metadata },
  );
