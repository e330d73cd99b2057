import type { CustomEnergyConfig, EnergyConfig, Engine, Network, Precision } from "../../config/fields.ts";
import { exitCode, UserError } from "../../errors.ts";
import { readWeights } from "../../weights/read-weights.ts";
import {
  fileAndOrder,
  requireFitting,
  requireKnownTensors,
  type WeightsFile,
} from "../../weights/weights.ts";

/** What configs say of their equipment; each experiment has the fields that it supports. */
export interface EquipmentConfig {
  readonly seeds?: readonly number[];
  readonly precision?: Precision;
  readonly engine?: Engine;
  readonly energy?: EnergyConfig | CustomEnergyConfig;
  readonly network?: Network;
  readonly training?: unknown;
  /** A second precision, or a second kind of inference. */
  readonly alongside?: string;
}

/** Throws `UserError` (usage) for equipment that doesn't fit together, with each field's name. */
export const checkEquipment = (config: EquipmentConfig): void => {
  const { precision, engine, alongside } = config;
  const energy = customOf(config);
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
  if (energy && engine?.name === "tfjs" && alongside === "float64") {
    lines.push(
      "alongside: expected float32 or none with an energy of TensorFlow.js, found float64; write none",
    );
  }
  if (lines.length > 0) throw new UserError(exitCode.usage, lines.join("\n"));
  checkWeights(config);
};

/** The custom energy, if there is one. */
const customOf = ({ energy }: EquipmentConfig): CustomEnergyConfig =>
  typeof energy === "string" || energy === undefined ? null : energy;

const checkWeights = (config: EquipmentConfig): void => {
  const { network, seeds = [], training } = config;
  if (!network?.weights) return;
  const stored = read(network.weights);
  requireFitting(stored, network);
  if (customOf(config) === null) requireKnownTensors(stored);
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
