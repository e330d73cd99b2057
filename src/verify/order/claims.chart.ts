import type { Part } from "../../report/chart/channels.ts";
import { figure } from "../../report/chart/chart.ts";
import { referenceColour, seriesColour, theme } from "../../report/chart/theme.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { Rows } from "../../rows/rows.ts";

/** An exponent of the table of verdicts. */
interface Exponent {
  readonly order: string;
  readonly theory: number;
}

const isNumber = (value: unknown): value is number => typeof value === "number";

/** The exponents among the rows of the table, those of the lowest order first. */
const exponentsOf = (rows: Rows): readonly Exponent[] =>
  rows
    .flatMap(({ order, measured, low, high }): Exponent[] =>
      typeof order === "string" && isNumber(measured) && isNumber(low) && isNumber(high)
        ? [{ order, theory: Number(((low + high) / 2).toPrecision(6)) }]
        : [],
    )
    .toSorted((a, b) => a.theory - b.theory);

const rowHeight = 21;
const inside = { name: "yes", label: "in its window", colour: seriesColour("equilibrium") };
const outside = { name: "no", label: "not what was claimed", colour: seriesColour("euler") };

/** A row an exponent: a bar for the window, a stroke for what theory has, a dot for what was measured, and its number. */
const panel = (title: string, exponents: readonly Exponent[], domain: readonly [number, number]): Part => {
  const names = exponents.map(({ order }) => order);
  const y = {
    field: "order",
    type: "nominal",
    sort: names,
    title: null,
    axis: { labelLimit: 330, labelFontSize: 13, domain: false, ticks: false, grid: true, gridOpacity: 0.5 },
  };
  const x = (field: string): Part => ({
    field,
    type: "quantitative",
    title: "Exponent",
    scale: { domain, nice: false, zero: false },
    axis: { tickMinStep: 1, tickCount: domain[1] - domain[0] > 3 ? 9 : 3 },
  });
  const color = {
    field: "inside",
    type: "nominal",
    title: null,
    scale: { domain: [inside.name, outside.name], range: [inside.colour, outside.colour] },
    legend: {
      labelExpr: `datum.label === '${inside.name}' ? '${inside.label}' : '${outside.label}'`,
      orient: "bottom",
      symbolType: "circle",
    },
  };
  return {
    width: 300,
    height: rowHeight * names.length,
    title: { text: title, fontSize: 15, offset: 8 },
    transform: [
      { filter: { field: "order", oneOf: names } },
      { calculate: "(datum.low + datum.high) / 2", as: "theory" },
    ],
    layer: [
      {
        mark: { type: "bar", height: 13, color: referenceColour, opacity: 0.22 },
        encoding: { y, x: x("low"), x2: { field: "high" } },
      },
      {
        mark: { type: "tick", thickness: 1.5, size: 15, color: referenceColour },
        encoding: { y, x: x("theory") },
      },
      {
        mark: { type: "point", filled: true, opacity: 1, size: 75 },
        encoding: { y, x: x("measured"), color },
      },
      {
        mark: { type: "text", align: "left", x: "width", dx: 8, fontSize: 12 },
        encoding: {
          y,
          text: { field: "measured", type: "quantitative", format: ".3f" },
          // Not the scale: a legend has no symbol for what is text.
          color: {
            condition: { test: `datum.inside === '${inside.name}'`, value: inside.colour },
            value: outside.colour,
          },
        },
      },
    ],
  };
};

/** Whether there is an exponent to draw. */
export const hasOrders = (rows: Rows): boolean => exponentsOf(rows).length > 0;

/**
 * All orders in one picture: the exponent that was measured of each estimator and quantity beside what theory has, those of first order left,
 * all others right. `rows` are those of the table of verdicts, some of which must be exponents.
 */
export const claimsChart = (name: string, rows: Rows): ChartSpecification => {
  const exponents = exponentsOf(rows);
  const first = exponents.filter(({ theory }) => theory === 1);
  const others = exponents.filter(({ theory }) => theory !== 1);
  const panels = [
    ...(first.length > 0 ? [panel("First order", first, [-0.1, 1.25])] : []),
    ...(others.length > 0 ? [panel("Other orders", others, [-2.5, 6.5])] : []),
  ];
  const missed = rows.filter(({ order, inside: within }) => order !== null && within === "no");
  const chart = figure(
    {
      name,
      title: "Every order of the theory, measured",
      subtitle: [
        "How the error depends on λ, γ, κ, a distance, width N or depth L: error ∝ dialᵖ, p fitted",
        "Stroke: theory or claim. Bar: window that was declared. Dot: measured, of several networks the one that fits worst",
      ],
      description:
        `A row for each of ${exponents.length} exponents in two panels, those that should be 1 left and all others right, from −2 to 6. A stroke marks ` +
        "the exponent of the theory, a bar the window that was declared before, a dot what was measured, whose number stands at the end of the row.",
      found: [
        `${exponents.length - missed.length} of ${exponents.length} lie in their windows.`,
        ...missed.map(({ order, measured }) => `Not: ${order}, ${Number(measured).toFixed(2)}.`),
      ],
    },
    { hconcat: panels, spacing: 70, resolve: { scale: { color: "shared" } } },
  );
  return { ...chart, config: { ...theme, legend: { ...theme.legend, columns: 2 } } };
};
