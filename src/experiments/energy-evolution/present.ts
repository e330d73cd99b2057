import { z } from "zod";
import type { ImageSettings } from "../../bench/cell-settings.ts";
import { withEnergyOnImage } from "../../bench/energy-on-image.ts";
import * as fields from "../../config/fields.ts";
import { lambda, seeds } from "../../config/lists.ts";
import { requireBounded } from "../../inference/diverged.ts";
import { countOutcomes } from "../../inference/outcome.ts";
import { relax } from "../../inference/relax.ts";
import { relaxByEuler } from "../../inference/solver/euler.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import type { Settings } from "../../rows/settings.ts";
import { columns } from "../columns.ts";
import type { Experiment } from "../experiment.ts";
import { checkOneImage, imageCells } from "../image-cells.ts";
import { chart } from "./chart.ts";

const schema = z.strictObject({
  experiment: z.literal("energy-evolution"),
  seeds: seeds.default([0]),
  engine: fields.engine,
  energy: fields.energy,
  precision: fields.precision,
  dataset: fields.oneImageDataset,
  network: fields.network(),
  loss: fields.loss,
  lambda: lambda.default(1),
  inference: fields.inference(),
  alongside: fields.alongside,
});

type Config = z.output<typeof schema>;

/** One relaxation from the free phase: the energies at each step, or at the equilibrium. */
export const energyEvolutionWork = (given: Settings): CellResult => {
  const settings = given as unknown as ImageSettings;
  const { inference, seed, lambda: strength } = settings;
  return withEnergyOnImage(settings, ({ linalg, energy }) => {
    const rows: Row[] = [];
    const record = (step: number | null, state: typeof energy.start): void => {
      const { internal, supervised } = energy.values(state);
      const components = {
        internal: internal[0]!,
        supervised: strength * supervised[0]!,
        total: internal[0]! + strength * supervised[0]!,
      };
      for (const [component, value] of Object.entries(components)) {
        rows.push({ inference: inference.solver, seed, step, component, value });
      }
    };
    const relaxation =
      inference.solver === "euler"
        ? relaxByEuler(linalg, energy, "start", strength, inference, record)
        : relax(linalg, energy, "start", strength, inference);
    requireBounded(linalg, energy, strength, inference, relaxation);
    if (inference.solver === "equilibrium") record(null, relaxation.state);
    return { tables: { energies: rows }, outcomes: countOutcomes([relaxation]) };
  });
};

const value = (rows: readonly Row[], inference: string, step: number | null, component: string): number =>
  Number(
    rows.find((row) => row.inference === inference && row.step === step && row.component === component)
      ?.value ?? Number.NaN,
  );

export const energyEvolution: Experiment<Config> = {
  name: "energy-evolution",
  figure: "Fig. 2A",
  question:
    "How do internal, supervised and total energy change while the activities relax from the free phase?",
  schema,
  tables: () => [
    {
      source: "energies",
      suffix: "",
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
  cells: imageCells,
  chart,
  summarise: (tables, config) => {
    const rows = tables[""]!.filter((row) => row.seed === config.seeds[0]);
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
