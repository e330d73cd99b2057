import type { Quantity, Series } from "../../report/chart/channels.ts";
import { figure, meanBand, meanRule, where } from "../../report/chart/chart.ts";
import {
  type ChartConfig,
  dashedText,
  imagesText,
  inferenceSeries,
  setupText,
  shownSolvers,
  spreadText,
} from "../../report/chart/setting.ts";
import { endedLine, endedSentences } from "../../report/ended.ts";
import { meanOf, rangeOf, sentence } from "../../report/found.ts";
import { numberInWords } from "../../report/numbers.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { Rows, RowsByTable } from "../../rows/rows.ts";

const step: Quantity = { column: "step", title: "Inference step", tickMinStep: 1 };
const energy: Quantity = { column: "value", title: "Energy" };
const components: Series = {
  column: "component",
  title: "",
  members: [
    { name: "total", label: "total, I + λL" },
    { name: "supervised", label: "supervised, λL" },
    { name: "internal", label: "internal, I" },
  ],
};

/** Fig. 2A: the energies at each step of the stated inference; dashed, what they are at the equilibrium. */
export const chart = (
  config: ChartConfig & { readonly lambda: number },
  name: string,
  rows: RowsByTable = {},
): ChartSpecification => {
  const [stated, beside] = shownSolvers(config);
  const ended = endedSentences(rows.energies ?? [], inferenceSeries(config), ["inference", "seed"]);
  return figure(
    {
      name,
      title: "Energies during inference, from the free phase",
      subtitle: [
        setupText(config, `λ = ${config.lambda}`),
        `${imagesText(config)}, ${spreadText(config, "initialisation")}`,
        dashedText(config),
        ...endedLine(ended),
      ],
      description:
        "Line chart. Across: inference steps from the free phase. Up: energy. Three lines: the internal energy, " +
        "which starts at 0, the supervised loss times λ, and their sum, the total, which starts with the slope of " +
        "the supervised one. Dashed level lines: the same energies at the equilibrium.",
      found: [...foundOf(rows.energies ?? [], stated!, beside), ...ended],
    },
    {
      width: 640,
      height: 400,
      layer: [
        ...(beside
          ? [where({ inference: beside }, meanRule(energy, components, { strokeDash: [7, 5] }))]
          : []),
        where({ inference: stated! }, meanBand(step, energy, components)),
      ],
    },
  );
};

const foundOf = (rows: Rows, stated: string, beside: string | undefined): readonly string[] => {
  const last = rangeOf(rows, { inference: stated }, "step")?.[1] ?? 0;
  const at = (step: number, component: string) =>
    meanOf(rows, { inference: stated, step, component }, "value");
  const rest = beside === undefined ? null : meanOf(rows, { inference: beside, component: "total" }, "value");
  return [
    ...sentence(
      [at(0, "internal"), at(last, "internal"), at(0, "total"), at(last, "total")],
      (...energies) => {
        const [from, to, first, end] = energies.map((energy) => numberInWords(energy));
        return `In ${last} steps the internal energy goes from ${from} to ${to}, the total from ${first} to ${end}.`;
      },
    ),
    ...sentence([rest], (total) => `At the equilibrium the total is ${numberInWords(total!)}.`),
  ];
};
