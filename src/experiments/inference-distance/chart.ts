import { sizesOf } from "../../network/description/description.ts";
import type { Part, Quantity, Series } from "../../report/chart/channels.ts";
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

interface Panel {
  readonly metric: string;
  readonly title: readonly string[];
  readonly across: string;
  readonly up: string;
  readonly tickCount: number;
}

const main: Panel = {
  metric: "activity-change",
  title: ["Distance of a layer's mean velocity from −λ ∂L/∂x"],
  across: "Inference step t",
  up: "‖(x(t) − x̄) / (tη) + λ ∂L/∂x‖₂",
  tickCount: 6,
};

/** The other readings of what the paper measures; each is one number for the whole network. */
const others: readonly Panel[] = [
  {
    metric: "error-signal",
    title: ["Distance of the errors ε(t)", "from −λ ∂L/∂x"],
    across: "",
    up: "Distance",
    tickCount: 3,
  },
  {
    metric: "weight-gradient",
    title: ["Distance of the estimate", "from the gradient ∂L/∂θ"],
    across: "",
    up: "Distance",
    tickCount: 3,
  },
  {
    metric: "published-code",
    title: ["Distance of the errors ε(t)", "from ε(1), as in the published code"],
    across: "Inference step t",
    up: "Distance",
    tickCount: 3,
  },
];

/** Fig. 2B: how far the change of the activities departs from the backprop gradient as inference goes on. */
export const chart = (
  config: ChartConfig & { readonly lambda: number },
  name: string,
  rows: RowsByTable = {},
): ChartSpecification => {
  const spread = spreadText(config, "initialisation");
  const ended = endedSentences(rows.distances ?? [], inferenceSeries(config), ["inference", "seed"]);
  return figure(
    {
      name,
      title: "Distance of activity changes from the backprop gradient",
      subtitle: [
        setupText(config, `λ = ${config.lambda}`),
        `${imagesText(config)}, ${spread}. ${dashedText(config)}`,
        ...(shownSolvers(config).length > 1
          ? [
              "Dashed in the large panel: ‖λ ∂L/∂x‖, its trivial limit, since a mean velocity vanishes as t grows",
            ]
          : []),
        ...endedLine(ended),
      ],
      description:
        `Four line charts against the inference step, ${spread}; dashed level lines are the equilibrium. The large ` +
        "one: for each hidden layer the Euclidean distance between its mean velocity since the free phase and " +
        "−λ ∂L/∂x, the backprop gradient of the activities. The small ones: the distance of all prediction errors " +
        "from −λ ∂L/∂x, of the weight gradient estimate from the true gradient, and of the errors from those " +
        "after the first step.",
      found: [...foundOf(rows.distances ?? [], config), ...ended],
    },
    {
      hconcat: [
        panel(main, config, { width: 520, height: 500 }),
        { vconcat: others.map((other) => panel(other, config, { width: 300, height: 106 })), spacing: 16 },
      ],
    },
  );
};

const panel = ({ metric, title, across, up, tickCount }: Panel, config: ChartConfig, size: Part): Part => {
  const [stated, beside] = shownSolvers(config);
  const series = layerSeries(config);
  const step: Quantity = { column: "step", title: across, tickMinStep: 1 };
  const distance: Quantity = { column: "distance", title: up, tickCount };
  return {
    ...size,
    title: { text: title, fontSize: title.length > 1 ? 13 : 15, offset: 8 },
    layer: [
      ...(beside
        ? [where({ metric, inference: beside }, meanRule(distance, series, { strokeDash: [7, 5] }))]
        : []),
      where({ metric, inference: stated! }, meanBand(step, distance, series)),
    ],
  };
};

const layerSeries = ({ network }: ChartConfig): Series => {
  const hidden = sizesOf(network)
    .slice(1, -1)
    .map((_, index) => String(index + 1));
  const layers = hidden.map((name) => ({ name, label: `hidden layer ${name}` }));
  return { column: "layer", title: "", members: [...layers, { name: "all", label: "whole network" }] };
};

const foundOf = (rows: Rows, config: ChartConfig): readonly string[] => {
  const inference = shownSolvers(config)[0]!;
  const steps = rangeOf(rows, { inference }, "step");
  if (steps === null) return [];
  return sizesOf(config.network)
    .slice(1, -1)
    .flatMap((_, index) => {
      const at = (step: number) =>
        meanOf(rows, { inference, metric: main.metric, layer: index + 1, step }, "distance");
      return sentence(
        [at(steps[0]), at(steps[1])],
        (first, last) =>
          `The mean velocity of hidden layer ${index + 1} is ${numberInWords(first!)} from the backprop gradient at step ${steps[0]}, ${numberInWords(last!)} at step ${steps[1]}.`,
      );
    });
};
