import type { Linalg } from "../linalg/linalg.ts";
import type { Network } from "../network/network.ts";
import type { Parameters } from "../network/parameters.ts";
import type { Row } from "../rows/row.ts";
import { type OtherShapes, weightsFile } from "../weights/weights.ts";

/** The table of a training cell that holds its trained network. It stands in no CSV. */
export const weightsTable = "weights";

/** Its one row: what was trained, and the safetensors file in base64. */
export const trainedWeights = (
  linalg: Linalg,
  network: Network,
  parameters: Parameters,
  key: Readonly<Record<string, string | number | null>>,
  others: OtherShapes = [],
): Row => {
  const named = Object.entries(key).flatMap(([name, value]) =>
    value === null ? [] : [[name, String(value)]],
  );
  const metadata = { activation: network.activation, ...Object.fromEntries(named) };
  const bytes = weightsFile(linalg, network, parameters, metadata, others);
  return { ...key, safetensors: Buffer.from(bytes).toString("base64") };
};
