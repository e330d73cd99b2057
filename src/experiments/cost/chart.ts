import type { Part, Quantity, Series } from "../../report/chart/channels.ts";
import { colour, position } from "../../report/chart/channels.ts";
import { figure } from "../../report/chart/chart.ts";
import { setupText } from "../../report/chart/setting.ts";
import { referenceColour, theme } from "../../report/chart/theme.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { Row } from "../../rows/row.ts";
import { type CostConfig, compared } from "./config.ts";
import { candidates, frontierOf } from "./frontier.ts";

const work: Quantity = { column: "passes", title: "Work in passes", scale: "log" };
const error: Quantity = { column: "relative_error", title: "Relative error of the gradient", scale: "log" };

/** Every setting of every estimator as a dot, and the frontier: nothing as cheap is better. */
export const chart = (
  config: CostConfig,
  name: string,
  rows: Readonly<Record<string, readonly Row[]>>,
): ChartSpecification => {
  const { costs = [] } = rows;
  const limit = (axis: Quantity, domain: readonly [number, number]): Quantity =>
    costs.some((row) => Number(row.relative_error) > 0) ? axis : { ...axis, domain };
  const [x, y] = [limit(work, [1, 1000]), limit(error, [1e-6, 1])];
  const series: Series = {
    column: "estimator",
    title: "",
    members: compared(config).map(({ name: own, label, truth }) => ({
      name: own,
      label: truth === "implicit" ? `${label} (to its own gradient)` : label,
    })),
  };
  const frontier = frontierOf(candidates(costs)).filter(({ error: left }) => left > 0);
  const dots: Part = {
    transform: [{ filter: "datum.relative_error > 0" }],
    mark: { type: "point", filled: true, size: 40, opacity: 0.8 },
    encoding: {
      x: position(x),
      y: position(y),
      color: colour(series),
      tooltip: ["estimator", "value", "inference", "step_size", "steps", "passes", "relative_error"].map(
        (field) => ({
          field,
        }),
      ),
    },
  };
  const line: Part = {
    data: { values: frontier.map(({ passes, error: left }) => ({ passes, relative_error: left })) },
    mark: { type: "line", interpolate: "step-after", color: referenceColour, strokeDash: [2, 4] },
    encoding: { x: position(x), y: position(y) },
  };
  const drawn = figure(
    {
      name,
      title: "Equal work: each estimator's error for the passes that it takes",
      subtitle: [
        setupText({
          ...config,
          inference: { solver: "euler", stepSize: 0, steps: 0, order: "simultaneous" },
          alongside: "none",
        }),
        `${config.dataset.images} images, ${config.seeds.length} initialisation${config.seeds.length === 1 ? "" : "s"}; a dot for each setting; dotted: the frontier of those that relax towards backprop`,
        "A pass is every connection once, forward or backward; the readings of the parameter gradient are counted apart",
      ],
      description:
        "Scatter plot on two logarithmic axes. Across: work in passes. Up: relative error of the gradient, mean over images. A colour for each estimator, a dot " +
        "for each of its settings: λ, γ or κ, and how inference was done. A dotted staircase is the frontier, below which there is nothing as cheap.",
    },
    { width: 560, height: 420, layer: [dots, ...(frontier.length > 1 ? [line] : [])] },
  );
  return { ...drawn, config: { ...theme, legend: { ...theme.legend, columns: 2 } } };
};
