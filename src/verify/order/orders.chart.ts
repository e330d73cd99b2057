import type { Part, Quantity, Series } from "../../report/chart/channels.ts";
import { figure, meanBand, where } from "../../report/chart/chart.ts";
import { theme } from "../../report/chart/theme.ts";
import type { ChartSpecification } from "../../rows/chart.ts";

/** What a line is called, and its colour: the same method in both panels. */
const methods: Series = {
  column: "method",
  title: "",
  members: [
    { name: "one-sided", label: "one-sided (order 1)" },
    { name: "symmetric", label: "symmetric (2)" },
    { name: "richardson", label: "Richardson (2)" },
    { name: "equation 16", label: "Eq. 16 as written, hidden layers (0)" },
    { name: "holomorphic 4", label: "4 points on a circle (4)" },
    { name: "holomorphic 6", label: "6 points on a circle (6)" },
  ],
};

const feedback: Series = {
  column: "method",
  title: "",
  members: [
    { name: "chl 1", label: "CHL, layer 1", colour: "#000000" },
    { name: "chl 2", label: "CHL, layer 2", colour: "#6e6e6e" },
    { name: "chl 3", label: "CHL, layer 3", colour: "#b0b0b0" },
    { name: "precisions", label: "PC, precisions κ (dots)", colour: "#f0a000" },
  ],
};

/** A panel: the series of the curves' CSV that it shows, and which member each of them is. */
interface Panel {
  readonly title: string;
  readonly dial: string;
  readonly members: Series;
  readonly lines: Readonly<Record<string, string>>;
}

const coding: Panel = {
  title: "Predictive coding",
  dial: "Nudging strength λ",
  members: methods,
  lines: {
    "PC, one-sided": "one-sided",
    "PC, symmetric": "symmetric",
    "PC, Richardson": "richardson",
    "PC, Eq. 16, hidden layers": "equation 16",
    "PC, holomorphic 4": "holomorphic 4",
    "PC, holomorphic 6": "holomorphic 6",
  },
};

const hopfield: Panel = {
  title: "Hopfield energy",
  dial: "Nudging strength λ",
  members: methods,
  lines: {
    "Hopfield, one-sided": "one-sided",
    "Hopfield, symmetric": "symmetric",
    "Hopfield, holomorphic 4": "holomorphic 4",
    "Hopfield, holomorphic 6": "holomorphic 6",
  },
};

const weakFeedback: Panel = {
  title: "Weak feedback, and its wall of rounding",
  dial: "Feedback γ or κ",
  members: feedback,
  lines: {
    "CHL, layer 1": "chl 1",
    "CHL, layer 2": "chl 2",
    "CHL, layer 3": "chl 3",
    "PC, precisions": "precisions",
  },
};

const error: Quantity = { column: "error", title: "", scale: "log", nice: false };
const errorTitle = "Relative error of the gradient";

const draw = ({ title, dial, members, lines }: Panel, upTitle: string, look: Part = {}): Part => {
  const across: Quantity = {
    column: "at",
    title: dial,
    scale: "log",
    nice: false,
    tickCount: 5,
  };
  return {
    width: 300,
    height: 400,
    title: { text: title, fontSize: 15, offset: 8 },
    transform: [
      { filter: { field: "series", oneOf: Object.keys(lines) } },
      { calculate: `${JSON.stringify(lines)}[datum.series]`, as: members.column },
    ],
    layer: [
      meanBand(across, { ...error, title: upTitle }, members, look),
      // It lies upon a line of the others, so it is dots.
      ...(members === feedback
        ? [
            where(
              { method: "precisions" },
              meanBand(across, { ...error, title: upTitle }, members, { type: "point", size: 80 }),
            ),
          ]
        : []),
    ],
  };
};

/**
 * Relative error of each estimator against its dial: straight lines whose slopes are the orders. `measured` are the series
 * with an error above 0: a panel without any is left out, since a logarithmic axis has no place for it.
 */
export const ordersChart = (
  name: string,
  seeds: number,
  measured: ReadonlySet<string>,
): ChartSpecification => {
  const shown = (panel: Panel, ...look: readonly [string, Part?]): Part[] =>
    Object.keys(panel.lines).some((series) => measured.has(series)) ? [draw(panel, ...look)] : [];
  const nudged = [...shown(coding, errorTitle, { point: true }), ...shown(hopfield, "", { point: true })];
  const panels = [
    ...(nudged.length > 0 ? [{ hconcat: nudged, resolve: { scale: { y: "shared", color: "shared" } } }] : []),
    ...shown(weakFeedback, errorTitle),
  ];
  const chart = figure(
    {
      name: `${name}-curves`,
      title: "How fast the estimates converge to their true gradient",
      subtitle: [
        "Random tanh networks of 6-5-4-3 and 8-7-6-5-4 units at equilibrium, squared error",
        `Mean ± 1 sd over ${seeds} networks (10 on the right); in brackets the order that theory has`,
      ],
      description:
        "Three line charts with logarithmic axes. Up: relative error of the estimated gradient. Left and middle: " +
        "predictive coding and the Hopfield energy against the nudging strength λ; every estimator is a straight line " +
        "whose slope is its order, 1 for one-sided nudging, 2 for symmetric nudging and Richardson extrapolation, 4 and 6 " +
        "for as many points on a complex circle, and 0 for equation 16 as written, whose hidden layers have no gradient " +
        "at any λ. Right: contrastive Hebbian learning by layer against its feedback γ, from 1e-14 to 0.01. The errors of " +
        "all layers fall in proportion to γ, until rounding turns them up again, the later the higher the layer. " +
        "Predictive coding with decaying precisions follows the same line.",
    },
    panels.length > 0
      ? { hconcat: panels, resolve: { scale: { color: "independent" } } }
      : { data: { values: [{}] }, mark: { type: "text", text: "Nothing was measured that could be drawn." } },
  );
  // Each legend is as wide as the panels above it.
  return { ...chart, config: { ...theme, legend: { ...theme.legend, columns: 3 } } };
};
