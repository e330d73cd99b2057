import { inFile, type Mutation } from "./mutation.ts";

/** The audit and the experiment on equal work. */
export const audit: readonly Mutation[] = [
  ...inFile(
    "src/experiments/audit/regime.ts",
    ["regime: at rest from 0.95 on", "[0.1, 0.99] as const", "[0.1, 0.95] as const"],
    ["regime: begun from 0.01 on", "[0.1, 0.99] as const;", "[0.01, 0.99] as const;"],
    ["regime: near up to 0.2", "export const near = 0.1;", "export const near = 0.2;"],
  ),
  ...inFile(
    "src/experiments/audit/audit.ts",
    ["audit: the largest step is 1/λ_max", "2 / curvatures[image]!", "1 / curvatures[image]!"],
    ["audit: rounding of the window without λ", "(mean * unit) / Math.abs(lambda)", "mean * unit"],
  ),
  ...inFile(
    "src/experiments/audit/way.ts",
    [
      "audit: the way is measured from the equilibrium",
      "rowDistances(linalg, from, to, ones)",
      "rowDistances(linalg, x, from, ones)",
    ],
    ["audit: at rest within 2 %", "[1e-2, 1e-4] as const", "[2e-2, 1e-4] as const"],
  ),
  ...inFile(
    "src/experiments/audit/recommend.ts",
    [
      "audit: the window's error is √(1 − c²)",
      "Math.sqrt(1 / (cosine * cosine) - 1)",
      "Math.sqrt(1 - cosine * cosine)",
    ],
    [
      "audit: the recommended λ is one grid point off",
      "if (!reaches) return { reaching, next: lambda };",
      "if (!reaches) return { reaching: reaching.slice(0, -1), next: lambda };",
    ],
    [
      "audit: fewer steps than reach the target",
      "found?.steps ?? null, tried }",
      "(found === undefined ? null : (counts[counts.indexOf(found.steps) - 1] ?? found.steps)), tried }",
    ],
  ),
  ...inFile("src/experiments/audit/controls.ts", [
    "controls: the same matrices for every seed",
    "inference: atRest, seed }",
    "inference: atRest, seed: 0 * seed }",
  ]),
  ...inFile("src/gradient/nudging.ts", [
    "passes: an iteration counts once",
    "passes: ({ iterations }) => 1 + 2 * iterations,",
    "passes: ({ iterations }) => 1 + iterations,",
  ]),
];

/** Energies of users' modules. */
export const custom: readonly Mutation[] = [
  ...inFile(
    "src/energy/local/energy.ts",
    [
      "local energy: the drive's derivative with the other sign",
      "linalg.combine(-1, byState, -1, back, out[i]!)",
      "linalg.combine(-1, byState, 1, back, out[i]!)",
    ],
    [
      "local energy: an output state without the loss",
      "if (isState) linalg.addScaled(-1, pullOfLoss",
      "if (!isState) linalg.addScaled(-1, pullOfLoss",
    ],
    [
      "local energy: errors by subtraction at rest",
      "if (errors === null) linalg.combine(1, x, -1, f, error);",
      "if (errors !== undefined) linalg.combine(1, x, -1, f, error);",
    ],
    [
      "local energy: pinned slopes are not read",
      "fillKinkSlopes(linalg, codingSites(wiring), onKinks, slopes);",
      "void [fillKinkSlopes, codingSites, onKinks, slopes];",
    ],
  ),
  ...inFile("src/energy/local/iteration.ts", [
    "local energy: the signal of the old error",
    "linalg.scale(-1, given, given);",
    "linalg.scale(1, given, given);",
  ]),
  ...inFile("src/energy/local/examine.ts", [
    "local energy: derivatives are hardly checked",
    "const allowed = 1e-6;",
    "const allowed = 10;",
  ]),
  ...inFile("src/energy/local/record.ts", [
    "local energy: any is taken for feed-forward",
    "settle(0, there) === 0 && byState(there) === 0 && byDrive(there) === 0",
    "settle(0, there) === 0",
  ]),
];
