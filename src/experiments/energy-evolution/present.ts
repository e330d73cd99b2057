import type { Row } from "../../rows/row.ts";
import { columns } from "../columns.ts";
import { checkEnergyOnImage } from "../energy-choice.ts";
import type { Experiment } from "../experiment.ts";
import { chart } from "./chart.ts";
import { cells, type EnergyEvolutionConfig, schema } from "./config.ts";

const value = (rows: readonly Row[], inference: string, step: number | null, component: string): number =>
  Number(
    rows.find((row) => row.inference === inference && row.step === step && row.component === component)
      ?.value ?? Number.NaN,
  );

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
    const at = (step: number | null, component: string) => value(rows, stated, step, component);
    const components = ["total", "supervised", "internal"];
    const steps = rows
      .filter((row) => row.inference === "euler" && row.component === "total")
      .map((row) => row.step);
    const findings = components.map((component) => ({
      label: `${component} energy`,
      value:
        stated === "euler"
          ? `${at(0, component).toPrecision(4)} at step 0, ${at(last, component).toPrecision(4)} at step ${last}` +
            (config.alongside === "none"
              ? ""
              : `, ${value(rows, "equilibrium", null, component).toPrecision(4)} at the equilibrium`)
          : `${at(null, component).toPrecision(4)} at the equilibrium`,
    }));
    return {
      findings,
      ...(stated === "euler" && {
        plot: {
          title: `Energies during inference, seed ${config.seeds[0]}`,
          x: { label: "step", scale: "linear" as const },
          y: { label: "energy", scale: "linear" as const },
          series: components.map((component) => ({
            name: component,
            points: steps.map((step) => [Number(step), at(Number(step), component)] as const),
          })),
        },
      }),
    };
  },
};
