import type { EnergyName } from "../../energy/registry.ts";
import { sizesOf } from "../../network/description/description.ts";
import type { Part, Quantity, Series } from "../../report/chart/channels.ts";
import { figure, meanBand, meanRule, where } from "../../report/chart/chart.ts";
import {
  type ChartConfig,
  imagesText,
  inferenceSeries,
  setupText,
  shownSolvers,
  spreadText,
} from "../../report/chart/setting.ts";
import { endedLine, endedSentences } from "../../report/ended.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { RowsByTable } from "../../rows/rows.ts";

const step: Quantity = { column: "step", title: "Inference step", tickMinStep: 1 };
const strength: Quantity = { column: "norm", title: "Norm" };
const opposition: Quantity = {
  column: "opposition",
  title: "1 + cosine",
  scale: "log",
  domain: [1e-6, 1],
  tickCount: 4,
};

interface ForcesConfig extends ChartConfig {
  readonly lambda: number;
  readonly energy: EnergyName;
}

const names = ["internal", "supervised", "total", "velocity"] as const;

/** The curves, for forces in errors or in activities. */
const componentsIn = (coordinate: "ε" | "x"): Series => {
  const labels = {
    internal: `internal energy, −∂I/∂${coordinate}`,
    supervised: `supervised loss, −λ dL/d${coordinate}`,
    total: "their sum",
    velocity: "dotted: dx/dt = −∂F/∂x",
  };
  return { column: "component", title: "", members: names.map((name) => ({ name, label: labels[name] })) };
};

/** Fig. 1C as data: the two forces on each layer along one inference, and the angle between them. */
export const chart = (config: ForcesConfig, name: string, rows: RowsByTable = {}): ChartSpecification => {
  const [stated, beside] = shownSolvers(config);
  const inErrors = config.energy === "predictive-coding";
  const above = sizesOf(config.network).slice(1);
  const layers = (inErrors ? above.slice(0, -1) : above).map((_, l) => String(l + 1));
  const components = componentsIn(inErrors ? "ε" : "x");
  const panel = (layer: string, column: number): Part => {
    const up = { ...strength, title: column === 0 ? strength.title : "" };
    return {
      width: 400,
      height: 330,
      title: {
        text: Number(layer) === above.length ? "Output" : `Hidden layer ${layer}`,
        fontSize: 15,
        offset: 8,
      },
      transform: [{ fold: names, as: ["component", "norm"] }],
      layer: [
        ...(beside
          ? [
              where(
                { layer, inference: beside, component: "internal" },
                meanRule(up, components, { strokeDash: [7, 5] }),
              ),
            ]
          : []),
        ...names.map((component) =>
          where(
            { layer, inference: stated!, component },
            meanBand(step, up, components, component === "velocity" ? { strokeDash: [3, 4] } : {}),
          ),
        ),
      ],
    };
  };
  const ended = endedSentences(rows.forces ?? [], inferenceSeries(config), ["inference", "seed"]);
  return figure(
    {
      name,
      title: "The two forces of inference, from the free phase to their balance",
      subtitle: [
        setupText(config, `λ = ${config.lambda}`),
        `${imagesText(config)}, ${spreadText(config, "initialisation")}`,
        ...(beside ? ["Dashed level line: both forces at the equilibrium, where they cancel"] : []),
        ...endedLine(ended),
      ],
      description:
        "Line charts against the inference step, one for each layer. Four lines: the norm of the force of the " +
        "internal energy, which starts at 0; that of the supervised loss, which starts as the backprop gradient times " +
        "λ; that of their sum; and the velocity of the layer, which is 0 in the lower layers until the wave of errors " +
        "arrives. Below, on a logarithmic axis: 1 plus the cosine of the angle between the two forces in each layer, near 0: they oppose.",
      found: ended,
    },
    {
      vconcat: [
        { hconcat: layers.map(panel), resolve: { scale: { y: "shared" } } },
        {
          width: 400,
          height: 150,
          title: { text: "Angle between the two forces: 0 where they oppose", fontSize: 15, offset: 8 },
          transform: [{ calculate: "isValid(datum.cosine) ? 1 + datum.cosine : null", as: "opposition" }],
          layer: [where({ inference: stated! }, meanBand(step, opposition, layerSeries(layers)))],
        },
      ],
      resolve: { scale: { color: "independent" }, legend: { color: "independent" } },
    },
  );
};

const layerSeries = (layers: readonly string[]): Series => ({
  column: "layer",
  title: "",
  members: layers.map((name) => ({ name, label: `hidden layer ${name}` })),
});
