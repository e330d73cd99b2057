import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Tf } from "../backend.ts";
import { messageOfNative } from "../native-package.ts";
import { createLoading } from "./loading.ts";
import { mistake } from "./mistake.ts";
import { syntaxErrorIn } from "./syntax.ts";

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
  const path = resolve(file);
  if (!existsSync(path)) throw mistake(file, "expected a module of an energy, found no file; check the path");
  const missing = files.find((each) => !existsSync(each));
  if (missing !== undefined)
    throw mistake("energy.files", `expected files of data, found none at ${missing}; check the path`);
  const loading = createLoading(path, files);
  const { url } = loading;
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = await loading.exported();
  } catch (error) {
    const place = (await syntaxErrorIn(error, loading)) ?? placeIn(error, url, file);
    throw mistake(place, `expected a module that can be imported, found: ${messageOfNative(error)}`);
  }
  const lines = readFileSync(path, "utf8").split("\n");
  const placeOf = (name: Name): string => {
    const at = lines.findIndex((line) => new RegExp(`^\\s*export\\b.*\\b${name}\\b`).test(line));
    return at < 0 ? file : `${file}:${at + 1}`;
  };
  const names = Object.keys(exported);
  for (const name of names) {
    if (!known.includes(name as Name)) {
      throw mistake(
        file,
        `expected exports among ${known.join(", ")}, found ${name}; rename it, or don't export it`,
      );
    }
    if (typeof exported[name] !== "function") {
      throw mistake(placeOf(name as Name), `expected a function as ${name}, found ${typeof exported[name]}`);
    }
  }
  if (!names.includes("energy")) {
    throw mistake(
      file,
      "expected an export energy, found none; begin with `export const energy = (tf, { states, parameters, input }) => …`",
    );
  }
  /** The same function; what it throws becomes a message with its place. */
  const guarded = (name: Name) => {
    const body = exported[name] as ((...given: unknown[]) => unknown) | undefined;
    if (body === undefined) return {};
    return {
      [name]: (...given: unknown[]) => {
        try {
          return body(...given);
        } catch (error) {
          throw mistake(
            placeIn(error, url, placeOf(name)),
            `${name} failed: ${messageOfNative(error)}; mend it there`,
          );
        }
      },
    };
  };
  const functions = Object.assign({}, ...known.map(guarded)) as CustomModule;
  return { file, functions, placeOf, identity: loading.identity };
};

/** `file:line:column` of the innermost frame within the module; `otherwise` when the error has none. */
const placeIn = (error: unknown, url: string, otherwise: string): string => {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const name = [url, fileURLToPath(url)].find((each) => stack.includes(`${each}:`));
  if (name === undefined) return otherwise;
  const [, place] = /^(:\d+(?::\d+)?)/.exec(stack.slice(stack.indexOf(`${name}:`) + name.length)) ?? [];
  return place === undefined ? otherwise : otherwise.replace(/:\d+$/, "") + place;
};
