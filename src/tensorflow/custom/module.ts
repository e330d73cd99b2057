import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { localExport } from "../../energy/local/module.ts";
import { openEnergyModule } from "../../modules/energy-module.ts";
import { mistake } from "../../modules/mistake.ts";
import { guarded } from "../../modules/user-module.ts";
import type { Tf } from "../backend.ts";

/** What every function of a module is told of its surroundings. */
export interface Surroundings {
  /** `[n_0 … n_L]` of the config's network. */
  readonly sizes: readonly number[];
  /** `energy.options` of the config. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A parameter as a module's initialiser gives it, row-major. */
export interface InitialTensor {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** The parameters as tensors: weights [n_l, n_{l+1}] and biases [n_{l+1}] of the network, and those that the module adds, by name. */
export type CustomParameters = {
  readonly weights: readonly Tensor2D[];
  readonly biases: readonly Tensor[];
} & Readonly<Record<string, unknown>>;

/** Where a module is asked for its energy. */
export interface CustomPoint extends Surroundings {
  /** `x_0` [batch, n_0]. */
  readonly input: Tensor2D;
  /** [batch, units], one for each entry of `states`. */
  readonly states: readonly Tensor2D[];
  readonly parameters: CustomParameters;
  /** The config's `network.activation`. */
  readonly activation: (a: Tensor2D) => Tensor2D;
}

/** What a module may export; all but `energy` have defaults. */
export interface CustomModule {
  /** I, summed over the batch. */
  readonly energy: (tf: Tf, point: CustomPoint) => Scalar;
  /** Units of each state. Default: `sizes.slice(1)`. */
  readonly states?: (surroundings: Surroundings) => readonly number[];
  /** o [batch, n_L], which the loss looks at. Default: the last state. */
  readonly output?: (tf: Tf, point: CustomPoint) => Tensor2D;
  /** Parameters beyond the network's weights and biases. Default: none. */
  readonly parameters?: (
    surroundings: Surroundings & {
      readonly uniform: (shape: readonly number[], bound: number) => InitialTensor;
    },
  ) => Readonly<Record<string, InitialTensor>>;
  /** The free phase. Default: found by inference from 0. */
  readonly free?: (tf: Tf, point: Omit<CustomPoint, "states">) => readonly Tensor2D[];
}

const known = ["energy", "states", "output", "parameters", "free"] as const;
type Name = (typeof known)[number];

/** A module with a custom energy, imported. Its functions throw `UserError` with the place at which they failed. */
export interface LoadedModule {
  readonly file: string;
  readonly functions: CustomModule;
  /** `file:line` of an export, for messages on what it returned. */
  readonly placeOf: (name: Name) => string;
  /** SHA-256 of everything that has been loaded for it until now: the module, what it imports, its data. */
  readonly identity: () => Promise<string>;
}

/**
 * Imports a module, which may read `files`. Throws `UserError` (usage) when it can't be imported, loads what can't be followed,
 * or exports other things than an energy's.
 */
export const loadModule = async (file: string, files: readonly string[] = []): Promise<LoadedModule> => {
  const module = await openEnergyModule(file, files);
  const { exported, placeOf, identity } = module;
  const names = Object.keys(exported);
  if (names.includes(localExport))
    throw mistake(
      placeOf(localExport),
      `expected an energy of TensorFlow.js with the engine tfjs, found ${localExport}, which the built-in engine computes; leave engine out`,
    );
  for (const name of names) {
    if (!known.includes(name as Name)) {
      throw mistake(
        file,
        `expected exports among ${known.join(", ")}, found ${name}; rename it, or don't export it`,
      );
    }
    if (typeof exported[name] !== "function") {
      throw mistake(placeOf(name), `expected a function as ${name}, found ${typeof exported[name]}`);
    }
  }
  if (!names.includes("energy")) {
    throw mistake(
      file,
      "expected an export energy, found none; begin with `export const energy = (tf, { states, parameters, input }) => …`",
    );
  }
  const withPlaces = (name: Name) => {
    const body = exported[name] as ((...given: unknown[]) => unknown) | undefined;
    return body === undefined ? {} : { [name]: guarded(module, name, body) };
  };
  const functions = Object.assign({}, ...known.map(withPlaces)) as CustomModule;
  return { file, functions, placeOf, identity };
};
