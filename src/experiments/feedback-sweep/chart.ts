import { sizesOf } from "../../network/description/description.ts";
import type { Part, Quantity, Series } from "../../report/chart/channels.ts";
import { colour, position } from "../../report/chart/channels.ts";
import { figure, meanBand, where } from "../../report/chart/chart.ts";
import { type ChartConfig, imagesText, setupText, spreadText } from "../../report/chart/setting.ts";
import { endedLine, endedSentences } from "../../report/ended.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { RowsByTable } from "../../rows/rows.ts";

interface SweepConfig extends ChartConfig {
  readonly gamma: readonly number[];
}

const error: Quantity = {
  column: "relative_error",
  title: "Relative error of the layer's gradient",
  scale: "log",
  domain: [1e-11, 100],
  tickCount: 6,
};

/** The error of contrastive Hebbian learning against γ in each layer, and the wall that rounding builds. */
export const chart = (config: SweepConfig, name: string, rows: RowsByTable = {}): ChartSpecification => {
  const { gamma, network } = config;
  const precisions = [...new Set([config.precision, config.alongside])].filter((name) => name !== "none");
  const depth = sizesOf(network).length - 1;
  const layers: Series = {
    column: "layer",
    title: "",
    members: sizesOf(network)
      .slice(1)
      .map((_, l) => ({
        name: String(l + 1),
        label: l + 1 === depth ? `layer ${l + 1}, the output` : `layer ${l + 1}`,
      })),
  };
  const strength: Quantity = {
    column: "gamma",
    title: "Feedback strength γ",
    scale: "log",
    domain: [Math.min(...gamma), Math.max(...gamma)],
    tickCount: 6,
  };
  const ended = endedSentences(
    rows.errors ?? [],
    {
      column: "precision",
      title: "",
      members: precisions.map((precision) => ({ name: precision, label: precision })),
    },
    ["precision", "seed", "gamma"],
  );
  return figure(
    {
      name,
      title: "Contrastive Hebbian learning: bias and rounding wall of each layer",
      subtitle: [
        setupText({ ...config, precision: "float64" }),
        `${imagesText(config)}, ${spreadText(config, "initialisation")}`,
        `Dotted: the walls ε γ^−(L−k) of the layers k = 1 … ${depth}, ε the unit roundoff`,
        ...endedLine(ended),
      ],
      description:
        "Line charts on two logarithmic axes, one for each precision. Across: the strength γ of the feedback. Up: the " +
        "relative error of the estimated gradient of each layer against backprop. From the right the lines fall " +
        "together in proportion to γ, until each meets its own wall, a dotted line that rises to the left as γ to the " +
        "power of minus the number of layers above: the lower the layer, the sooner rounding swallows the feedback.",
      found: ended,
    },
    {
      hconcat: precisions.map((precision, column) => ({
        width: 420,
        height: 400,
        title: { text: precision, fontSize: 15, offset: 8 },
        layer: [
          where({ precision }, wallLines(strength, layers)),
          where(
            { precision },
            meanBand(strength, { ...error, title: column === 0 ? error.title : "" }, layers),
          ),
        ],
      })),
    },
  );
};

/** The predicted walls; they are the same for every seed. */
const wallLines = (strength: Quantity, layers: Series): Part => {
  return {
    transform: [
      { filter: "isValid(datum.wall)" },
      { aggregate: [{ op: "min", field: "wall", as: "wall" }], groupby: ["gamma", "layer"] },
      { calculate: "toString(datum.layer)", as: "layer" },
    ],
    mark: { type: "line", strokeDash: [2, 4], strokeWidth: 1.5, clip: true },
    encoding: {
      x: position(strength),
      y: position({ ...error, title: "" }, "wall"),
      color: colour(layers),
    },
  };
};
