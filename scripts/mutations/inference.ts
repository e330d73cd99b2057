import { inFile, type Mutation } from "./mutation.ts";

export const inference: readonly Mutation[] = [
  ...inFile(
    "src/inference/solver/euler.ts",
    ["one step too many", "step <= settings.steps; step++", "step <= settings.steps + 1; step++"],
    ["tolerance not relative to λ", "settings.tolerance * scaleOf(nudge)", "settings.tolerance"],
    ["signals that have not arrived", "steps >= (stepsToArrive ?? coordinates.length)", "steps >= 1"],
  ),
  ...inFile("src/inference/step/euler-step.ts", [
    "top-down goes bottom-up",
    "for (let l = flow.coordinates.length - 1; l >= 0; l--) {",
    "for (let l = 0; l < flow.coordinates.length; l++) {",
  ]),
  ...inFile("src/inference/divergence.ts", [
    "divergence unnoticed",
    "Number.isFinite(speed) && rise <= rounding[linalg.precision] * Math.abs(before[i]!)",
    "Number.isFinite(speed)",
  ]),
  ...inFile(
    "src/inference/arrival.ts",
    [
      "stops on ‖x‖ instead of the force",
      "Math.max(distance, residual) <= limit && extent < farAway",
      "extent <= 1",
    ],
    [
      "tolerance a million times too large",
      "Math.max(tolerance, finest * epsilon) * scale;",
      "1e6 * tolerance * scale;",
    ],
    [
      "equilibrium's tolerance not relative to λ",
      "Math.max(tolerance, finest * epsilon) * scale;",
      "Math.max(tolerance, finest * epsilon);",
    ],
    ["kinks' equations not checked", " && violation <= precise", ""],
    ["runaways taken for rest", " && extent < farAway", ""],
  ),
  ...inFile("src/inference/convoy.ts", [
    "samples return to wrong rows",
    "copyRows(linalg, convoy.iteration.coordinates, rows, whole.coordinates, convoy.samples);",
    "copyRows(linalg, convoy.iteration.coordinates, rows, whole.coordinates, rows);",
  ]),
  ...inFile("src/inference/fixed-point.ts", [
    "residual of a broken-off iteration",
    "near || last ?",
    "near ?",
  ]),
  ...inFile(
    "src/inference/solver/equilibrium.ts",
    ["kinks never reported", 'kinks.length > 0 ? "kink" : "converged"', '"converged"'],
    [
      "every basin taken for certain",
      "return isCertain(linalg.precision, basin, { row, firstDistance, drop, displacement, residual });",
      "return true;",
    ],
  ),
  ...inFile(
    "src/inference/certificate.ts",
    [
      "other stationary points not looked for",
      "return landscape.isAlone(at, radius * more);",
      "return true;",
    ],
    ["half the fall", "if (risen >= fall)", "if (2 * risen >= fall)"],
  ),
  ...inFile(
    "src/inference/step/active-set.ts",
    [
      "units that slide not looked for",
      "if (Math.abs(argument) <= reach) found",
      "if (Math.abs(argument) < 0 * reach) found",
    ],
    [
      "units pushed across their kinks never let go",
      "jumpOf(kinks!, site, sample, unit) > 0)",
      "jumpOf(kinks!, site, sample, unit) > 1e9)",
    ],
  ),
  ...inFile(
    "src/inference/dynamics/follow.ts",
    [
      "the kinks of a walk looked for with longer steps than it had",
      "Math.min(firstStep, walked?.stepSize ?? firstStep)",
      "firstStep",
    ],
    [
      "the first finish taken for where the dynamics end",
      "if (now.certain) return true;",
      "if (now.certain || last === null) return true;",
    ],
    [
      "of samples that walk together the first go on in place of those that have not arrived",
      "[flow, map] = [flow.restrict(underway), map.restrict(underway)];",
      "[flow, map] = [flow.restrict(underway.map((_, k) => k)), map.restrict(underway.map((_, k) => k))];",
    ],
  ),
  ...inFile("src/inference/dynamics/long-way.ts", [
    "the direct end believed without looking at the way",
    "if (last !== null && leadsStraight(linalg, flow, map, last))",
    "if (last !== null)",
  ]),
  ...inFile(
    "src/inference/step/stabilised-step.ts",
    [
      "stages of order 1",
      "const forFirst = -(1 - b(j - 1) * values[j - 1]!) * forStage;",
      "const forFirst = 0;",
    ],
    [
      "too few stages",
      "Math.sqrt(1 + (length * curvature) / reach)",
      "Math.sqrt(1 + length * curvature) / 2",
    ],
    ["errors of steps not looked at", "if (error <= allowed)", "if (allowed >= 0)"],
  ),
  ...inFile(
    "src/inference/step/kink-search.ts",
    [
      "slopes of rounding beside the one-sided ones are kinks",
      "const margin = { float64: 1e-12, float32: 1e-5 };",
      "const margin = { float64: 0, float32: 0 };",
    ],
    [
      "pinned slopes not kept in [0, 1]",
      "return within(pin, pin.slope - preactivation(row, pin) / sensitivity);",
      "return pin.slope - preactivation(row, pin) / sensitivity;",
    ],
    [
      "pinned slopes move the wrong way",
      "pin.slope - preactivation(row, pin) / sensitivity",
      "pin.slope + preactivation(row, pin) / sensitivity",
    ],
    ["cycling units never pinned", "pins.push({ site, unit, slope: middle({ site }) });", ""],
    [
      "the kink search switched off",
      "const pins: Pin[] = (suspects ?? []).map(({ site, unit }) => ({ site, unit, slope: middle({ site }) }));",
      "const pins: Pin[] = Object.assign([], { push: () => 0 });",
    ],
    [
      "pins lost when samples go on alone",
      "pinAll: (other, row) => {\n      for (const pin of pins) other",
      "pinAll: (other, row) => {\n      for (const pin of pins.slice(1)) other",
    ],
  ),
  ...inFile(
    "src/inference/step/anderson.ts",
    ["Anderson's sign", "second * (nextPosition[i]! +", "-second * (nextPosition[i]! +"],
    ["Anderson without its last change", "x[i]! -= last * (position[i]! +", "x[i]! -= 0 * (position[i]! +"],
  ),
  ...inFile("src/inference/step/history.ts", [
    "Anderson without history",
    "const window = 12;",
    "const window = 1;",
  ]),
  ...inFile(
    "src/inference/curvature/curvature.ts",
    ["Lanczos' method cut short", "const mostSteps = 60;", "const mostSteps = 2;"],
    ["saddles unnoticed", "low < -noise[linalg.precision]", "low < -1e12 * noise[linalg.precision]"],
  ),
  ...inFile(
    "src/inference/read-out.ts",
    ["the wall a hundred times farther", "const wall = 0.1;", "const wall = 10;"],
    ["rounding of the nearest layer alone", "worst[row] = Math.max(most, ", "worst[row] = Math.max(0, "],
    ["errors thrown away", 'if (readout === "errors" && rest.known !== null)', "if (rest.known === null)"],
  ),
  ...inFile("src/inference/outcome.ts", [
    "kinks said before rounding",
    '  "rounding",\n  "kink",',
    '  "kink",\n  "rounding",',
  ]),
  ...inFile("src/inference/diverged.ts", ["largest safe step", "(2 / curvature)", "(4 / curvature)"]),
];
