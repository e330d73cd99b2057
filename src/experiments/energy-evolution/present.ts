import { shownSolvers } from "../../report/chart/setting.ts";
import { endedFindings } from "../../report/ended.ts";
import type { Rows } from "../../rows/rows.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { columns, relaxationColumns } from "../columns.ts";
import { checkEnergyOnImage } from "../energy-choice.ts";
import type { Experiment } from "../experiment.ts";
import { chart } from "./chart.ts";
import { cells, type EnergyEvolutionConfig, schema } from "./config.ts";

/** An energy in four digits; a dash where there is none, as where inference diverged. */
const valueText = (rows: Rows, inference: string, step: number | null, component: string): string => {
  const found = rows.find(
    (row) => row.inference === inference && row.step === step && row.component === component,
  )?.value;
  return typeof found === "number" ? found.toPrecision(4) : "–";
};

export const energyEvolution: Experiment<EnergyEvolutionConfig> = {
  name: "energy-evolution",
  figure: "Fig. 2A",
  question:
    "How do internal, supervised and total energy change while the activities relax from the free phase?",
  schema,
  tables: () => [
    {
      name: "energies",
      columns: [
        columns.inference,
        columns.seed,
        columns.step,
        {
          name: "component",
          unit: "dimensionless",
          meaning: "internal (I), supervised (λL) or total (I + λL)",
          role: "key",
        },
        { name: "value", unit: "dimensionless", meaning: "the energy" },
        ...relaxationColumns,
      ],
    },
  ],
  check: checkEnergyOnImage,
  cells,
  chart,
  summarise: (tables, config) => {
    const rows = tables.energies!.filter((row) => row.seed === config.seeds[0]);
    const stated = config.inference.solver;
    const last = config.inference.steps;
    const at = (step: number | null, component: string) => valueText(rows, stated, step, component);
    const components = ["total", "supervised", "internal"];
    const findings = components.map((component) => ({
      label: `${component} energy`,
      value:
        stated === "euler"
          ? `${at(0, component)} at step 0, ${at(last, component)} at step ${last}` +
            (config.alongside === "none"
              ? ""
              : `, ${valueText(rows, "equilibrium", null, component)} at the equilibrium`)
          : `${at(null, component)} at the equilibrium`,
    }));
    return {
      findings: [
        ...findings,
        ...endedFindings(tables.energies!, "inference", shownSolvers(config), ["inference", "seed"]),
      ],
      ...(stated === "euler" && {
        plot: {
          title: `Energies during inference, seed ${config.seeds[0]}`,
          x: { label: "step", scale: "linear" as const },
          y: { label: "energy", scale: "linear" as const },
          series: components.map((component) => ({
            name: component,
            points: meanBy(
              rows.filter((row) => row.inference === "euler" && row.component === component),
              "step",
              "value",
            ),
          })),
        },
      }),
    };
  },
};
