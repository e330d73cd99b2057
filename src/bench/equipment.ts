import { z } from "zod";
import { resolvedNetwork } from "../config/network.ts";
import { energyNames } from "../energy/registry.ts";
import type { Backend } from "../tensorflow/backend.ts";

// What a cell is computed with: precision, engine, custom energy, network and its weights. A config asks for it by names and
// paths; a cell has versions and checksums in their place, so that it is the same cell only where it is computed with the same.

export const precision = z.enum(["float64", "float32"]);

/** A file, and the content that it had when the cells were made. */
export const fileIdentity = z.strictObject({ file: z.string(), sha256: z.string() });

/** A file of weights, and the names of its layers in the order in which they are used. */
export const weightsIdentity = fileIdentity.extend({ order: z.array(z.string()) });

const backend = z.enum(["tensorflow", "wasm", "cpu"]) satisfies z.ZodType<Backend>;

/** What binds and differentiates the energies. */
export const engine = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("builtin") }),
  z.strictObject({ name: z.literal("tfjs"), backend, version: z.string() }),
]);

/** A custom energy. Its checksum is that of all that it loads: the module, what it imports, and its files of data. */
const customEnergyIdentity = fileIdentity.extend({
  options: z.record(z.string(), z.json()),
  files: z.array(z.string()),
});

/** A custom energy in place of the estimators' own; null for those. */
export const customEnergy = customEnergyIdentity.nullable();

/** An energy: by its name in the registry, or a custom one. */
export const anyEnergy = z.union([z.enum(energyNames), customEnergyIdentity]);

/** The network, and where its parameters come from: a file, or for null the cell's seed. */
export const network = resolvedNetwork(weightsIdentity.nullable());

export type FileIdentity = z.output<typeof fileIdentity>;
export type WeightsIdentity = z.output<typeof weightsIdentity>;
export type EngineIdentity = z.output<typeof engine>;
export type CustomEnergyIdentity = z.output<typeof customEnergy>;
export type EnergyIdentity = z.output<typeof anyEnergy>;
export type NetworkSettings = z.output<typeof network>;

/** The equipment that a cell's settings name; a work without a choice of engine or energy leaves them out. */
export interface Equipment {
  readonly engine?: EngineIdentity;
  readonly energy?: EnergyIdentity | CustomEnergyIdentity;
  readonly network?: Pick<NetworkSettings, "weights">;
  /** The module of an experiment of one's own. */
  readonly experiment?: FileIdentity;
}
