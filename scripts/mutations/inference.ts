import { inFile, type Mutation } from "./mutation.ts";

export const inference: readonly Mutation[] = [
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
      "return within(pin.slope - preactivation(row, pin) / sensitivity);",
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
];
