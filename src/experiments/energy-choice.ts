import type { EnergyConfig } from "../config/fields.ts";
import type { Dataset } from "../data/dataset.ts";
import { energies, energiesFor } from "../energy/registry.ts";
import { exitCode, UserError } from "../errors.ts";
import type { Estimator } from "../gradient/estimator.ts";
import { estimatorFor, estimatorNamed } from "../gradient/registry.ts";
import type { LossKind } from "../linalg/linalg.ts";
import { type NetworkDescription, networkOf } from "../network/description/description.ts";
import { expressedEnergies } from "../tensorflow/registry.ts";
import { checkOneImage } from "./image-cells.ts";
import { builtinAlone } from "./supported.ts";

interface EnergyChoice {
  readonly energy: EnergyConfig;
  readonly engine: { readonly name: "builtin" | "tfjs" };
  readonly network: NetworkDescription;
  readonly loss: LossKind;
}

/** Throws `UserError` (usage) for an energy of the registry that does not support the config's network, loss or engine. */
export const checkEnergy = ({ energy, engine, network, loss }: EnergyChoice): void => {
  if (typeof energy !== "string") return;
  const asked = { network: networkOf(network), loss };
  const has = (name: string): boolean =>
    engine.name === "builtin" || expressedEnergies.some((each) => each === name);
  const others = energiesFor(asked).filter(has);
  const refusal = energies[energy].refusal(asked);
  if (refusal !== null) {
    const remedy = others.length === 0 ? "" : `, or energy: ${others.join(" or ")}`;
    throw new UserError(exitCode.usage, `energy ${energy}: ${refusal}${remedy}`);
  }
  if (has(energy)) return;
  throw new UserError(
    exitCode.usage,
    `energy: expected one that the engine tfjs has, found ${energy} (${builtinAlone([energy])}); leave engine out${others.length === 0 ? "" : `, or write ${others.join(" or ")}`}`,
  );
};

/** The same, and that network and image fit the dataset. */
export const checkEnergyOnImage = (
  config: EnergyChoice & Parameters<typeof checkOneImage>[0],
  dataset: Pick<Dataset, "train">,
): void => {
  checkEnergy(config);
  checkOneImage(config, dataset);
};

/** What charts call the estimate that learns with an energy, and the gradient that it is compared with. */
export const energyWords = (
  energy: EnergyConfig,
): { readonly estimate: string; readonly truth: "backprop" | "implicit" } => {
  if (typeof energy !== "string") return { estimate: "nudged", truth: "implicit" };
  return {
    estimate: energy === "predictive-coding" ? "PC-Nudge" : `nudged ${energy}`,
    truth: energies[energy].truth,
  };
};

/** The estimator that learns with an energy: of the registry the first that is made for it; with a custom one its free phase against a nudged one. */
export const learning = (energy: EnergyConfig): Estimator =>
  typeof energy === "string" ? estimatorFor(energy) : estimatorNamed("ep-one-sided");

interface Learning {
  readonly energy: EnergyConfig;
  readonly lambda: number;
  readonly gamma: number;
}

/** What charts call it, what it is compared with, and its dial. */
export const learnerOf = ({ energy, lambda, gamma }: Learning) => {
  const { label, truth, dial } = learning(energy);
  const words = typeof energy === "string" ? { estimate: label, truth } : energyWords(energy);
  return { ...words, strength: dial === "gamma" ? `γ = ${gamma}` : `λ = ${lambda}` };
};
