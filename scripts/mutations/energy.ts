import { inFile, type Mutation } from "./mutation.ts";

export const energy: readonly Mutation[] = [
  ...inFile(
    "src/energy/predictive-coding/energy.ts",
    [
      "energy without ½",
      "+= 0.5 * precisions[i]! * values[k]! * values[k]!",
      "+= precisions[i]! * values[k]! * values[k]!",
    ],
    ["energy without precision", "+= 0.5 * precisions[i]! * values[k]!", "+= 0.5 * values[k]!"],
    [
      "top-down term flipped",
      "linalg.combine(-precisions[i]!, error, -1, back, out[i]!);",
      "linalg.combine(-precisions[i]!, error, 1, back, out[i]!);",
    ],
    [
      "precision missing in the force",
      "linalg.combine(-precisions[i]!, error, -1, back, out[i]!);",
      "linalg.combine(-1, error, -1, back, out[i]!);",
    ],
    [
      "precision missing in the signal",
      "linalg.scaledHadamard(-precisions[i]!, error,",
      "linalg.scaledHadamard(-1, error,",
    ],
    [
      "f′ missing in the signal",
      "linalg.scaledHadamard(-precisions[i]!, error, slopes[i]!, signal);",
      "linalg.combine(-precisions[i]!, error, 0, error, signal);",
    ],
    [
      "λ missing in the output signal",
      "linalg.addScaled(lambda, outputError, last);",
      "linalg.addScaled(1, outputError, last);",
    ],
    [
      "slopes of kinks ignored by the estimate",
      "fillKinkSlopes(linalg, codingSites(wiring), onKinks, prediction.slopes);",
      "void [fillKinkSlopes, codingSites, onKinks];",
    ],
  ),
  ...inFile(
    "src/energy/predictive-coding/flow.ts",
    ["flow: λ forgotten", "linalg.combine(-lambda, signal, 0,", "linalg.combine(-1, signal, 0,"],
    ["flow: Gram matrix left out", "if (lift) lift.gram.drive(x, a);", "if (lift) continue;"],
    [
      "flow: what a moved layer drives is taken as it was",
      "stale[to - 1] = { drive: true, signal: true };",
      "stale[to - 1] = { drive: false, signal: true };",
    ],
    ["flow: first precision left out", "linalg.combine(-precisions[i]!, z, 1,", "linalg.combine(-1, z, 1,"],
    ["flow: first layer never moves", "lift.wire.map.pull(z, x);", ""],
    [
      "flow: the free phase of a lifted layer is left out of a sum",
      "if (lifted[from - 1]) map.drive(pass.activities[from - 1]!, a);",
      "",
    ],
  ),
  ...inFile(
    "src/energy/predictive-coding/pins.ts",
    ["iteration: pins ignored", "linalg.values(slopesAt[index]!)[entry] = slope;", ""],
    ["the estimate's slope of a kink in the wrong sample", "sample * matrix.columns + unit", "unit"],
  ),
  ...inFile("src/energy/predictive-coding/errors-at.ts", [
    "a state is placed where its predictions are",
    "linalg.combine(1, x, -1, f, errors[i]!);",
    "linalg.combine(0, x, 1, f, errors[i]!);",
  ]),
  ...inFile(
    "src/energy/predictive-coding/iteration.ts",
    [
      "a state placed without its multipliers",
      "errors.forEach((e, i) => void linalg.addScaled(1, shifts[i]!, e));",
      "errors.forEach((e, i) => void linalg.addScaled(0, shifts[i]!, e));",
    ],
    [
      "iteration: λ forgotten",
      "linalg.combine(-lambda, top, 0, top, top);",
      "linalg.combine(-1, top, 0, top, top);",
    ],
    ["iteration: divided by no precision", "linalg.combine(1 / precision, image, 0, image, image);", ""],
    [
      "iteration: errors not added to the predictions",
      "linalg.addScaled(1, errors[l - 1]!, states[l - 1]!);",
      "",
    ],
    [
      "iteration: residual without precisions",
      "rowDistances(linalg, image, errors, precisions)",
      "rowDistances(linalg, image, errors, precisions.map(() => 1))",
    ],
  ),
  ...inFile("src/energy/row-distances.ts", [
    "squares of λ = 1e-300 are 0",
    "const tiny = 2 ** -960;",
    "const tiny = 0;",
  ]),
  ...inFile(
    "src/energy/predictive-coding/basin.ts",
    [
      "basin: the farthest kink stands for the nearest",
      "if (threshold < nearest) nearest",
      "if (threshold < 1e9) nearest",
    ],
    [
      "basin: kinks that are met don't lower the rise",
      "lost += jump * (Math.max(0, each.pulls[unit]!) + residual) * (far * distance - gap);",
      "lost += 0;",
    ],
    [
      "basin: a negative nudge leaves F as convex as it was",
      "(lambda < 0 ? lowest - strength * reach().output ** 2 : lowest)",
      "(lowest)",
    ],
    ["basin: curves don't lower the rise", "curvature -= bend * each.curve.sum;", ""],
    [
      "basin: a concave kink within reach is convex",
      "return open.size === 0 && convexity > 0;",
      "return convexity > 0;",
    ],
  ),
  ...inFile("src/energy/predictive-coding/reach.ts", [
    "reach: errors don't move what is above through the layers between",
    "isOutput ? moved : Math.sqrt(1 + slope * slope * moved * moved)",
    "isOutput ? moved : 1",
  ]),
  ...inFile("src/energy/select-rows.ts", [
    "wrong rows are selected",
    "from.subarray(row * matrix.columns, (row + 1)",
    "from.subarray(i * matrix.columns, (i + 1)",
  ]),
  ...inFile(
    "src/energy/hopfield/energy.ts",
    [
      "Hopfield: ρ′ dropped from the force",
      "linalg.scaledHadamard(1, total[i]!, slopes[i]!, total[i]!);",
      "linalg.combine(1, total[i]!, 0, slopes[i]!, total[i]!);",
    ],
    [
      "Hopfield: no feedback from above",
      "pullLayer(linalg, wiring, i + 1, values, rates, total[i]!);",
      "pullLayer(linalg, wiring, i + 1, values.map(like), rates, total[i]!);",
    ],
    [
      "Hopfield: ½ dropped",
      "internal[Math.floor(k / matrix.columns)]! += 0.5 * s[k]! * s[k]!",
      "internal[Math.floor(k / matrix.columns)]! += s[k]! * s[k]!",
    ],
    [
      "Hopfield: target pushes away",
      "linalg.addScaled(-strength(nudge), error, out.at(-1)!);",
      "linalg.addScaled(strength(nudge), error, out.at(-1)!);",
    ],
    [
      "Hopfield: λ forgotten",
      "linalg.addScaled(-strength(nudge), error, out.at(-1)!);",
      "linalg.addScaled(-1, error, out.at(-1)!);",
    ],
    [
      "Hopfield: a sample keeps the drive of another",
      "inputs.map((drive) => drive && select(drive))",
      "inputs.map((drive) => drive && selectRows(linalg, drive, samples.map((_, row) => row)))",
    ],
  ),
  ...inFile(
    "src/energy/hopfield/basin.ts",
    ["Hopfield's basins: half the coupling", "matrix[wire.from - 1]![wire.to - 1]! += size;", ""],
    [
      "Hopfield's basins: K in place of its root",
      "norms.of(wire) / Math.sqrt(k[wire.from - 1]! * k[wire.to - 1]!)",
      "norms.of(wire) / (k[wire.from - 1]! * k[wire.to - 1]!)",
    ],
    [
      "Hopfield's basins: what a distance in s is in ρ forgotten",
      "rate = Math.min(rate, value * high[i]![j]!.slope ** 2);",
      "rate = Math.min(rate, value);",
    ],
    [
      "Hopfield's basins: any loss is like the squared error",
      '(strength !== 0 && loss !== "squared-error")',
      "false",
    ],
  ),
  ...inFile(
    "src/energy/hopfield/resistance.ts",
    ["resistance: ρ′ once", "/ (steepest * steepest)", "/ steepest"],
    ["resistance: a secant that is too steep", "return 1 + 4 * low * low;", "return 1 + 8 * low * low;"],
    ["resistance: the pull forgotten", "- Math.abs(pull) * q(high.rate)", ""],
    ["resistance: the steep end of an interval", "/ (low.slope * low.slope)", "/ (high.slope * high.slope)"],
  ),
  ...inFile(
    "src/energy/bounds/spectral-norm.ts",
    ["spectral norm: its square", "return Math.sqrt(largest) *", "return largest *"],
    [
      "spectral norm: of the last power alone",
      "(inner, size) => size * Math.sqrt(inner), 1",
      "(_, size) => size, 1",
    ],
  ),
  ...inFile("src/energy/bounds/perron.ts", [
    "Perron's bound: the smallest quotient",
    "most = Math.max(most, sum / vector[i]!);",
    "most = i === 0 ? sum / vector[i]! : Math.min(most, sum / vector[i]!);",
  ]),
  ...inFile("src/energy/layered-feedback/contraction.ts", [
    "CHL: no feedback in the proof of one point of rest",
    "matrix[k - 1]![k] = slope(k - 1) * feedback * norm;",
    "",
  ]),
  ...inFile(
    "src/energy/layered-feedback/energy.ts",
    [
      "CHL: wrong power of γ",
      "const scales = geometric(1 / feedback, layers);",
      "const scales = geometric(feedback, layers);",
    ],
    [
      "CHL: one power of γ too many",
      "const scales = geometric(1 / feedback, layers);",
      "const scales = geometric(1 / feedback, layers + 1);",
    ],
    [
      "CHL: full feedback in the dynamics",
      "linalg.addScaled(feedback, back, drive);",
      "linalg.addScaled(1, back, drive);",
    ],
    [
      "CHL: γ squared in the dynamics",
      "linalg.addScaled(feedback, back, drive);",
      "linalg.addScaled(feedback * feedback, back, drive);",
    ],
    [
      "CHL: clamped output begins free",
      'linalg.copy(nudge === "clamped" && i + 1 === layers ? target : x, copy);',
      "linalg.copy(x, copy);",
    ],
    [
      "CHL: hidden activation at the output",
      "wiring.layers.map(({ activation }) => activation)",
      "wiring.layers.map(() => network.activation)",
    ],
    [
      "CHL: Hebbian term with the wrong sign",
      "linalg.addScaled(-scales[i]!, x, signal);",
      "linalg.addScaled(scales[i]!, x, signal);",
    ],
  ),
  ...inFile(
    "src/energy/precisions.ts",
    [
      "precisions fade upwards",
      "geometric(1 / ratio, sizes.length - 1).slice(0, -1)",
      "geometric(ratio, sizes.length - 1).slice(0, -1)",
    ],
    [
      "wrong power of κ: the output's precision is κ",
      "geometric(1 / ratio, sizes.length - 1).slice(0, -1)",
      "geometric(1 / ratio, sizes.length - 2)",
    ],
  ),
  ...inFile("src/energy/hopfield/holomorphic.ts", [
    "holomorphic Hopfield: ρ′ dropped",
    "complexHadamard(linalg, 1, drive, slopes[i]!, image);",
    "complexHadamard(linalg, 1, drive, values[i]!, image);",
  ]),
  ...inFile("src/energy/predictive-coding/holomorphic.ts", [
    "holomorphic PC: λ conjugated",
    "{ re: -lambda.re, im: -lambda.im }",
    "{ re: -lambda.re, im: lambda.im }",
  ]),
  ...inFile("src/energy/complex-wiring.ts", [
    "complex outer product: i² = 1",
    "linalg.addScaled(-1, imIm.all, re.all);",
    "linalg.addScaled(1, imIm.all, re.all);",
  ]),
];
