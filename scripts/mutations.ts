/** A one-line mistake. `find` occurs exactly once in `file`. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const inFile = (file: string, ...mutations: readonly (readonly [string, string, string])[]): Mutation[] =>
  mutations.map(([name, find, replace]) => ({ name, file, find, replace }));

/** Mistakes in the numerics, each of which the tests must notice. */
export const mutations: readonly Mutation[] = [
  ...inFile(
    "src/linalg/assembly/product.ts",
    [
      "product: last block of terms skipped",
      "for (let p = 0; p < k; p += DEPTH) {",
      "for (let p = 0; p == 0 || p + DEPTH <= k; p += DEPTH) {",
    ],
    [
      "product: remaining rows skipped",
      "for (; i < m; i++) tile1(aBlock",
      "for (; i < m - 1; i++) tile1(aBlock",
    ],
    ["product: ragged panel written in full", "if (width == PANEL) {", "if (width > 0) {"],
    [
      "product: strides of a confused",
      "const termBytes = <usize>termStride",
      "const termBytes = <usize>rowStride",
    ],
    [
      "product: one row of a tile repeated",
      "x = v128.load_splat<real>(a3);",
      "x = v128.load_splat<real>(a2);",
    ],
    [
      "pack: transpose ignored",
      "p * rowStride + (j + q) * columnStride",
      "p * columnStride + (j + q) * rowStride",
    ],
  ),
  ...inFile(
    "src/linalg/assembly/activation.ts",
    [
      "softmax without its shift",
      "const e = exponential(load<real>(o + j) - top);",
      "const e = exponential(load<real>(o + j));",
    ],
    [
      "cross-entropy without its shift",
      "total += exponential(load<real>(o + j) - top);",
      "total += exponential(load<real>(o + j));",
    ],
    ["squared error without ½", "sum *= 0.5;", ""],
    ["slope of tanh", "if (kind == TANH) return 1 - f * f;", "if (kind == TANH) return 1 - f;"],
    ["slope of sigmoid", "if (kind == SIGMOID) return f * (1 - f);", "if (kind == SIGMOID) return f;"],
    [
      "slope of relu at 0",
      "if (kind == RELU) return v > 0 ? 1 : 0;",
      "if (kind == RELU) return v >= 0 ? 1 : 0;",
    ],
    [
      "slope of relu at 0, vectors",
      "v128.and(v128.gt<real>(v, zero), one)",
      "v128.and(v128.ge<real>(v, zero), one)",
    ],
    [
      "relu swallows NaN",
      "v128.store(x, v128.max<real>(v, zero));",
      "v128.store(x, v128.pmax<real>(zero, v));",
    ],
    [
      "error signal without f′",
      "store<real>(signal, -pull * slopeAt(kind, v, f));",
      "store<real>(signal, -pull);",
    ],
    [
      "error force without precision",
      "const pull = -precision * (load<real>(x) - f);",
      "const pull = -(load<real>(x) - f);",
    ],
  ),
  ...inFile(
    "src/linalg/assembly/elementwise.ts",
    [
      "sum of rows misses the last",
      "for (let i = 0; i < rows; i++, x += width) addScaled",
      "for (let i = 1; i < rows; i++, x += width) addScaled",
    ],
    ["momentum: scale forgotten", "+ scale * load<real>(gradient);", "+ load<real>(gradient);"],
    ["momentum: velocity not kept", "v128.store(velocity, v);", ""],
  ),
  ...inFile(
    "src/random/stream.ts",
    ["permutation off by one", "stream.integer(i + 1)", "stream.integer(i)"],
    ["order drawn from the stream of the parameters", "order: 2,", "order: 1,"],
  ),
  ...inFile(
    "src/network/initialise.ts",
    ["initial bound by fan-out", '"pytorch-default": (fanIn) =>', '"pytorch-default": (_, fanIn) =>'],
    ["Xavier's factor", "Math.sqrt(6 / (fanIn + fanOut))", "Math.sqrt(3 / (fanIn + fanOut))"],
  ),
  ...inFile("src/network/feed-forward.ts", [
    "feed-forward without bias",
    "linalg.repeatRow(bias, preactivation);",
    "linalg.values(preactivation).fill(0);",
  ]),
  ...inFile(
    "src/network/backprop.ts",
    [
      "backprop without f′",
      "linalg.scaledHadamard(1, gradient, pass.slopes[l - 1]!, delta);",
      "linalg.copy(gradient, delta);",
    ],
    ["no gradient of the biases", "linalg.sumRows(signal, gradient.biases[l]!);", ""],
    ["gradients pile up", "linalg.values(gradient.weights[l]!).fill(0);", ""],
  ),
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
      "linalg.values(slopes)[sample * slopes.columns + unit] = slope;",
      "",
    ],
  ),
  ...inFile(
    "src/energy/predictive-coding/flow.ts",
    ["flow: λ forgotten", "linalg.combine(-lambda, layer.signal, 0,", "linalg.combine(-1, layer.signal, 0,"],
    ["flow: Gram matrix left out", "linalg.accumulateProduct(c, packedGram, layer.preactivation);", ""],
    ["flow: first precision left out", "linalg.combine(-precisions[0]!, c, 1,", "linalg.combine(-1, c, 1,"],
    ["flow: first layer never moves", "linalg.accumulateProduct(c, first, x);", ""],
    ["flow: first layer's speed left out", "linalg.accumulateProduct(now[0]!, first, lifted);", ""],
  ),
  ...inFile(
    "src/energy/predictive-coding/iteration.ts",
    [
      "sweep: λ forgotten",
      "linalg.combine(-lambda, top, 0, top, top);",
      "linalg.combine(-1, top, 0, top, top);",
    ],
    ["sweep: divided by no precision", "linalg.combine(1 / precision, image, 0, image, image);", ""],
    [
      "sweep: errors not added to the predictions",
      "linalg.addScaled(1, errors[l - 1]!, states[l - 1]!);",
      "",
    ],
    ["sweep: pins ignored", "linalg.values(slopes[l - 1]!)[entry] = slope;", "void entry, slope;"],
    [
      "sweep: residual without precisions",
      "rowDistances(linalg, image, errors, precisions)",
      "rowDistances(linalg, image, errors, precisions.map(() => 1))",
    ],
  ),
  ...inFile("src/energy/select-rows.ts", [
    "wrong rows are selected",
    "from.subarray(row * matrix.columns, (row + 1)",
    "from.subarray(i * matrix.columns, (i + 1)",
  ]),
  ...inFile(
    "src/inference/euler.ts",
    [
      "top-down goes bottom-up",
      "for (let l = position.length - 1; l >= 0; l--) {",
      "for (let l = 0; l < position.length; l++) {",
    ],
    ["one step too many", "step <= settings.steps; step++", "step <= settings.steps + 1; step++"],
    ["divergence unnoticed", "Number.isFinite(residual) && rise <= rounding", "Number.isFinite(residual)"],
    [
      "tolerance not relative to λ",
      "residual <= settings.tolerance * scaleOf(nudge)",
      "residual <= settings.tolerance",
    ],
  ),
  ...inFile(
    "src/inference/equilibrium.ts",
    [
      "stops on ‖x‖ instead of the force",
      "const settled = Math.max(distances[row]!, exact[row]!) <= limit;",
      "const settled = extents[row]! <= 1;",
    ],
    [
      "tolerance a million times too large",
      "Math.max(settings.tolerance, finest * epsilon) * scale;",
      "1e6 * settings.tolerance * scale;",
    ],
    [
      "equilibrium's tolerance not relative to λ",
      "Math.max(settings.tolerance, finest * epsilon) * scale;",
      "Math.max(settings.tolerance, finest * epsilon);",
    ],
    ["residual of a broken-off iteration", "near || iteration === settings.maxIterations ?", "near ?"],
    [
      "samples return to wrong rows",
      "copyRow(linalg, convoy.sweep.coordinates, row, whole.coordinates, sample);",
      "copyRow(linalg, convoy.sweep.coordinates, row, whole.coordinates, row);",
    ],
    ["kinks never reported", 'resting.length > 0 ? "kink" : "converged"', '"converged"'],
    ["kinks' equations not checked", "(search?.violation(row) ?? 0) <= precise", "true"],
    ["runaways taken for rest", "extents[row]! < farAway", "true"],
  ),
  ...inFile(
    "src/inference/kink-search.ts",
    [
      "pinned slopes not kept in [0, 1]",
      "return Math.min(1, Math.max(0, pin.slope - preactivation(row, pin) / sensitivity));",
      "return pin.slope - preactivation(row, pin) / sensitivity;",
    ],
    [
      "pinned slopes move the wrong way",
      "pin.slope - preactivation(row, pin) / sensitivity",
      "pin.slope + preactivation(row, pin) / sensitivity",
    ],
    ["cycling units never pinned", "pins.push({ layer, unit, slope: 0.5 });", ""],
    [
      "pins lost when samples go on alone",
      "for (const pin of pins) other.pin(",
      "for (const pin of pins.slice(1)) other.pin(",
    ],
  ),
  ...inFile(
    "src/inference/anderson.ts",
    ["Anderson's sign", "proposal[i]! -= gamma *", "proposal[i]! += gamma *"],
    ["Anderson without history", "const window = 12;", "const window = 1;"],
  ),
  ...inFile("src/inference/stability.ts", [
    "power method cut short",
    "const iterations = 60;",
    "const iterations = 2;",
  ]),
  ...inFile("src/inference/diverged.ts", ["largest safe step", "(2 / curvature)", "(4 / curvature)"]),
  ...inFile(
    "src/gradient/two-phase.ts",
    ["batch sum for mean", "1 / (phases.span * energy.start[0]!.rows)", "1 / phases.span"],
    ["1/λ dropped", "1 / (phases.span * energy.start[0]!.rows)", "1 / energy.start[0]!.rows"],
    [
      "phases swapped",
      "linalg.combine(scale, gradient.all, -scale, before.all, gradient.all);",
      "linalg.combine(-scale, gradient.all, scale, before.all, gradient.all);",
    ],
    [
      "symmetric nudging one-sided",
      "from: -lambda, to: lambda, span: 2 * lambda",
      "from: 0, to: lambda, span: lambda",
    ],
    ["symmetric nudging divided by λ", "span: 2 * lambda", "span: lambda"],
  ),
  ...inFile(
    "src/gradient/compare.ts",
    [
      "cosine without norms",
      "product / (Math.sqrt(estimateSquares) * Math.sqrt(truthSquares))",
      "product / truthSquares",
    ],
    [
      "relative to the estimate",
      "Math.sqrt(differenceSquares / truthSquares)",
      "Math.sqrt(differenceSquares / estimateSquares)",
    ],
    [
      "layers without biases",
      "[weights, estimate.biases[l]!], [truth.weights[l]!, truth.biases[l]!]",
      "[weights], [truth.weights[l]!]",
    ],
  ),
  ...inFile("src/training/momentum.ts", [
    "reduction ignored",
    'settings.reduction === "sum" ? batch : 1',
    "1",
  ]),
  ...inFile("src/training/evaluate.ts", [
    "ties go to the last",
    "values[from + k]! > values[from + best]!",
    "values[from + k]! >= values[from + best]!",
  ]),
  ...inFile(
    "src/experiments/training/measure.ts",
    [
      "always the first batch",
      "order.subarray(from, from + training.batchSize)",
      "order.subarray(0, training.batchSize)",
    ],
    [
      "the same order every epoch",
      "permutation(training.images, orderStream)",
      'permutation(training.images, createStream(seed, "order"))',
    ],
    [
      "true gradient not the mean",
      "linalg.combine(1 / images.length, truth.all",
      "linalg.combine(1, truth.all",
    ],
  ),
  ...inFile("src/experiments/energy-evolution/present.ts", [
    "supervised energy without λ",
    "supervised: strength * supervised[0]!",
    "supervised: supervised[0]!",
  ]),
  ...inFile("src/experiments/inference-distance/present.ts", [
    "velocity by steps, not time",
    "step * inference.stepSize",
    "step",
  ]),
  ...inFile("src/bench/cell-settings.ts", [
    "cells hold what their solver does not read",
    "{ solver, tolerance, maxIterations }",
    "{ solver, tolerance, maxIterations, stepSize }",
  ]),
  ...inFile(
    "src/energy/hopfield/energy.ts",
    [
      "Hopfield: ρ′ dropped from the force",
      "linalg.scaledHadamard(1, total[i]!, layer[i]!.slope, total[i]!);",
      "linalg.combine(1, total[i]!, 0, layer[i]!.slope, total[i]!);",
    ],
    [
      "Hopfield: no feedback from above",
      "linalg.accumulateProduct(layer[i + 1]!.rate, weightsBack[i + 1]!, total[i]!);",
      "linalg.accumulateProduct(like(layer[i + 1]!.rate), weightsBack[i + 1]!, total[i]!);",
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
      "fromInput: select(fromInput)",
      "fromInput: selectRows(linalg, fromInput, samples.map((_, row) => row))",
    ],
  ),
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
      '(i + 1 === layers ? "linear" : network.activation)',
      "network.activation",
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
  ...inFile(
    "src/gradient/two-phase.ts",
    [
      "free phase not relaxed",
      "const free = energy.startsAtZeroGradient ? known : settle(energy.start, 0);",
      "const free = known;",
    ],
    [
      "free phase forgotten in the difference",
      "linalg.combine(scale, gradient.all, -scale, before.all, gradient.all);",
      "linalg.combine(scale, gradient.all, 0, before.all, gradient.all);",
    ],
    [
      "sign in the symmetric pair",
      "from: -lambda, to: lambda, span: 2 * lambda",
      "from: lambda, to: lambda, span: 2 * lambda",
    ],
    [
      "symmetric pair the other way round",
      "from: -lambda, to: lambda, span: 2 * lambda",
      "from: lambda, to: -lambda, span: 2 * lambda",
    ],
  ),
  ...inFile(
    "src/gradient/registry.ts",
    [
      "EP: one-sided in place of symmetric",
      'estimate: nudging("hopfield", symmetric),',
      'estimate: nudging("hopfield", oneSided),',
    ],
    [
      "PC: one-sided in place of symmetric",
      'estimate: nudging("predictive-coding", symmetric),',
      'estimate: nudging("predictive-coding", oneSided),',
    ],
  ),
  ...inFile(
    "src/gradient/richardson.ts",
    [
      "Richardson without extrapolation",
      "linalg.combine(2, half.gradient.all, -1, whole.gradient.all, half.gradient.all);",
      "linalg.combine(0.5, half.gradient.all, 0.5, whole.gradient.all, half.gradient.all);",
    ],
    ["Richardson with the wrong half", "oneSided(lambda / 2)", "oneSided(lambda / 3)"],
  ),
  ...inFile("src/gradient/taylor-correction.ts", [
    "Eq. 16 with the sign that would mend it",
    "linalg.addScaled(-1 / (lambda * free[0]!.rows)",
    "linalg.addScaled(1 / (lambda * free[0]!.rows)",
  ]),
  ...inFile(
    "src/gradient/first-step.ts",
    ["Z-IL: η^{L−l} forgotten", "scale /= stepSize;", "scale /= 1;"],
    ["Z-IL: read one step late", "const l = layers - step;", "const l = layers - step + 1;"],
  ),
  ...inFile("src/gradient/fixed-prediction.ts", [
    "fixed predictions: a slope forgotten",
    "linalg.scaledHadamard(1, error, pass.slopes[i]!, signal);",
    "linalg.combine(1, error, 0, error, signal);",
  ]),
  ...inFile(
    "src/gradient/holomorphic.ts",
    [
      "holomorphic: phase turned the other way",
      "linalg.addScaled(scale * sine, im.all, gradient.all);",
      "linalg.addScaled(-scale * sine, im.all, gradient.all);",
    ],
    [
      "holomorphic: points that do not close the circle",
      "linalg.unitCircle((2 * Math.PI * k) / points)",
      "linalg.unitCircle((2 * Math.PI * k) / (points + 1))",
    ],
  ),
  ...inFile(
    "src/gradient/implicit.ts",
    [
      "implicit gradient without the explicit part",
      "linalg.combine(1 / batch, withLoss.all, -1 / batch, without.all, gradient.all);",
      "linalg.combine(0, withLoss.all, 0, without.all, gradient.all);",
    ],
    [
      "implicit gradient: response with the wrong sign",
      "linalg.addScaled(-1 / batch, response.all, gradient.all);",
      "linalg.addScaled(1 / batch, response.all, gradient.all);",
    ],
  ),
  ...inFile("src/gradient/conjugate-gradient.ts", [
    "conjugate gradients: steepest descent",
    "const beta = next / square;",
    "const beta = 0;",
  ]),
  ...inFile("src/gradient/truth.ts", [
    "truth of a sum in place of a mean",
    "linalg.combine(1 / input.rows, gradient.all, 0, gradient.all, gradient.all);",
    "linalg.combine(1, gradient.all, 0, gradient.all, gradient.all);",
  ]),
  ...inFile("src/energy/hopfield/holomorphic.ts", [
    "holomorphic Hopfield: ρ′ dropped",
    "complexHadamard(linalg, 1, drive, layer[i]!.slope, image);",
    "complexHadamard(linalg, 1, drive, layer[i]!.rate, image);",
  ]),
  ...inFile("src/energy/predictive-coding/holomorphic.ts", [
    "holomorphic PC: λ conjugated",
    "{ re: -lambda.re, im: -lambda.im }",
    "{ re: -lambda.re, im: lambda.im }",
  ]),
  ...inFile("src/energy/holomorphic.ts", [
    "complex outer product: i² = 1",
    "linalg.addScaled(-1, imIm.all, re.all);",
    "linalg.addScaled(1, imIm.all, re.all);",
  ]),
  ...inFile("src/experiments/forces/present.ts", [
    "forces: the internal one has the errors' sign",
    "error.map((value) => 0 - value)",
    "error.map((value) => value)",
  ]),
  ...inFile("src/experiments/feedback-sweep/present.ts", [
    "wall one layer off",
    "roundoff[precision] * walls[i]!",
    "roundoff[precision] * (walls[i + 1] ?? 1)",
  ]),
  ...inFile("src/experiments/first-step/present.ts", [
    "prediction one step late",
    "if (step > above) return null;",
    "if (step >= above) return null;",
  ]),
  ...inFile("src/statistics/order-fit.ts", [
    "order read on both sides of the wall",
    "(!reached || (dial > least.dial && error >= clearance * least.error))",
    "(!reached || error >= clearance * least.error)",
  ]),
  ...inFile(
    "src/experiments/train-compare/learning-algorithms.ts",
    [
      "EP tested on the feed-forward network",
      "if (energy.startsAtZeroGradient) return feedForwardOutput(linalg, problem);",
      "if (energy.startsAtZeroGradient || true) return feedForwardOutput(linalg, problem);",
    ],
    ["CHL trained with full feedback", 'dial === "gamma" ? gamma! : 1', "1"],
  ),
];
