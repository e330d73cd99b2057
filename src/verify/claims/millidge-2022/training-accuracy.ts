import { mean } from "simple-statistics";
import type { CellResult } from "../../../rows/cell.ts";
import { check, type ReadingClaim, stated, stronger } from "../../claim.ts";
import { columnOf, figureSeeds, trainingRuns } from "../../reads/training-runs.ts";
import { atLeast, atMost } from "../../window.ts";

type Table = "batches" | "test";

const runsOf = (teacher: "backprop" | "euler" | "equilibrium") =>
  trainingRuns("fig3b", { teacher, seeds: figureSeeds });

/** Mean over runs and entries of the table of |accuracy − accuracy of the network that backprop trains from the same start|. */
const difference = (runs: readonly CellResult[], backprop: readonly CellResult[], table: Table): number =>
  mean(
    runs.flatMap((run, seed) => {
      const others = columnOf(backprop[seed]!, table, "accuracy");
      return columnOf(run, table, "accuracy").map((value, i) => Math.abs(value - others[i]!));
    }),
  );

/** About one standard error of an accuracy that is measured on 10,000 images. */
const ofTest = atMost(0.005);
/** One image of a batch of 64. */
const ofBatch = atMost(1 / 64);

export const trainingAccuracy: ReadingClaim = {
  id: "training-accuracy",
  paper: "millidge-2022",
  statement:
    "A network that PC-Nudge trains has almost the same accuracy, batch by batch, as one that backprop trains.",
  equation: "θ ← θ − rate · v, v ← μ v + estimate, from the same start and through the same batches",
  where: "§4, Fig. 3B",
  source: "Millidge et al. 2022, section 4",
  conditions:
    "MNIST, 784-128-64-10 ReLU with cross-entropy, λ = 0.001, batches of 64, one epoch of 50,000 images, 5 networks, float64: configs/fig3b.yaml",
  scale: "full",
  parts: [
    stated("test accuracy difference, 50 Euler steps of 0.1", ofTest),
    stated("batch accuracy difference, 50 Euler steps of 0.1", ofBatch),
    stronger("test accuracy difference, equilibrium", ofTest),
    stronger("batch accuracy difference, equilibrium", ofBatch),
    check("test accuracy of backprop", atLeast(0.5)),
  ],
  expected: "holds under a stronger condition",
  condition: "inference runs to the equilibrium",
  note: "Differences are means over networks, and over batches, of the absolute difference. At this learning rate one epoch leaves both networks far from trained. The windows are conventions, one standard error of the test and one image of a batch, written after one network had been seen.",
  reads: () => ({
    backprop: runsOf("backprop"),
    euler: runsOf("euler"),
    equilibrium: runsOf("equilibrium"),
  }),
  measure: ({ backprop = [], euler = [], equilibrium = [] }) => ({
    values: {
      "test accuracy difference, 50 Euler steps of 0.1": difference(euler, backprop, "test"),
      "batch accuracy difference, 50 Euler steps of 0.1": difference(euler, backprop, "batches"),
      "test accuracy difference, equilibrium": difference(equilibrium, backprop, "test"),
      "batch accuracy difference, equilibrium": difference(equilibrium, backprop, "batches"),
      "test accuracy of backprop": mean(backprop.flatMap((run) => columnOf(run, "test", "accuracy"))),
    },
  }),
};
