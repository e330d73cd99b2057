import { sizesOf } from "../../network/description/description.ts";
import { shownSolvers } from "../../report/chart/setting.ts";
import { endedFindings } from "../../report/ended.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { columns, relaxationColumns } from "../columns.ts";
import type { Experiment } from "../experiment.ts";
import { checkOneImage } from "../image-cells.ts";
import { chart } from "./chart.ts";
import { cells, type InferenceDistanceConfig, schema } from "./config.ts";

export const inferenceDistance: Experiment<InferenceDistanceConfig> = {
  name: "inference-distance",
  figure: "Fig. 2B",
  question:
    "How fast do the changes of the activities depart from the gradient of backprop while they relax?",
  schema,
  tables: () => [
    {
      name: "distances",
      columns: [
        columns.inference,
        columns.seed,
        columns.step,
        {
          name: "layer",
          unit: "dimensionless",
          meaning: "hidden layer l, from 1; all for the whole network",
          role: "key",
        },
        {
          name: "metric",
          unit: "dimensionless",
          meaning:
            "activity-change: ‖(x − x̄)/(tη) + λ ∂L/∂x‖; error-signal: ‖ε + λ ∂L/∂x‖; " +
            "weight-gradient: ‖estimate − ∂L/∂θ‖; published-code: ‖ε(t) − ε(1)‖",
          role: "key",
        },
        {
          name: "distance",
          unit: "dimensionless",
          meaning: "Euclidean distance; at the equilibrium its limit for t → ∞",
        },
        ...relaxationColumns,
      ],
    },
  ],
  check: checkOneImage,
  cells,
  chart,
  summarise: (tables, config) => {
    const euler = tables.distances!.filter((row) => row.inference === "euler");
    const curve = (metric: string, layer: string) =>
      meanBy(
        euler.filter((row) => row.metric === metric && row.layer === layer),
        "step",
        "distance",
      );
    const layers = sizesOf(config.network)
      .slice(1, -1)
      .map((_, l) => String(l + 1));
    const described = [
      ...layers.map((layer) => ({
        label: `activity-change, layer ${layer}`,
        points: curve("activity-change", layer),
      })),
      ...["error-signal", "weight-gradient"].map((metric) => ({
        label: metric,
        points: curve(metric, "all"),
      })),
    ];
    return {
      findings: [
        ...described.flatMap(({ label, points }) => {
          const [first, last] = [points[0], points.at(-1)];
          if (first === undefined || last === undefined) return [];
          const value = `${first[1].toPrecision(3)} at step ${first[0]}, ${last[1].toPrecision(3)} at step ${last[0]}`;
          return [{ label, value }];
        }),
        ...endedFindings(tables.distances!, "inference", shownSolvers(config), ["inference", "seed"]),
      ],
      plot: {
        title: "Mean velocity of a layer to −λ ∂L/∂x, mean over seeds",
        x: { label: "step", scale: "linear" },
        y: { label: "distance", scale: "linear" },
        series: layers.map((layer) => ({ name: `layer ${layer}`, points: curve("activity-change", layer) })),
      },
    };
  },
};
