import { inFile, type Mutation } from "./mutation.ts";

export const gradient: readonly Mutation[] = [
  ...inFile(
    "src/gradient/supports.ts",
    [
      "an estimator computes what it refuses",
      "if (refusal !== null) throw",
      "if (refusal === undefined) throw",
    ],
    [
      "any network for what asks for a row",
      "if (apart !== null && supports",
      "if (apart === undefined && supports",
    ],
  ),
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
    [
      "0.1 % too much in the gradient of the first weights",
      "  return { gradient, relaxations, energy };",
      "  linalg.scale(1.001, gradient.weights[0]!, gradient.weights[0]!);\n  return { gradient, relaxations, energy };",
    ],
  ),
  ...inFile(
    "src/gradient/target-alignment.ts",
    [
      "target alignment: slopes forgotten",
      "if (i < activities.length) linalg.scaledHadamard(1, motion, slopes[i]!, motion);",
      "void slopes[i];",
    ],
    [
      "target alignment: of the whole batch's estimate",
      "measure({ bench: { ...bench, problem: { ...rest, input, target, pass } }, error }, number)",
      "measure({ bench: { ...bench, problem: { ...problem, pass: passOf(linalg, problem) } }, error }, number)",
    ],
  ),
  ...inFile(
    "src/gradient/compare.ts",
    ["cosine without norms", "product / (Math.sqrt(xSquares) * Math.sqrt(ySquares))", "product / ySquares"],
    [
      "relative to the estimate",
      "Math.sqrt(differenceSquares / ySquares)",
      "Math.sqrt(differenceSquares / xSquares)",
    ],
    [
      "layers without biases",
      "const pair = [matricesOf(layer), matricesOf(truth.layers[i]!)] as const;",
      "const pair = [matricesOf(layer).slice(0, -1), matricesOf(truth.layers[i]!).slice(0, -1)] as const;",
    ],
  ),
  ...inFile(
    "src/gradient/two-phase.ts",
    [
      "free phase not relaxed",
      'const free = energy.startsAtZeroGradient ? null : settle("start", 0);',
      "const free = null as Relaxation | null;",
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
    "src/gradient/estimator/pc-alm.ts",
    [
      "PC-ALM: an update too few",
      "for (; update < count; update++) {",
      "for (; update + 1 < count; update++) {",
    ],
    [
      "PC-ALM: multipliers that forget the last ones",
      "{ ...problem, pass, precisions, shifts }",
      "{ ...problem, pass, precisions, shifts: shifts.map((shift) => { linalg.combine(0.5, shift, 0, shift, shift); return shift; }) }",
    ],
  ),
  ...inFile("src/gradient/estimator/feedback-alignment.ts", [
    "feedback alignment with the weights",
    "wire(linalg, network, feedback)",
    "wire(linalg, network, problem.parameters)",
  ]),
  ...inFile("src/gradient/estimator/direct-feedback-alignment.ts", [
    "direct feedback alignment: slopes forgotten",
    "linalg.scaledHadamard(1, signal, slopes[i]!, signal);",
    "void slopes[i];",
  ]),
  ...inFile("src/gradient/estimator/ep-symmetric.ts", [
    "EP: free against nudged in place of symmetric",
    '...nudging("hopfield", symmetric),',
    '...nudging("hopfield", (lambda) => ({ from: 0, to: lambda, span: lambda })),',
  ]),
  ...inFile("src/gradient/estimator/pc-symmetric.ts", [
    "PC: one-sided in place of symmetric",
    '...nudging("predictive-coding", symmetric),',
    '...nudging("predictive-coding", (lambda) => ({ from: 0, to: lambda, span: lambda })),',
  ]),
  ...inFile(
    "src/gradient/free-phase.ts",
    [
      "EP tested on the feed-forward network",
      "own === null || answersFeedForward(estimator, energy)",
      "own === null || !answersFeedForward(estimator, energy)",
    ],
    ["CHL tested with full feedback", 'kind === "lambda" ? 1 : dial', "1"],
  ),
  ...inFile(
    "src/gradient/estimator/pc-richardson.ts",
    [
      "Richardson without extrapolation",
      "linalg.combine(2, half.gradient.all, -1, whole.gradient.all, half.gradient.all);",
      "linalg.combine(0.5, half.gradient.all, 0.5, whole.gradient.all, half.gradient.all);",
    ],
    ["Richardson with the wrong half", "oneSided(lambda / 2)", "oneSided(lambda / 3)"],
  ),
  ...inFile("src/gradient/estimator/pc-equation-16.ts", [
    "Eq. 16 with the sign that would mend it",
    "linalg.addScaled(-1 / (lambda * free[0]!.rows)",
    "linalg.addScaled(1 / (lambda * free[0]!.rows)",
  ]),
  ...inFile(
    "src/gradient/estimator/first-step.ts",
    ["Z-IL: η^{L−l} forgotten", "scale /= stepSize;", "scale /= 1;"],
    ["Z-IL: read one step late", "const l = layers - step;", "const l = layers - step + 1;"],
  ),
  ...inFile("src/gradient/estimator/fixed-prediction.ts", [
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
      "linalg.addScaled(-1 / batch, response.derivative.all, gradient.all);",
      "linalg.addScaled(1 / batch, response.derivative.all, gradient.all);",
    ],
  ),
  ...inFile("src/gradient/conjugate-gradient.ts", [
    "conjugate gradients: steepest descent",
    "const beta = next / square;",
    "const beta = 0;",
  ]),
  ...inFile("src/gradient/truth.ts", [
    "truth of a sum in place of a mean",
    "linalg.scale(1 / input.rows, gradient.all, gradient.all);",
    "linalg.scale(1, gradient.all, gradient.all);",
  ]),
];
