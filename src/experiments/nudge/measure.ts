import { z } from "zod";
import { asSettings, type ImageSettings, inferenceSeries } from "../../bench/cell-settings.ts";
import { withEnergyOnImage } from "../../bench/energy-on-image.ts";
import * as fields from "../../config/fields.ts";
import { lambdaList, seeds } from "../../config/lists.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import { compareGradients, compareVectors } from "../../gradient/compare.ts";
import { oneSided, type Phases, symmetric, twoPhaseEstimate } from "../../gradient/two-phase.ts";
import { requireBounded } from "../../inference/diverged.ts";
import { countOutcomes } from "../../inference/outcome.ts";
import type { Cell, CellResult } from "../../rows/cell.ts";
import { orMissing } from "../../rows/row.ts";
import type { Settings } from "../../rows/settings.ts";
import { worstOutcome } from "../worst-outcome.ts";

// Fig. 2C and Fig. 3A look at the same measurement from two sides, so they share it.

const phasesOf: Readonly<Record<Estimator, (lambda: number) => Phases>> = {
  "one-sided": oneSided,
  symmetric,
};

type Estimator = "one-sided" | "symmetric";

type NudgeSettings = ImageSettings & { readonly estimator: Estimator };

/** The config of an experiment that varies λ on one image; `initialisations` is the default number of seeds. */
export const nudgeSchema = <Name extends string>(name: Name, initialisations: number) =>
  z.strictObject({
    experiment: z.literal(name),
    seeds: seeds.default(Array.from({ length: initialisations }, (_, seed) => seed)),
    lambda: lambdaList.default([0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
    estimator: z
      .enum(["one-sided", "symmetric"])
      .default("one-sided")
      .describe(
        "phases that are compared: 0 and λ (error O(λ)), or −λ and λ (error O(λ²), smooth activations)",
      ),
    engine: fields.engine,
    energy: fields.energy,
    precision: fields.precision,
    dataset: fields.oneImageDataset,
    network: fields.network(),
    loss: fields.loss,
    inference: fields.inference(),
    alongside: fields.alongside,
  });

type Config = z.output<ReturnType<typeof nudgeSchema<string>>>;

/** The estimate at one λ and initialisation: how far it, and the state it is read from, are from backprop. */
export const nudgeWork = (given: Settings): CellResult => {
  const settings = given as unknown as NudgeSettings;
  const { inference, seed, lambda } = settings;
  return withEnergyOnImage(settings, ({ linalg, energy, truth }) => {
    const phases = phasesOf[settings.estimator](lambda);
    const { gradient, relaxations } = twoPhaseEstimate(linalg, energy, phases, inference);
    for (const { nudge, relaxation } of relaxations)
      requireBounded(linalg, energy, nudge, inference, relaxation);
    const phasesRelaxed = relaxations.map(({ relaxation }) => relaxation);
    const relaxation = phasesRelaxed.at(-1)!;
    const equilibriumDistance = relaxation.state.reduce(
      (sum, x, l) => sum + compareVectors(linalg, [x], [energy.start[l]!]).distance,
      0,
    );
    const { distance, relativeDistance, cosine } = compareGradients(linalg, gradient, truth);
    const row = {
      inference: inference.solver,
      seed,
      lambda,
      equilibrium_distance: equilibriumDistance,
      gradient_distance: distance,
      relative_distance: orMissing(relativeDistance),
      cosine: orMissing(cosine),
      // Of all phases that were relaxed: the worst end, the largest residual, the whole work.
      outcome: worstOutcome(phasesRelaxed),
      residual: Math.max(...phasesRelaxed.map(({ residuals }) => residuals[0]!)),
      iterations: phasesRelaxed.reduce((sum, { steps }) => sum + steps[0]!, 0),
    };
    return {
      tables: { nudges: [row] },
      outcomes: countOutcomes(phasesRelaxed),
    };
  });
};

/** One cell for each inference, seed and λ. */
export const nudgeCells = (config: Config, checksums: DatasetIdentity): Cell[] => {
  const { seeds: all, lambda: strengths, alongside, experiment: _, dataset, ...rest } = config;
  return inferenceSeries(config).flatMap((inference) =>
    all.flatMap((seed) =>
      strengths.map((lambda) => ({
        work: "nudge",
        settings: asSettings({ ...rest, dataset: { ...dataset, checksums }, inference, seed, lambda }),
        label: `${inference.solver}, seed ${seed}, λ ${lambda}`,
      })),
    ),
  );
};
