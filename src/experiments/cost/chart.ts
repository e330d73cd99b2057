import type { Estimator } from "../../gradient/estimator.ts";
import type { Part, Quantity, Series } from "../../report/chart/channels.ts";
import { colour, position } from "../../report/chart/channels.ts";
import { figure } from "../../report/chart/chart.ts";
import { setupText } from "../../report/chart/setting.ts";
import { referenceColour, theme } from "../../report/chart/theme.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { RowsByTable } from "../../rows/rows.ts";
import { type CostConfig, compared } from "./config.ts";
import { candidates, frontierOf, type Setting, settingsOf } from "./frontier.ts";

const work: Quantity = { column: "passes", title: "Work in passes", scale: "log" };
const error: Quantity = { column: "relative_error", title: "Relative error of the gradient", scale: "log" };

/** The panels, in their order. */
const panels = [
  "PC at two or three strengths",
  "PC at points on a circle",
  "PC-ALM",
  "Clamped, with weak feedback",
  "Equilibrium propagation, to its own gradient",
  "Exact, and controls",
] as const;

/** The panel that an estimator is shown in. */
const panelOf = ({ truth, scheme, name, dial, energy, order }: Estimator): (typeof panels)[number] => {
  if (truth === "implicit") return "Equilibrium propagation, to its own gradient";
  if (scheme.startsWith("holomorphic")) return "PC at points on a circle";
  if (name.startsWith("pc-alm")) return "PC-ALM";
  if (dial === "gamma" || dial === "kappa") return "Clamped, with weak feedback";
  return energy !== null && order !== null ? "PC at two or three strengths" : "Exact, and controls";
};

/** Every setting as a grey dot, and a panel for each kind of estimator: of each the settings than which none as cheap is better. */
export const chart = (config: CostConfig, name: string, rows: RowsByTable): ChartSpecification => {
  const { costs = [] } = rows;
  const limit = (axis: Quantity, domain: readonly [number, number]): Quantity =>
    costs.some((row) => Number(row.relative_error) > 0) ? axis : { ...axis, domain };
  const [x, y] = [limit(work, [1, 1000]), limit(error, [1e-6, 1])];
  const dots: Part = {
    transform: [{ filter: "datum.relative_error > 0" }],
    mark: { type: "point", filled: true, size: 10, opacity: 0.35, color: referenceColour },
    encoding: { x: position(x), y: position(y) },
  };
  const stairs = (settings: readonly Setting[], own: string): readonly Part[] =>
    frontierOf(settings)
      .filter(({ error: left }) => left > 0)
      .map(({ passes, error: left }) => ({ estimator: own, passes, relative_error: left }));
  const best = stairs(candidates(costs), "all");
  const frontier: Part = {
    data: { values: best },
    mark: { type: "line", interpolate: "step-after", color: referenceColour, strokeDash: [2, 4] },
    encoding: { x: position(x), y: position(y) },
  };
  const members = compared(config);
  const drawn = panels.flatMap((title): Part[] => {
    const own = members.filter((estimator) => panelOf(estimator) === title);
    if (own.length === 0) return [];
    const series: Series = {
      column: "estimator",
      title: "",
      members: own.map(({ name: each, label }) => ({ name: each, label })),
    };
    const values = own.flatMap(({ name: each }) =>
      stairs(settingsOf(costs.filter(({ estimator }) => estimator === each)), each),
    );
    const encoding = { x: position(x), y: position(y), color: colour(series) };
    const line: Part = { data: { values }, mark: { type: "line", interpolate: "step-after" }, encoding };
    const points: Part = {
      data: { values },
      mark: { type: "point", filled: true, size: 45, opacity: 1 },
      encoding,
    };
    return [
      {
        width: 360,
        height: 230,
        title: { text: title, fontSize: 15, offset: 8 },
        layer: [dots, ...(best.length > 1 ? [frontier] : []), ...(values.length > 0 ? [line, points] : [])],
      },
    ];
  });
  const initialisations = `${config.seeds.length} initialisation${config.seeds.length === 1 ? "" : "s"}`;
  const whole = figure(
    {
      name,
      title: "Equal work: each estimator's error for the passes that it takes",
      subtitle: [
        setupText({
          ...config,
          inference: { solver: "euler", stepSize: 0, steps: 0, order: "simultaneous" },
          alongside: "none",
        }),
        `${config.dataset.images} images, ${initialisations}. Grey: every setting that was tried. Lines: of each estimator those that nothing as cheap betters`,
        "Dotted: the same of all that relax towards backprop. A pass is every connection once; readings of the gradient are apart",
      ],
      description:
        `${drawn.length} scatter plots on the same two logarithmic axes, one for each kind of estimator. Across: work in passes. Up: relative error of the gradient, mean over images. ` +
        "Small grey dots are all settings of all estimators: λ, γ or κ, and how inference was done. A coloured staircase for each estimator of the panel joins the settings than which none as cheap is better; a dotted " +
        "one, the same in each panel, is that of all estimators that relax towards backprop.",
    },
    {
      concat: drawn,
      columns: 2,
      resolve: { scale: { color: "independent" }, legend: { color: "independent" } },
    },
  );
  return {
    ...whole,
    config: { ...theme, legend: { ...theme.legend, columns: 2, symbolType: "circle", symbolSize: 100 } },
  };
};
