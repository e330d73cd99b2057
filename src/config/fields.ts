import { z } from "zod";
import { energyNames } from "../energy/registry.ts";
import { expectation } from "./catalogue.ts";
import { images } from "./lists.ts";

export const precision = z
  .enum(["float64", "float32"])
  .default("float64")
  .describe("arithmetic of every number that is computed");

export const loss = z
  .enum(["squared-error", "cross-entropy"])
  .default("squared-error")
  .describe("supervised loss L on the output layer");

export const alongside = z
  .enum(["equilibrium", "none"])
  .default("equilibrium")
  .describe("second series beside the stated inference: the state that the theory speaks of, or none");

/** What binds and differentiates the energies. */
export const engine = z
  .strictObject({
    name: z
      .enum(["builtin", "tfjs"])
      .default("builtin")
      .describe(
        "builtin: kernels of our own; tfjs: TensorFlow.js, which differentiates automatically, in float32",
      ),
    backend: z
      .enum(["auto", "tensorflow", "wasm", "cpu"])
      .default("auto")
      .describe("tfjs: where it computes; auto is wasm, or cpu where that can't be opened"),
  })
  .prefault({})
  .describe("what binds and differentiates the energies");

const customEnergyModule = z.strictObject({
  module: z.string().min(1).describe("JavaScript module of the energy, relative to where ebm starts"),
  options: z.record(z.string(), z.json()).default({}).describe("what the module's functions get as options"),
  files: z
    .array(z.string().min(1))
    .default([])
    .describe("files of data that the module reads, relative to where ebm starts"),
});

/** A custom energy in place of the estimators' own. */
export const customEnergy = customEnergyModule
  .nullable()
  .default(null)
  .describe("a custom energy (see docs/custom-energy.md); null for each estimator's own");

/** An energy of the registry. */
export const energyName = z.enum(energyNames);

/** Any energy in place of the estimators' own. */
export const chosenEnergy = z.union([energyName, customEnergyModule]).nullable().default(null);

/** Any energy, which the experiment looks at or learns with. */
export const energy = z
  .union([energyName, customEnergyModule])
  .nullable()
  .default("predictive-coding")
  // What configs said before there was a choice by name.
  .transform((chosen) => chosen ?? "predictive-coding")
  .describe(
    `the energy: ${energyNames.join(", ")}, or a custom one, with its module (see docs/custom-energy.md)`,
  );

const datasetKeys = {
  dir: z
    .string()
    .min(1, {
      error: ({ input }) =>
        expectation("a folder of image files or null", input, "write null for the bundled MNIST"),
    })
    .nullable()
    .default(null)
    .describe(
      "folder of IDX files or of CIFAR's binary files, relative to where ebm starts; null for the bundled MNIST",
    ),
  pixels: z
    .enum(["unit", "symmetric"])
    .default("unit")
    .describe("range of a pixel: unit [0, 1] (the paper's text), symmetric [-1, 1] (its published code)"),
};

/** The images of an experiment that uses many. */
export const dataset = z.strictObject(datasetKeys).prefault({}).describe("the images");

/** The images of an experiment that looks at several, one by one. */
export const imagesDataset = z
  .strictObject({
    ...datasetKeys,
    images: z.int().min(1).default(64).describe("training images: the first so many"),
  })
  .prefault({})
  .describe("the images, and how many are looked at");

/** The images of an experiment that uses one. */
export const oneImageDataset = z
  .strictObject({
    ...datasetKeys,
    image: z.int().min(0).default(0).describe("number of the training image, from 0"),
    images: images.optional(),
  })
  .prefault({})
  .describe("the images, and which one is used");

export { type Network, network } from "./network.ts";

const count = (fallback: number, description: string) =>
  z.int().min(1).default(fallback).describe(description);

const positive = (fallback: number, description: string) =>
  z.number().positive().default(fallback).describe(description);

const solvers: Readonly<Record<Inference["solver"], string>> = {
  euler: "a number of steps",
  equilibrium: "the state that the dynamics come to rest in",
  minimum: "the lowest that a search finds",
};

/** `among`: the solvers that the experiment has. */
export const inference = (
  defaults: Partial<Inference> = {},
  among: readonly Inference["solver"][] = ["euler", "equilibrium", "minimum"],
) =>
  z
    .strictObject({
      solver: z
        .enum(among)
        .default(defaults.solver ?? "euler")
        .describe(among.map((name) => `${name}: ${solvers[name]}`).join("; ")),
      stepSize: positive(defaults.stepSize ?? 0.1, "euler: step size η"),
      steps: count(defaults.steps ?? 50, "euler: number of steps"),
      order: z
        .enum(["simultaneous", "top-down"])
        .default(defaults.order ?? "simultaneous")
        .describe("euler: all layers at once, or each after the layer above it (published code)"),
      tolerance: positive(defaults.tolerance ?? 1e-12, "equilibrium: largest norm of the remaining force"),
      maxIterations: count(defaults.maxIterations ?? 200, "equilibrium: iterations after which it gives up"),
      starts: z
        .int()
        .min(0)
        .default(defaults.starts ?? 32)
        .describe("minimum: random states that the search begins at"),
      readout: z
        .enum(["errors", "states"])
        .default(defaults.readout ?? "errors")
        .describe(
          "equilibrium: read the estimate from the solver's own errors, or, as Euler does, from the activities, which rounding limits",
        ),
    })
    .prefault({})
    .describe("how the activities relax; each solver reads its own keys");

export const training = (defaults: Partial<Training> = {}) =>
  z
    .strictObject({
      batchSize: count(defaults.batchSize ?? 64, "images a batch"),
      learningRate: positive(defaults.learningRate ?? 0.001, "learning rate of stochastic gradient descent"),
      momentum: z
        .number()
        .min(0)
        .lt(1)
        .default(defaults.momentum ?? 0.9)
        .describe("momentum of stochastic gradient descent"),
      reduction: z
        .enum(["mean", "sum"])
        .default(defaults.reduction ?? "mean")
        .describe("gradient of a batch: mean or sum over its images"),
      epochs: count(defaults.epochs ?? 1, "passes over the training images"),
      images: count(defaults.images ?? 50_000, "training images: the first so many"),
      testImages: count(defaults.testImages ?? 10_000, "test images: the first so many"),
    })
    .prefault({})
    .describe("stochastic gradient descent");

export type Engine = z.output<typeof engine>;
export type CustomEnergyConfig = z.output<typeof customEnergy>;
export type EnergyConfig = z.output<typeof energy>;
export type Precision = z.output<typeof precision>;
export type Loss = z.output<typeof loss>;
export type Alongside = z.output<typeof alongside>;
export type Inference = {
  solver: "euler" | "equilibrium" | "minimum";
  stepSize: number;
  steps: number;
  order: "simultaneous" | "top-down";
  tolerance: number;
  maxIterations: number;
  starts: number;
  readout: "errors" | "states";
};
export type Training = {
  batchSize: number;
  learningRate: number;
  momentum: number;
  reduction: "mean" | "sum";
  epochs: number;
  images: number;
  testImages: number;
};
