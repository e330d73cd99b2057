import { z } from "zod";
import type { DatasetIdentity } from "../data/identity.ts";
import type { EquilibriumSettings } from "../inference/solver/equilibrium.ts";
import type { EulerSettings } from "../inference/solver/euler.ts";
import type { MinimumSettings } from "../inference/solver/minimum.ts";
import type { LossKind } from "../linalg/linalg.ts";
import { anyEnergy, customEnergy, engine, network, precision } from "./equipment.ts";

// The parts that the settings of works are made of. They are strict, and have no defaults: a cell says all that it is.

const euler = z.strictObject({
  solver: z.literal("euler"),
  stepSize: z.number(),
  steps: z.int(),
  order: z.enum(["simultaneous", "top-down"]),
  tolerance: z.number(),
}) satisfies z.ZodType<EulerSettings>;

export const equilibrium = z.strictObject({
  solver: z.literal("equilibrium"),
  tolerance: z.number(),
  maxIterations: z.int(),
  readout: z.enum(["errors", "states"]),
}) satisfies z.ZodType<EquilibriumSettings>;

export const minimum = z.strictObject({
  solver: z.literal("minimum"),
  tolerance: z.number(),
  maxIterations: z.int(),
  starts: z.int(),
  readout: z.enum(["errors", "states"]),
}) satisfies z.ZodType<MinimumSettings>;

/** The keys that the chosen solver reads, and no others: the rest can't change a number. */
export const inference = z.discriminatedUnion("solver", [euler, equilibrium, minimum]);

export const loss = z.enum(["squared-error", "cross-entropy"]) satisfies z.ZodType<LossKind>;

const checksums = z.record(z.string(), z.string()) satisfies z.ZodType<DatasetIdentity>;

/** The images, and their checksums. */
export const images = z.strictObject({
  dir: z.string().nullable(),
  pixels: z.enum(["unit", "symmetric"]),
  checksums,
});

/** The same, and which one of them; or which ones, of which each is measured as if it were the only one (`perform`). */
const oneImage = images.extend({ image: z.int(), images: z.array(z.int()).readonly().optional() });

/** What every cell on one image is determined by, whatever it is computed with. */
const setup = { precision, dataset: oneImage, network, loss, seed: z.int() };

/** Settings of a work on one image with predictive coding. */
export const imageSettings = z.strictObject({ engine, ...setup, inference, lambda: z.number() });

/** The same with any energy. */
export const energySettings = imageSettings.extend({ energy: anyEnergy });

/** Settings of a work that compares estimators at rest on one image. */
export const benchSettings = z.strictObject({
  engine,
  energy: customEnergy,
  ...setup,
  inference: equilibrium,
});

export type SetupSettings = z.output<z.ZodObject<typeof setup, z.core.$strict>>;
export type ImageSettings = z.output<typeof imageSettings>;
export type EnergySettings = z.output<typeof energySettings>;
export type BenchSettings = z.output<typeof benchSettings>;
export type InferenceSettings = z.output<typeof inference>;
