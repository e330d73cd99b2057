import type { CustomEnergyConfig, Engine, Network, Precision } from "../../config/fields.ts";
import { exitCode, UserError } from "../../errors.ts";
import { sizesOf } from "../../network/description/description.ts";
import { readWeights } from "../../weights/read-weights.ts";
import { fileAndOrder, requireKnownTensors, requireSizes, type WeightsFile } from "../../weights/weights.ts";

/** What configs say of their equipment; each experiment has the fields that it supports. */
export interface EquipmentConfig {
  readonly seeds?: readonly number[];
  readonly precision?: Precision;
  readonly engine?: Engine;
  readonly energy?: CustomEnergyConfig;
  readonly network?: Network;
  readonly training?: unknown;
  /** A second precision, or a second kind of inference. */
  readonly alongside?: string;
}

/** Throws `UserError` (usage) for equipment that doesn't fit together, with each field's name. */
export const checkEquipment = (config: EquipmentConfig): void => {
  const { precision, engine, energy, alongside } = config;
  const lines: string[] = [];
  if (engine?.name === "tfjs" && precision === "float64") {
    lines.push(
      "precision: expected float32 with engine.name tfjs, which has no other, found float64; write precision: float32",
    );
  }
  if (engine?.name === "builtin" && engine.backend !== "auto") {
    lines.push(
      `engine.backend: expected auto with engine.name builtin, found ${engine.backend}; write engine.name: tfjs, or leave it out`,
    );
  }
  if (engine?.name === "builtin" && energy) {
    lines.push(
      "energy: expected engine.name tfjs for a custom energy, found builtin; write engine.name: tfjs and precision: float32",
    );
  }
  if (energy && alongside === "float64") {
    lines.push("alongside: expected float32 or none with a custom energy, found float64; write none");
  }
  if (lines.length > 0) throw new UserError(exitCode.usage, lines.join("\n"));
  checkWeights(config);
};

const checkWeights = ({ network, energy, seeds = [], training }: EquipmentConfig): void => {
  if (!network?.weights) return;
  const stored = read(network.weights);
  requireSizes(stored, sizesOf(network));
  if (!energy) requireKnownTensors(stored);
  // Bands over seeds would show a spread of 0 that means nothing.
  if (training === undefined && seeds.length > 1) {
    throw new UserError(
      exitCode.usage,
      `seeds: expected one seed with network.weights, which leave nothing to chance, found ${seeds.length}; write seeds: [0]`,
    );
  }
};

/** The weights file of a config. */
const read = (weights: Parameters<typeof fileAndOrder>[0]): WeightsFile => {
  const { file, order } = fileAndOrder(weights);
  try {
    return readWeights(file, order);
  } catch (error) {
    if (!(error instanceof UserError) || error.message.startsWith("network.")) throw error;
    throw new UserError(error.code, `network.weights: ${error.message}`);
  }
};
