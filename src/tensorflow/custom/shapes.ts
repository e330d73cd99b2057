import { mistake } from "../../modules/mistake.ts";
import type { InitialTensor, LoadedModule, Surroundings } from "./module.ts";

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;

/** Units of each state. Throws `UserError` (usage) for what can't be states. */
export const stateUnits = (
  { functions, placeOf }: LoadedModule,
  surroundings: Surroundings,
): readonly number[] => {
  const { sizes } = surroundings;
  const units: unknown = functions.states?.(surroundings) ?? sizes.slice(1);
  if (!Array.isArray(units) || units.length === 0 || !units.every(isCount)) {
    const expected = "expected states to return the units of each state, as in [128, 64]";
    throw mistake(placeOf("states"), `${expected}, found ${JSON.stringify(units)}`);
  }
  if (functions.output === undefined && units.at(-1) !== sizes.at(-1)) {
    throw mistake(
      placeOf("states"),
      `expected the last state to have the ${sizes.at(-1)} units of the output layer, found ${units.at(-1)}; or export output`,
    );
  }
  return units;
};

/** The parameters that a module adds, by name; `draw` gives numbers in [0, 1). Throws `UserError` (usage). */
export const initialTensors = (
  { functions, placeOf }: LoadedModule,
  surroundings: Surroundings,
  draw: () => number,
): [string, InitialTensor][] => {
  const uniform = (shape: readonly number[], bound: number): InitialTensor => ({
    shape,
    values: Float64Array.from({ length: sizeOf(shape) }, () => (2 * draw() - 1) * bound),
  });
  const tensors: unknown = functions.parameters?.({ ...surroundings, uniform }) ?? {};
  if (typeof tensors !== "object" || tensors === null || Array.isArray(tensors)) {
    throw mistake(
      placeOf("parameters"),
      "expected parameters to return tensors by name, as in { lateral: uniform([64, 64], 0.1) }",
    );
  }
  return Object.entries(tensors as Record<string, Partial<InitialTensor> | null>).map(([name, tensor]) => {
    const { shape, values } = tensor ?? {};
    if (name === "weights" || name === "biases") {
      throw mistake(
        placeOf("parameters"),
        `expected names other than weights and biases, which are the network's, found ${name}`,
      );
    }
    const sound = Array.isArray(shape) && shape.every(isCount) && values?.length === sizeOf(shape);
    if (!sound || !Array.from(values).every(Number.isFinite)) {
      const expected = `expected ${name} as { shape, values } with as many finite values as the shape says`;
      throw mistake(placeOf("parameters"), `${expected}, as uniform(shape, bound) makes them`);
    }
    return [name, { shape, values }];
  });
};

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
