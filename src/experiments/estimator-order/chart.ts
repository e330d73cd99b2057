import { mean } from "simple-statistics";
import type { Estimator } from "../../gradient/estimator.ts";
import { estimators } from "../../gradient/registry.ts";
import type { Quantity, Series } from "../../report/chart/channels.ts";
import { figure, meanBand, where } from "../../report/chart/chart.ts";
import { type ChartConfig, imagesText, setupText, spreadText } from "../../report/chart/setting.ts";
import { theme } from "../../report/chart/theme.ts";
import { endedLine, endedSentences } from "../../report/ended.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { RowsByTable } from "../../rows/rows.ts";

interface OrderConfig extends ChartConfig {
  readonly estimators: readonly string[];
  readonly dial: readonly number[];
  readonly precision: string;
}

/** What theory expects of an estimator, in words. */
export const theoryText = (order: number | null): string =>
  order === null ? "exact" : order === 0 ? "does not converge" : `order ${order}`;

const panelNames: Readonly<Record<string, string>> = {
  "predictive-coding": "Predictive coding, nudged",
  hopfield: "Equilibrium propagation",
};

const others = "Weak feedback; and no limit";

/** Nudged estimators by their energy; those with weak feedback, and those without a limit, together. */
const panelOf = ({ energy, dial, order }: Estimator): string =>
  dial === "lambda" && order !== null && order > 0 ? (panelNames[energy ?? ""] ?? String(energy)) : others;

/** The relative error of each estimator against its dial, log-log, a row of panels for each precision. */
export const chart = (config: OrderConfig, name: string, rows: RowsByTable): ChartSpecification => {
  const measured = (estimator: string): string => {
    const orders = rows.orders!.flatMap(({ order, ...row }) =>
      typeof order === "number" && row.estimator === estimator && row.precision === config.precision
        ? [order]
        : [],
    );
    return orders.length === 0 ? "" : `, measured ${mean(orders).toFixed(2)}`;
  };
  const shown = estimators.filter((estimator) => config.estimators.includes(estimator.name));
  const panels = [...new Set(shown.map(panelOf))].sort((a, b) => Number(a === others) - Number(b === others));
  const precisions = [...new Set([config.precision, config.alongside])].filter((name) => name !== "none");
  const spread = spreadText(config, "initialisation");
  const ended = endedSentences(rows.errors ?? [], {
    column: "precision",
    title: "",
    members: precisions.map((precision) => ({ name: precision, label: precision })),
  });
  const drawn = figure(
    {
      name,
      title: "How each estimate converges to its true gradient",
      subtitle: [
        setupText({ ...config, precision: "float64" }),
        `${imagesText(config)}, ${spread}. Where a line turns and rises to the left, rounding has taken over.`,
        `The slope of a line is its order: the legends have what theory expects, and what was measured in ${config.precision}`,
        ...endedLine(ended),
      ],
      description:
        "Line charts on two logarithmic axes. Across: the dial of each estimator, the nudging strength λ or the " +
        `feedback γ or κ. Up: the relative error of the estimated gradient, ${spread}. A row of panels for each ` +
        "precision; panels for nudged predictive coding, for equilibrium propagation, and for weak feedback and the " +
        "estimators that have no limit. Lines fall to the left with the slope of their order until they meet the " +
        "rounding wall, which rises to the left, and lies about nine powers of ten higher in float32 than in float64. " +
        "The level part of the highest order of equilibrium propagation is the accuracy of its reference.",
      found: ended,
    },
    {
      hconcat: panels.map((panel, column) => ({
        vconcat: precisions.map((precision, row) => {
          const lowest = row === precisions.length - 1;
          const x = dialQuantity(config, lowest ? dialTitle(panel) : "");
          const y = { ...relativeError, title: column === 0 ? relativeError.title : "" };
          const members = shown.filter((estimator) => panelOf(estimator) === panel);
          return {
            width: 330,
            height: 280,
            title: { text: row === 0 ? [panel, precision] : precision, fontSize: 15, offset: 8 },
            layer: members.map((member) =>
              where(
                { precision, estimator: member.name },
                meanBand(x, y, series(members, measured), { strokeDash: dashOf(member, members) }),
              ),
            ),
          };
        }),
        resolve: { scale: { color: "shared" } },
      })),
      resolve: { scale: { color: "independent" }, legend: { color: "independent" } },
    },
  );
  return { ...drawn, config: { ...theme, legend: { ...theme.legend, columns: 1 } } };
};

/** Estimators of the same order can coincide, so the second and third are dashed. */
const dashOf = (estimator: Estimator, members: readonly Estimator[]): readonly number[] => {
  const alike = members.filter(({ order }) => order === estimator.order);
  return (
    [
      [1, 0],
      [9, 5],
      [2, 5],
    ][alike.indexOf(estimator)] ?? [1, 0]
  );
};

const relativeError: Quantity = {
  column: "relative_error",
  title: "Relative error",
  scale: "log",
  domain: [1e-17, 10],
  tickCount: 6,
};

const dialTitle = (panel: string): string =>
  panel === others ? "Feedback γ or κ; λ for the others" : "Nudging strength λ";

const dialQuantity = ({ dial }: OrderConfig, title: string): Quantity => ({
  column: "value",
  title,
  scale: "log",
  domain: [Math.min(...dial), Math.max(...dial)],
  tickCount: 5,
});

const series = (members: readonly Estimator[], measured: (name: string) => string): Series => ({
  column: "estimator",
  title: "",
  members: members.map(({ name, order }) => ({
    name,
    label: `${name}: ${theoryText(order)}${measured(name)}`,
  })),
});
