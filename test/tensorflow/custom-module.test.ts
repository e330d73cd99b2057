// A module that can't be an energy is told so: what is wrong, and where.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { exitCode, UserError } from "../../src/errors.ts";
import { zeroParameters } from "../../src/network/parameters.ts";
import { energyOfModule } from "../../src/tensorflow/custom/energy.ts";
import { examineExpression } from "../../src/tensorflow/custom/examine.ts";
import { loadModule } from "../../src/tensorflow/custom/module.ts";
import { randomProblem } from "../network/problem.ts";
import { anyBackend as engine } from "./backends.ts";

const folder = mkdtempSync(join(tmpdir(), "ebm-custom-energy-"));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
const write = (source: string, name = `module-${++count}.mjs`): string => {
  const file = join(folder, name);
  writeFileSync(file, source);
  return file;
};

/** Loads, binds and examines a module for a 5-4-3 network. */
const examine = async (file: string): Promise<void> => {
  const problem = randomProblem({ sizes: [5, 4, 3], precision: "float32" });
  const { linalg, network } = problem;
  const custom = energyOfModule(engine, await loadModule(file), network, {});
  const parameters = zeroParameters(linalg, custom.layout);
  linalg.values(parameters.all).set(linalg.values(problem.parameters.all));
  custom.initialise(linalg, parameters, () => 0.5);
  examineExpression(engine, linalg, custom, { ...problem, parameters });
};

const messageOf = async (source: string): Promise<string> => {
  const file = write(source);
  const found = await examine(file).catch((error: unknown) => error);
  expect(found).toBeInstanceOf(UserError);
  expect((found as UserError).code).toBe(exitCode.usage);
  return (found as UserError).message.replace(file, "my.mjs");
};

const quadratic = "tf.addN(states.map((x) => tf.mul(0.5, tf.sum(tf.square(x)))))";

describe("a sound module", () => {
  it("is accepted", async () => {
    await examine(write(`export const energy = (tf, { states }) => ${quadratic};`));
    await examine(write(`export function energy(tf, { states }) { return ${quadratic}; }`));
  });

  it("leaves no tensor behind, neither when it fails", async () => {
    const sound = write(`export const energy = (tf, { states }) => ${quadratic};`);
    await examine(sound);
    const { numTensors } = engine.tf.memory();
    await examine(sound);
    await messageOf(
      `export const energy = (tf, { states }) => { tf.tensor1d([1]); throw new Error("no"); };`,
    );
    expect(engine.tf.memory().numTensors).toBe(numTensors);
  });
});

describe("a module that", () => {
  it.each([
    ["isn't there", null, /nowhere\.mjs: expected a module of an energy, found no file; check the path$/],
    [
      "has a mistake in its syntax",
      "\nexport const energy = (tf => 1;\n",
      /my\.mjs:2: expected a module that can be imported, found: Unexpected token ';'$/,
    ],
    [
      "imports what isn't there",
      'import "./not-there.mjs";',
      /^my\.mjs(:\d+:\d+)?: expected a module that can be imported, found: Cannot find module/,
    ],
    [
      "exports no energy",
      "export const states = () => [3];",
      /^my\.mjs: expected an export energy, found none; begin with /,
    ],
    [
      "exports under another name",
      "export const Energy = () => 1;",
      /^my\.mjs: expected exports among energy, states, output, parameters, free, found Energy; rename it/,
    ],
    [
      "exports no function",
      "\nexport const energy = 3;",
      /^my\.mjs:2: expected a function as energy, found number$/,
    ],
    [
      "throws",
      "export const energy = (tf, { states }) => {\n  return tf.summ(states[0]);\n};",
      /^my\.mjs:2:13: energy failed: tf\.summ is not a function; mend it there$/,
    ],
    [
      "throws something else",
      "export const energy = () => {\n  throw 7;\n};",
      /^my\.mjs:1: energy failed: 7; mend it there$/,
    ],
    [
      "returns a vector",
      "export const energy = (tf, { states }) => tf.sum(tf.square(states[0]), 1);",
      /^my\.mjs:1: expected energy to return a scalar, the sum over the batch, found a tensor \[2\]; end it with tf\.sum\(…\)$/,
    ],
    [
      "returns a number",
      "export const energy = () => 0;",
      /^my\.mjs:1: expected energy to return a scalar, .* found a number; /,
    ],
    ["returns nothing", "export const energy = () => {};", /found nothing; /],
    [
      "is async",
      "export const energy = async (tf, { states }) => tf.sum(states[0]);",
      /found a promise \(it must not be async\); /,
    ],
    [
      "returns NaN",
      `export const energy = (tf, { states }) => tf.sum(tf.log(tf.sub(states[0], 1)));`,
      /^my\.mjs:1: expected a finite energy, found NaN where every state is 0; look for a logarithm/,
    ],
    [
      "throws dice",
      `export const energy = (tf, { states }) => tf.mul(Math.random(), ${quadratic});`,
      /^my\.mjs:1: expected the same energy of the same states, found .* and then .*; take random numbers from uniform/,
    ],
    [
      "returns a mean",
      `export const energy = (tf, { states }) => tf.mean(tf.square(tf.add(states[0], 1)));`,
      /^my\.mjs:1: expected the sum over the samples of the batch, found 1\.21000 for two copies of a sample whose energy is 1\.21000; use tf\.sum/,
    ],
    [
      "lets samples see each other",
      "export const energy = (tf, { states }) => tf.square(tf.sum(tf.add(states[0], 1)));",
      /expected the sum over the samples/,
    ],
    [
      "does not depend on a state",
      "export const energy = (tf, { states }) => tf.sum(tf.square(states[1]));",
      /^my\.mjs:1: expected an energy that can be differentiated by states\[0\] \(4 units\), found that it does not depend on it; /,
    ],
    [
      "can't be differentiated",
      `export const energy = (tf, { states }) => tf.add(tf.sum(tf.square(states[0])), tf.sum(tf.cast(tf.argMax(states[1], 1), "float32")));`,
      /^my\.mjs:1: expected an energy that can be differentiated by states\[1\] \(3 units\), found a derivative of 0 where every state is 0 and beside it; /,
    ],
    [
      "has an operation without a derivative",
      "export const energy = (tf, { states }) => tf.addN(states.map((x) => tf.sum(tf.cumprod(x, 1))));",
      /^my\.mjs:1: expected an energy that can be differentiated by states\[0\] \(4 units\), found the operation Cumprod between them, which has no derivative in TensorFlow\.js; use another$/,
    ],
    [
      "has an infinite force",
      "export const energy = (tf, { states }) => tf.addN(states.map((x) => tf.sum(tf.sqrt(tf.square(x)))));",
      /^my\.mjs:1: expected a finite force on states\[0\] \(4 units\), found NaN or infinity where every state is 0; /,
    ],
    [
      "has states of no size",
      `export const states = () => [4, 0];\nexport const energy = (tf, { states }) => ${quadratic};`,
      /^my\.mjs:1: expected states to return the units of each state, as in \[128, 64\], found \[4,0\]$/,
    ],
    [
      "has no output",
      `export const states = () => [4];\nexport const energy = (tf, { states }) => ${quadratic};`,
      /^my\.mjs:1: expected the last state to have the 3 units of the output layer, found 4; or export output$/,
    ],
    [
      "has an output of another shape",
      `export const energy = (tf, { states }) => ${quadratic};\nexport const output = (tf, { states }) => states[0];`,
      /^my\.mjs:2: expected output to return a tensor \[2, 3\], the batch and the units of the output layer, found a tensor \[2, 4\]$/,
    ],
    [
      "has a free phase of another shape",
      `export const energy = (tf, { states }) => ${quadratic};\nexport const free = (tf, { input }) => [input];`,
      /^my\.mjs:2: expected free to return a list of tensors \[2, 4\], \[2, 3\], one for each state, found \[2, 5\]$/,
    ],
    [
      "has parameters without values",
      `export const energy = (tf, { states }) => ${quadratic};\nexport const parameters = () => ({ lateral: [1, 2] });`,
      /^my\.mjs:2: expected lateral as \{ shape, values \} /,
    ],
    [
      "takes the names of the network's parameters",
      `export const energy = (tf, { states }) => ${quadratic};\nexport const parameters = ({ uniform }) => ({ weights: uniform([2], 1) });`,
      /^my\.mjs:2: expected names other than weights and biases/,
    ],
  ] as const)("%s", async (_, source, message) => {
    if (source === null) {
      await expect(loadModule(join(folder, "nowhere.mjs"))).rejects.toThrow(message);
      return;
    }
    expect(await messageOf(source)).toMatch(message);
  });
});
