import type { Row } from "../../rows/row.ts";
import { columns } from "../columns.ts";
import type { Experiment } from "../experiment.ts";
import { checkOneImage } from "../image-cells.ts";
import { chart } from "./chart.ts";
import { cells, type EnergyEvolutionConfig, schema } from "./config.ts";

/** Energies by inference, step (null at the equilibrium) and component: a long inference has too many to look for each. */
const lookUp = (rows: readonly Row[]) => {
  const keyOf = (...parts: readonly unknown[]): string => parts.join(" ");
  const values = new Map(
    rows.map((row) => [keyOf(row.inference, row.step, row.component), Number(row.value)] as const),
  );
  return (inference: string, step: number | null, component: string): number =>
    values.get(keyOf(inference, step, component)) ?? Number.NaN;
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
      ],
    },
  ],
  check: checkOneImage,
  cells,
  chart,
  summarise: (tables, config) => {
    const rows = tables.energies!.filter((row) => row.seed === config.seeds[0]);
    const value = lookUp(rows);
    const stated = config.inference.solver;
    const last = config.inference.steps;
    const at = (step: number | null, component: string) => value(stated, step, component);
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
              : `, ${value("equilibrium", null, component).toPrecision(4)} at the equilibrium`)
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
