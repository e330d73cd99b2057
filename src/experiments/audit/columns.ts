import type { Column, Table } from "../../rows/table.ts";
import { columns } from "../columns.ts";

const unit = "dimensionless";

const image: Column = { name: "image", unit, meaning: "number of the training image, from 0", role: "key" };

const ofEstimate = (whose: string): readonly Column[] => [
  { ...columns.cosine, meaning: `cosine similarity of the image's estimate and backprop gradient, ${whose}` },
  { name: "norm_ratio", unit, meaning: `‖estimate‖ / ‖gradient of backprop‖, ${whose}` },
  { name: "relative_error", unit, meaning: `‖estimate − gradient‖ / ‖gradient‖, ${whose}` },
];

const relaxed = (whose: string): Column => ({
  name: "relaxed",
  unit,
  meaning: `fraction of the way from the free phase x̄ to the equilibrium x* that was gone, ${whose}: 1 − ‖x − x*‖ / ‖x̄ − x*‖`,
});

const regime: Column = {
  name: "regime",
  unit,
  meaning:
    "backprop-like (relaxed < 0.1), partially-relaxed (≤ 0.99), equilibrium-near (relative_error < 0.1) or equilibrium-far",
  role: "note",
};

const rounding = (precision: string): Column => ({
  name: `rounding_${precision}`,
  unit,
  meaning: `predicted rounding of an estimate that is read from activities in ${precision}, relative: the largest u ‖x‖ / ‖λ ∂L/∂x‖ of any layer`,
  role: "note",
});

export const tables: readonly Table[] = [
  {
    name: "layers",
    columns: [
      columns.seed,
      image,
      { name: "layer", unit, meaning: "layer l = 1 … L into which the weights and biases lead", role: "key" },
      ...ofEstimate("the layer's own weights and biases"),
      relaxed("of the layer's activities; empty for the output, which is no activity"),
      {
        name: "arrival",
        unit,
        meaning: "Euler step at which the layer's signal arrives; empty if it never does",
      },
      regime,
    ],
  },
  {
    name: "images",
    columns: [
      columns.seed,
      image,
      ...ofEstimate("all parameters as one vector"),
      relaxed("of all activities"),
      regime,
      { ...columns.cosine, name: "equilibrium_cosine", meaning: "cosine of the estimate at the equilibrium" },
      {
        name: "equilibrium_relative_error",
        unit,
        meaning: "relative_error of the estimate at the equilibrium: the bias of λ",
      },
      {
        ...columns.outcome,
        name: "equilibrium",
        meaning: "how the search for the equilibrium ended; kink: units rest exactly where their slope jumps",
      },
      { ...columns.minima, meaning: "different minima that were found, a lower bound of how many there are" },
      {
        name: "watched_step_size",
        unit,
        meaning:
          "step size η with which steps are counted: the stated one, or one that is recommended at the λ",
        role: "note",
      },
      {
        name: "steps_to_1_percent",
        unit,
        meaning: "first Euler step at which 1 % of the way was left at most; empty if there was none",
      },
      { name: "steps_to_001_percent", unit, meaning: "the same for 0.01 %" },
      columns.largestCurvature,
      columns.largestStep,
      rounding("float64"),
      rounding("float32"),
      columns.outcome,
      columns.residual,
      columns.iterations,
    ],
  },
  {
    name: "strengths",
    columns: [
      columns.seed,
      columns.lambda,
      { ...columns.cosine, meaning: "cosine at the equilibrium, all parameters, mean over images" },
      { ...columns.cosine, name: "lowest_cosine", meaning: "the lowest of the images" },
      {
        ...columns.cosine,
        name: "target_cosine",
        meaning: "what is held against the target: the mean cosine of all parameters, or of the worst layer",
      },
      { name: "relative_error", unit, meaning: "relative error at the equilibrium, mean over images" },
      rounding("float64"),
      rounding("float32"),
      { name: "kinks", unit, meaning: "images whose equilibrium lies on a kink", role: "note" },
      { name: "unsettled", unit, meaning: "images without a certain equilibrium", role: "note" },
    ],
  },
  {
    name: "steps",
    columns: [
      columns.seed,
      { ...columns.lambda, meaning: "the recommended λ" },
      { name: "step_size", unit, meaning: "the recommended step size η", role: "key" },
      { name: "steps", unit, meaning: "number of Euler steps", role: "key" },
      {
        ...columns.cosine,
        name: "target_cosine",
        meaning: "what is held against the target, after so many steps",
      },
    ],
  },
  {
    name: "estimators",
    columns: [
      columns.seed,
      { name: "estimator", unit, meaning: "an estimator of backprop that reaches the target", role: "key" },
      { name: "dial", unit, meaning: "what goes to 0 in its limit", role: "note" },
      {
        name: "value",
        unit,
        meaning:
          "largest value of the dial tried that reaches it, all parameters, at rest; empty without a dial",
      },
      { name: "passes", unit, meaning: "what it costs there in passes, a mean over the first images" },
      { name: "gradients", unit, meaning: "and in readings of the parameter gradient", role: "work" },
      { ...columns.cosine, meaning: "cosine with backprop there, a mean over the first images" },
    ],
  },
  {
    name: "controls",
    columns: [
      columns.seed,
      {
        name: "estimator",
        unit,
        meaning: "an estimator that does not converge to backprop, for the other end of the yardstick",
        role: "key",
      },
      image,
      {
        name: "layer",
        unit,
        meaning: "layer into which the weights and biases lead; empty for all parameters as one vector",
        role: "key",
      },
      ...ofEstimate("the layer's own weights and biases, or all"),
    ],
  },
  {
    name: "recommendations",
    columns: [
      columns.seed,
      { name: "target", unit, meaning: "cosine that is wanted", role: "key" },
      { name: "of", unit, meaning: "of all parameters, or of every layer", role: "key" },
      {
        name: "lowest_float64",
        unit,
        meaning:
          "λ below which rounding in float64 takes more than the target allows an estimate from activities",
      },
      { name: "lowest_float32", unit, meaning: "the same in float32" },
      {
        name: "highest",
        unit,
        meaning: "largest λ tried whose equilibria reach the target; empty if none does",
      },
      {
        name: "next_higher",
        unit,
        meaning: "the next larger λ, whose equilibria do not; empty if all tried do",
      },
      {
        name: "lambda",
        unit,
        meaning:
          "recommended λ: the largest at which also Euler's steps reach it, whatever side of a kink they read; empty if none",
      },
      { ...columns.largestCurvature, meaning: "λ_max at the recommended λ, the largest of the images" },
      { name: "step_size", unit, meaning: "recommended step size η: 1/λ_max, rounded down" },
      {
        name: "steps",
        unit,
        meaning: "fewest Euler steps that reach the target; empty if none that was tried does",
      },
      {
        name: "reached",
        unit,
        meaning: "the cosine that this λ, step size and number of steps have in float64",
      },
      { name: "float32", unit, meaning: "and in float32" },
    ],
  },
];
