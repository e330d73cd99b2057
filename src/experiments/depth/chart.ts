import type { Part, Quantity, Series } from "../../report/chart/channels.ts";
import { figure, meanBand, where } from "../../report/chart/chart.ts";
import { imagesText, inferenceText, shownSolvers, spreadText } from "../../report/chart/setting.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { RowsByTable } from "../../rows/rows.ts";
import type { DepthConfig } from "./config.ts";
import { type Architecture, architectureLabels } from "./networks.ts";

const relative: Quantity = {
  column: "relative_distance",
  title: "Relative error of the gradient",
  scale: "log",
};
const direction: Quantity = { column: "opposition", title: "1 − cosine", scale: "log" };
const ratio: Quantity = { column: "norm_ratio", title: "‖estimate‖ / ‖gradient‖ of a layer", scale: "log" };

const width = (widths: readonly number[]): Quantity => ({
  column: "width",
  title: "Units of each hidden layer",
  scale: "log",
  domain: [Math.min(...widths), Math.max(...widths)],
});

const full = { strokeDash: [1, 0], point: true };
const dashed = { strokeDash: [7, 5], point: true };

/**
 * A column for each architecture, all with the same axes. Relative error and direction against width, a colour for each depth, full lines at the
 * equilibrium and dashed ones after the stated steps; and the norm of each layer's estimate in the largest network.
 */
export const chart = (config: DepthConfig, name: string, rows: RowsByTable): ChartSpecification => {
  const { architectures, depths, widths, lambda, activation, loss, precision } = config;
  const solvers = shownSolvers(config);
  const [deepest, widest] = [Math.max(...depths), Math.max(...widths)];
  const byDepth: Series = {
    column: "depth",
    title: "hidden layers",
    members: depths.map((depth) => ({ name: String(depth), label: String(depth) })),
  };
  // A logarithmic axis has no limits of its own where there is nothing to draw.
  const limits = rows.errors?.length ? {} : { domain: [0.1, 1] as const };
  const lookOf = (solver: string): Part => (solver === "equilibrium" ? full : dashed);
  const against = (architecture: Architecture, up: Quantity, first: boolean): Part => ({
    width: 250,
    height: 230,
    layer: solvers.map((solver) =>
      where(
        { architecture, inference: solver },
        meanBand(width(widths), { ...up, ...limits, title: first ? up.title : "" }, byDepth, lookOf(solver)),
      ),
    ),
  });
  const layers = (architecture: Architecture, first: boolean): Part => ({
    width: 250,
    height: 230,
    data: { url: `${name}-layers.csv` },
    layer: solvers.map((solver) =>
      where(
        { architecture, inference: solver, width: String(widest) },
        meanBand(
          { column: "layer", title: `Layer, in networks of ${widest} units` },
          { ...ratio, ...limits, title: first ? ratio.title : "" },
          byDepth,
          { ...lookOf(solver), point: false },
        ),
      ),
    ),
  });
  const row = (panel: (architecture: Architecture, first: boolean) => Part): Part => ({
    hconcat: architectures.map((architecture, column) => panel(architecture, column === 0)),
    resolve: { scale: { y: "shared" } },
  });
  const lines = solvers.map((solver) => {
    const text = inferenceText(solver, config);
    return solver === "equilibrium" ? `full lines: ${text.toLowerCase()}` : `dashed: ${text}`;
  });
  return figure(
    {
      name,
      title: "The error of PC-Nudge against a network's depth and width",
      subtitle: [
        `${activation} networks · ${loss.replaceAll("-", " ")} · λ = ${lambda}${precision === "float32" ? " · float32" : ""}`,
        `${imagesText(config)}, ${spreadText(config, "initialisation")}; ${lines.join("; ")}`,
      ],
      description:
        `Three rows of line charts, a column for each of ${architectures.length} ways to build a deep network. Across in the first two rows: ` +
        "units of each hidden layer, on a logarithmic axis. Up: relative error of the gradient that PC-Nudge estimates, and one minus " +
        "its cosine with the gradient of backprop. In the third row, against the layer, the norm of the estimate of its weights as a part of that of the " +
        `gradient. A colour for each number of hidden layers, up to ${deepest}; full lines at the equilibrium, dashed ones after the stated steps.`,
    },
    {
      transform: [{ calculate: "isValid(datum.cosine) ? 1 - datum.cosine : null", as: "opposition" }],
      vconcat: [
        row((architecture, first) => ({
          title: { text: architectureLabels[architecture], fontSize: 15, offset: 8 },
          ...against(architecture, relative, first),
        })),
        row((architecture, first) => against(architecture, direction, first)),
        row(layers),
      ],
      resolve: { scale: { color: "shared" } },
    },
  );
};
