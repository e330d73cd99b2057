import { shownSolvers } from "../../report/chart/setting.ts";
import { endedFindings } from "../../report/ended.ts";
import type { Rows } from "../../rows/rows.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { columns, relaxationColumns } from "../columns.ts";
import { checkEnergyOnImage } from "../energy-choice.ts";
import type { Experiment } from "../experiment.ts";
import { chart } from "./chart.ts";
import { cells, type ForcesConfig, schema } from "./config.ts";

export const forces: Experiment<ForcesConfig> = {
  name: "forces",
  figure: "Fig. 1C",
  question:
    "How do the force of the internal energy and that of the supervised loss come to balance during inference?",
  schema,
  tables: () => [
    {
      name: "forces",
      columns: [
        columns.inference,
        columns.seed,
        columns.step,
        {
          name: "layer",
          unit: "dimensionless",
          meaning:
            "layer l, from 1: the hidden ones; all of them, for an energy that has no prediction errors; all for these as one vector",
          role: "key",
        },
        {
          name: "internal",
          unit: "dimensionless",
          meaning:
            "‖∂I/∂ε‖ = ‖ε‖, force of the internal energy on the layer, its prediction from below held; without prediction errors ‖∂I/∂x‖",
        },
        {
          name: "supervised",
          unit: "dimensionless",
          meaning:
            "‖λ dL/dε‖, force of the loss through all layers above, at the present activities; without prediction errors ‖λ ∂L/∂x‖",
        },
        { name: "total", unit: "dimensionless", meaning: "norm of the sum of the two forces" },
        {
          name: "cosine",
          unit: "dimensionless",
          meaning:
            "cosine of the angle between the two forces: −1 where they oppose; empty where one of them is 0",
        },
        {
          name: "velocity",
          unit: "dimensionless",
          meaning:
            "‖dx/dt‖ = ‖∂F/∂x‖, what moves the layer: only its neighbours act on it; at the equilibrium what is left in all",
        },
        ...relaxationColumns,
      ],
    },
  ],
  check: checkEnergyOnImage,
  cells,
  chart,
  summarise: (tables, config) => {
    const all = tables.forces!.filter((row) => row.layer === "all");
    const euler = all.filter((row) => row.inference === "euler");
    const resting = all.filter((row) => row.step === null);
    const components = ["internal", "supervised", "total"];
    const last = euler.reduce((most, row) => Math.max(most, Number(row.step)), 0);
    const at = (rows: Rows, component: string): string => {
      const [point] = meanBy(
        rows.map((row) => ({ ...row, step: 0 })),
        "step",
        component,
      );
      return point === undefined ? "–" : point[1].toPrecision(3);
    };
    return {
      findings: [
        ...[...components, "cosine"].map((component) => ({
          label: component === "cosine" ? "cosine of the two forces" : `${component} force`,
          value: [
            ...(euler.length === 0
              ? []
              : [
                  `${at(
                    euler.filter((row) => row.step === 0),
                    component,
                  )} at step 0`,
                  `${at(
                    euler.filter((row) => row.step === last),
                    component,
                  )} at step ${last}`,
                ]),
            ...(resting.length === 0 ? [] : [`${at(resting, component)} at the equilibrium`]),
          ].join(", "),
        })),
        ...endedFindings(tables.forces!, "inference", shownSolvers(config), ["inference", "seed"]),
      ],
      ...(euler.length > 0 && {
        plot: {
          title: "Forces on the hidden layers, mean over seeds",
          x: { label: "step", scale: "linear" as const },
          y: { label: "norm", scale: "linear" as const },
          series: components.map((component) => ({
            name: component,
            points: meanBy(euler, "step", component),
          })),
        },
      }),
    };
  },
};
