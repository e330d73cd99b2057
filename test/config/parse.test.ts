import { describe, expect, it } from "vitest";
import { z } from "zod";
import * as fields from "../../src/config/fields.ts";
import { lambda, lambdaList, seeds } from "../../src/config/lists.ts";
import { applyOverrides, parseOverrides } from "../../src/config/override.ts";
import { experimentName, parseConfig } from "../../src/config/parse.ts";
import { parseSource } from "../../src/config/source.ts";
import { exitCode } from "../../src/errors.ts";
import { userMessage } from "./user-message.ts";

const schema = z.strictObject({
  experiment: z.literal("nudge-sweep"),
  seeds: seeds.prefault("0..2"),
  lambda: lambdaList,
  strength: lambda.optional(),
  precision: fields.precision,
  dataset: fields.oneImageDataset,
  network: fields.network(),
  loss: fields.loss,
  inference: fields.inference({ steps: 100 }),
  alongside: fields.alongside,
  training: fields.training(),
});

const base = "experiment: nudge-sweep\nlambda: [0.1]\n";
const parse = (text: string, ...set: string[]) =>
  parseConfig(schema, parseSource(text, "my.yaml"), parseOverrides(set));
const messages = (text: string, ...set: string[]) =>
  userMessage(exitCode.usage, () => parse(text, ...set))?.split("\n") ?? [];

describe("parseConfig", () => {
  it("resolves every default, those of the experiment first", () => {
    expect(parse(base)).toEqual({
      experiment: "nudge-sweep",
      seeds: [0, 1, 2],
      lambda: [0.1],
      precision: "float64",
      dataset: { dir: null, pixels: "unit", image: 0 },
      network: {
        sizes: [784, 128, 64, 10],
        activation: "relu",
        initialisation: "pytorch-default",
        weights: null,
      },
      loss: "squared-error",
      inference: {
        solver: "euler",
        stepSize: 0.1,
        steps: 100,
        order: "simultaneous",
        tolerance: 1e-12,
        maxIterations: 200,
        starts: 32,
        readout: "errors",
      },
      alongside: "equilibrium",
      training: {
        batchSize: 64,
        learningRate: 0.001,
        momentum: 0.9,
        reduction: "mean",
        epochs: 1,
        images: 50000,
        testImages: 10000,
      },
    });
  });

  it("keeps a nested default beside a value that is given", () => {
    expect(parse(`${base}inference: { stepSize: 0.3 }`).inference).toMatchObject({
      stepSize: 0.3,
      steps: 100,
    });
  });

  it("resolves its own output to the same config", () => {
    const config = parse(base, "lambda=1e-4..1:log:5", "seeds=0..19");
    expect(config.lambda).toEqual([1e-4, 1e-3, 1e-2, 1e-1, 1]);
    expect(parse(JSON.stringify(config))).toEqual(config);
  });

  it("reports every issue at once, in the order of the file and then of the flags", () => {
    const text =
      "experiment: nudge-swep\nlamda: 1e-4..1\nprecision: float16\nnetwork:\n  sizes: [784, 0, 10]\n  activation: rleu\ninference:\n  stepsize: 0.1\n  tolerance: .nan\n  maxIterations: 1.5\n";
    expect(messages(text, "training.images=0", "inference.stepSize=-1")).toEqual([
      "my.yaml:1:1: lambda: expected a list or a range of numbers, found nothing; write for example `lambda: 1e-4..1`",
      'my.yaml:1:13: experiment: expected nudge-sweep, found "nudge-swep"; did you mean nudge-sweep?',
      "my.yaml:2:1: lamda: unknown key; did you mean lambda?",
      'my.yaml:3:12: precision: expected one of float64, float32, found "float16"; did you mean float64?',
      "my.yaml:5:16: network.sizes[1]: expected a layer of at least 1 unit, found 0; give it units, or remove the layer",
      'my.yaml:6:15: network.activation: expected one of relu, tanh, sigmoid, linear, softplus, gelu, silu, leaky-relu, elu, found "rleu"; did you mean relu?',
      "my.yaml:8:3: inference.stepsize: unknown key; did you mean stepSize?",
      "my.yaml:9:14: inference.tolerance: expected a finite number, found .nan; leave it out for the default, 1e-12",
      "my.yaml:10:18: inference.maxIterations: expected a whole number, found 1.5; leave it out for the default, 200",
      "--set training.images=0: training.images: expected a number of at least 1, found 0; leave it out for the default, 50000",
      "--set inference.stepSize=-1: inference.stepSize: expected a number above 0, found -1; leave it out for the default, 0.1",
    ]);
  });

  it("offers the known keys when none is near, and the place where the key belongs", () => {
    expect(messages(`${base}foobar: 1\nstepSize: 3\nnetwork: { xxxxxxxxx: 1 }\n`)).toEqual([
      "my.yaml:3:1: foobar: unknown key; the keys of this config are experiment, seeds, lambda, strength, precision, dataset, network, loss, inference, alongside, training",
      "my.yaml:4:1: stepSize: unknown key; did you mean inference.stepSize?",
      "my.yaml:5:12: network.xxxxxxxxx: unknown key; the keys of network are sizes, input, layers, residual, activation, parameterisation, initialisation, weights",
    ]);
    expect(messages(base, "trainign.images=5")).toEqual([
      "--set trainign.images=5: trainign: unknown key; did you mean training?",
    ]);
  });

  it.each<[string, string]>([
    [
      "network: { sizes: [784, 10] }",
      "network.sizes: expected at least 3 layer sizes (input, hidden, output), found [784, 10]; add a hidden layer as in [784, 128, 10]",
    ],
    [
      "network: { sizes: [784, 1e9, 10] }",
      "network.sizes[1]: expected a number of at most 100000, found 1000000000; write a smaller one",
    ],
    [
      "network: { sizes: 784 }",
      "network.sizes: expected a list, found 784; write for example `sizes: [784, 128, 64, 10]`",
    ],
    [
      "network: 3",
      "network: expected a mapping of keys to values, found 3; write its keys below it, indented, or leave it out",
    ],
    [
      "inference:",
      "inference: expected a mapping of keys to values, found null; write its keys below it, indented, or leave it out",
    ],
    [
      "inference: { steps: 0 }",
      "inference.steps: expected a number of at least 1, found 0; leave it out for the default, 100",
    ],
    [
      "inference: { stepSize: .inf }",
      "inference.stepSize: expected a finite number, found .inf; leave it out for the default, 0.1",
    ],
    [
      "inference: { stepSize: '0.3' }",
      'inference.stepSize: expected a number, found "0.3"; remove the quotes',
    ],
    [
      "inference: { stepSize: fast }",
      'inference.stepSize: expected a number, found "fast"; leave it out for the default, 0.1',
    ],
    [
      "training: { momentum: 1 }",
      "training.momentum: expected a number below 1, found 1; leave it out for the default, 0.9",
    ],
    [
      "training: { momentum: -0.1 }",
      "training.momentum: expected a number of at least 0, found -0.1; leave it out for the default, 0.9",
    ],
    [
      "dataset: { dir: '' }",
      'dataset.dir: expected a folder of image files or null, found ""; write null for the bundled MNIST',
    ],
    [
      "dataset: { image: -1 }",
      "dataset.image: expected a number of at least 0, found -1; leave it out for the default, 0",
    ],
    [
      "loss: 3",
      "loss: expected one of squared-error, cross-entropy, found 3; leave it out for the default, squared-error",
    ],
    [
      "strength: 0",
      "strength: expected a λ other than 0 (the estimate divides by λ), found 0; write a smaller λ instead, such as 1e-4",
    ],
    ["strength: [0.1]", "strength: expected a number, found [0.1]; write for example `strength: 0.001`"],
    [
      "seeds: 5",
      "seeds: expected a list or a range, found 5; write [5] for this one seed, or 0..19 for twenty",
    ],
    ["seeds: []", "seeds: expected at least one entry, found []; write the numbers between the brackets"],
    ["seeds: [1, 2, 1]", "seeds[2]: expected each value once, found 1; remove the second one"],
    ["seeds: [-1]", "seeds[0]: expected a number of at least 0, found -1; write a larger one"],
    ["seeds: -1..1", "seeds: expected seeds from 0 to 4294967295, found -1; write a range within"],
    [
      "seeds: [4294967296]",
      "seeds[0]: expected a number of at most 4294967295, found 4294967296; write a smaller one",
    ],
    [
      "seeds: a",
      'seeds: grid "a": expected a number or a range of numbers, found "a"; write them as in 0,5,7 or 0..19',
    ],
    ["seeds:", "seeds: expected a list or a range of numbers, found null; write for example `seeds: 0..19`"],
  ])("refuses %s", (line, message) => {
    expect(messages(base + line).map((text) => text.replace(/^my\.yaml:3:\d+: /, ""))).toEqual([message]);
  });

  it.each<[string, string]>([
    [
      "0",
      "lambda: expected a λ other than 0 (the estimate divides by λ), found 0; write a smaller λ instead, such as 1e-4",
    ],
    [
      "[0.1, -0.0]",
      "lambda[1]: expected a λ other than 0 (the estimate divides by λ), found 0; write a smaller λ instead, such as 1e-4",
    ],
    [
      "0..1:lin:11",
      "lambda: expected a λ other than 0 (the estimate divides by λ), found 0; write a smaller λ instead, such as 1e-4",
    ],
    ["[]", "lambda: expected at least one entry, found []; write the numbers between the brackets"],
    ["[0.1, a]", 'lambda[1]: expected a number, found "a"; write one'],
    ["[.nan]", "lambda[0]: expected a finite number, found .nan; write one"],
    [".inf", "lambda: expected a finite number, found .inf; write for example `lambda: 1e-4..1`"],
    [
      "{ a: 1 }",
      "lambda: expected a list or a range of numbers, found {a: 1}; write for example `lambda: 1e-4..1`",
    ],
    [
      "1..0.1",
      'lambda: grid "1..0.1": expected the smaller end of a range first, found 1..0.1; write 0.1..1',
    ],
  ])("refuses λ %s", (written, message) => {
    const lines = messages(`experiment: nudge-sweep\nlambda: ${written}\n`);
    expect(lines.map((text) => text.replace(/^my\.yaml:2:\d+: /, ""))).toEqual([message]);
  });

  it.each<[string, number[]]>([
    ["0.01", [0.01]],
    ["-0.01", [-0.01]],
    ["[0.01, 1e-4]", [0.01, 1e-4]],
    ["0.01, 1e-4", [0.01, 1e-4]],
    ["1e-2..1:log:3", [0.01, 0.1, 1]],
  ])("takes λ %s", (written, values) => {
    expect(parse(`experiment: nudge-sweep\nlambda: ${written}\n`).lambda).toEqual(values);
  });

  it("puts a schema's own messages and other issues of zod into the same form", () => {
    const other = z.strictObject({
      even: z.number().multipleOf(2),
      pair: z.tuple([z.number(), z.number()]),
      name: z.string().min(2),
      flag: z.boolean(),
      either: z.union([z.number(), z.boolean()]),
    });
    const text = "even: 3\npair: [1, 2, 3]\nname: x\nflag: 1\neither: a\n";
    expect(
      userMessage(exitCode.usage, () => parseConfig(other, parseSource(text, "f")))?.split("\n"),
    ).toEqual([
      "f:1:7: even: expected a multiple of 2, found 3; write one",
      "f:2:7: pair: expected a list of at most 2 entries, found [1, 2, 3]; write a smaller one",
      'f:3:7: name: expected text of at least 2 characters, found "x"; write a larger one',
      "f:4:7: flag: expected true or false, found 1; write one",
      'f:5:9: either: expected a number or true or false, found "a"; write one',
    ]);
  });

  it("describes itself as a JSON Schema of what is written, not of what is resolved", () => {
    const written = z.toJSONSchema(schema, { io: "input" });
    expect(written.required).toEqual(["experiment", "lambda"]);
    expect(written.properties?.lambda).toMatchObject({
      anyOf: [{ type: "array" }, { type: "string" }, { type: "number" }],
    });
  });
});

describe("experimentName", () => {
  const known = ["nudge-sweep", "energy-evolution"];
  const name = (text: string, ...set: string[]) =>
    experimentName(applyOverrides(parseSource(text, "my.yaml"), parseOverrides(set)), known);

  it("reads the name and nothing else", () => {
    expect(name("experiment: nudge-sweep\nfoo: 1\n")).toBe("nudge-sweep");
    expect(name("experiment: foo", "experiment=energy-evolution")).toBe("energy-evolution");
  });

  it("names the experiments that there are", () => {
    expect(userMessage(exitCode.usage, () => name("a: 1"))).toBe(
      "my.yaml:1:1: experiment: expected one of nudge-sweep, energy-evolution, found nothing; add the key experiment",
    );
    expect(userMessage(exitCode.usage, () => name("experiment: nudge"))).toBe(
      'my.yaml:1:13: experiment: expected one of nudge-sweep, energy-evolution, found "nudge"; did you mean nudge-sweep?',
    );
  });
});
