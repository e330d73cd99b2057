import { estimatorNamed } from "../../gradient/registry.ts";
import { sizesOf } from "../../network/description/description.ts";
import { endedFindings } from "../../report/ended.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { fitOrder } from "../../statistics/order-fit.ts";
import { columns } from "../columns.ts";
import type { Experiment } from "../experiment.ts";
import { checkOneImage } from "../image-cells.ts";
import { requireEstimator } from "../supported.ts";
import { precisionSeries } from "../two-precisions.ts";
import { chart } from "./chart.ts";
import { cells, type FeedbackSweepConfig, schema } from "./config.ts";

export const feedbackSweep: Experiment<FeedbackSweepConfig> = {
  name: "feedback-sweep",
  figure: "",
  question:
    "How weak must the feedback of contrastive Hebbian learning be, and how weak may it be before rounding wins?",
  schema,
  tables: () => [
    {
      name: "errors",
      columns: [
        {
          name: "precision",
          unit: "dimensionless",
          meaning: "arithmetic: float64 or float32",
          role: "key",
        },
        columns.seed,
        { name: "gamma", unit: "dimensionless", meaning: "strength γ of the feedback", role: "key" },
        {
          name: "layer",
          unit: "dimensionless",
          meaning: "layer k = 1 … L into which the weights and biases lead; all for the whole gradient",
          role: "key",
        },
        {
          name: "relative_error",
          unit: "dimensionless",
          meaning: "‖estimate − backprop‖ / ‖backprop‖ over the weights and biases of the layer",
        },
        {
          ...columns.cosine,
          meaning: "cosine similarity of estimate and backprop; empty for an estimate of 0",
        },
        {
          name: "wall",
          unit: "dimensionless",
          meaning:
            "ε γ^{−(L−k)}, ε the unit roundoff: size of the rounding of activities of order 1 in the layer's estimate",
          role: "note",
        },
        columns.outcome,
        columns.rounding,
        columns.residual,
        columns.iterations,
      ],
    },
  ],
  check: (config, dataset) => {
    checkOneImage(config, dataset);
    requireEstimator(estimatorNamed("chl"), config, "network");
  },
  cells,
  chart,
  summarise: (tables, config) => {
    const layers = [
      ...sizesOf(config.network)
        .slice(1)
        .map((_, l) => String(l + 1)),
      "all",
    ];
    const curve = (precision: string, layer: string, column = "relative_error") =>
      meanBy(
        tables.errors!.filter((row) => row.precision === precision && row.layer === layer),
        "gamma",
        column,
      );
    /** The wall of the layer; the whole gradient has that of the lowest one. */
    const walls = (precision: string, layer: string) =>
      new Map(curve(precision, layer === "all" ? "1" : layer, "wall"));
    return {
      findings: [
        ...precisionSeries(config).flatMap((precision) =>
          layers.flatMap((layer) => {
            const points = curve(precision, layer);
            if (points.length === 0) return [];
            const [at, least] = points.reduce((best, point) => (point[1] < best[1] ? point : best));
            const wall = walls(precision, layer);
            const fit = fitOrder(points.map(([dial, error]) => ({ dial, error, noise: wall.get(dial)! })));
            const order = fit === null ? "" : `, order ${fit.order.toFixed(2)} above`;
            return [
              {
                label: `${precision}, ${layer === "all" ? "whole gradient" : `layer ${layer}`}`,
                value: `smallest relative error ${least.toExponential(1)} at γ = ${at}${order}`,
              },
            ];
          }),
        ),
        ...endedFindings(tables.errors!, "precision", precisionSeries(config), [
          "precision",
          "seed",
          "gamma",
        ]),
      ],
      plot: {
        title: `Relative error of each layer in ${config.precision}, mean over seeds`,
        x: { label: "γ", scale: "log" },
        y: { label: "relative error", scale: "log" },
        series: layers.slice(0, -1).map((layer) => ({
          name: `layer ${layer}`,
          points: curve(config.precision, layer),
        })),
      },
    };
  },
};
