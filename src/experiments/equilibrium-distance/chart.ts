import type { EnergyConfig } from "../../config/fields.ts";
import { type Part, position, type Quantity } from "../../report/chart/channels.ts";
import { figure, where } from "../../report/chart/chart.ts";
import { endMarksText } from "../../report/chart/end-marks.ts";
import {
  type ChartConfig,
  countText,
  imagesText,
  inferenceSeries,
  setupText,
} from "../../report/chart/setting.ts";
import { seriesColour } from "../../report/chart/theme.ts";
import { endedLine, endedSentences } from "../../report/ended.ts";
import { rangeOf, sentence } from "../../report/found.ts";
import { numberInWords } from "../../report/numbers.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { Rows, RowsByTable } from "../../rows/rows.ts";
import { energyWords } from "../energy-choice.ts";

const displacement: Quantity = {
  column: "equilibrium_distance",
  title: "Σ ‖x − x̄‖₂ over hidden layers",
};
const distanceTo = (truth: string): Quantity => ({
  column: "gradient_distance",
  title: `‖estimate − ${truth} gradient‖₂`,
});

/** The corner that is enlarged below: both axes up to here. */
const corner = 0.25;
/** Up to so many times an axis's end something of a dot lies in the corner. */
const reach = 1.05;

/** Fig. 2C: distance of the estimate from the backprop gradient against that of the state from the free phase. */
export const chart = (
  config: ChartConfig & { readonly energy: EnergyConfig; readonly lambda: readonly number[] },
  name: string,
  rows: RowsByTable = {},
): ChartSpecification => {
  const { lambda, seeds } = config;
  const { truth } = energyWords(config.energy);
  const distance = distanceTo(truth);
  const series = inferenceSeries(config);
  const { members } = series;
  const ended = endedSentences(rows.nudges ?? [], series);
  const lines = `a line for each of ${countText(seeds.length, "initialisation")}`;
  const width = members.length > 1 ? 360 : 640;
  const panels = (enlarged: boolean): readonly Part[] =>
    members.map(({ name: inference, label }, index) => {
      const domain: Pick<Quantity, "domain"> = enlarged ? { domain: [0, corner] } : {};
      const title = enlarged ? "the corner at the origin, enlarged" : label;
      const up = { ...distance, ...domain, title: index === 0 ? distance.title : "" };
      return {
        width,
        height: enlarged ? 240 : 380,
        title: {
          text: title,
          fontSize: enlarged ? 13 : 15,
          offset: 8,
          ...(!enlarged && { color: seriesColour(inference) }),
        },
        ...where({ inference }, ...paths({ ...displacement, ...domain }, up, lambda)),
      };
    });
  return figure(
    {
      name,
      title: "Gradient distance against distance between the equilibria",
      subtitle: [
        setupText(config),
        `${imagesText(config)}, ${lines}, a dot for each λ from ${Math.min(...lambda)} to ${Math.max(...lambda)}`,
        "Triangles: units have changed sides since the free phase, which bends the line. Diamonds: one rests on its kink.",
        ...endMarksText(rows.nudges ?? []),
        ...endedLine(ended),
      ],
      description:
        "Line charts side by side, one for each inference, with the same axes; below, their corners at the origin. " +
        "Across: Euclidean distance of the relaxed state from the free phase, summed over the hidden layers. Up: " +
        `Euclidean distance between the estimated and the ${truth} gradient. There is ${lines}, through the values ` +
        "of λ, which are the colours of the dots.",
      found: [
        ...members.flatMap(({ name: inference, label }) => {
          const least = Math.min(...lambda);
          const condition = { inference, lambda: least };
          return sentence(
            [...(rangeOf(rows.nudges ?? [], condition, "gradient_distance") ?? [null, null])],
            (low, high) =>
              `${label}: at λ = ${least} the gradients are ${numberInWords(low!)} to ${numberInWords(high!)} apart.`,
          );
        }),
        ...members.flatMap(({ name: inference, label }) => sidesText(rows.nudges ?? [], inference, label)),
        ...ended,
      ],
    },
    {
      vconcat: [
        { hconcat: panels(false), resolve: { scale: { x: "shared", y: "shared" } } },
        { hconcat: panels(true), resolve: { scale: { x: "shared", y: "shared" } } },
      ],
      resolve: { scale: { color: "shared" } },
    },
  );
};

/** At which λ units begin to change sides, and how many have at the largest. */
const sidesText = (rows: Rows, inference: string, label: string): readonly string[] => {
  const own = rows.filter((row) => row.inference === inference && typeof row.sides_changed === "number");
  const changed = own.filter(({ sides_changed: count }) => Number(count) > 0);
  if (own.length === 0) return [];
  if (changed.length === 0) return [`${label}: no unit changes sides.`];
  const first = Math.min(...changed.map(({ lambda }) => Number(lambda)));
  const last = Math.max(...own.map(({ lambda }) => Number(lambda)));
  const counts = own.filter(({ lambda }) => lambda === last).map(({ sides_changed: count }) => Number(count));
  return [
    `${label}: units change sides from λ = ${first} on; at λ = ${last} ${Math.min(...counts)} to ${Math.max(...counts)} have.`,
  ];
};

/** The column of what a seed has at its next λ. */
const after = (column: string): string => `next_${column}`;

/** Leaves out of an enlarged corner what lies beyond it: cut off, it took a renderer most of the picture's time and memory. */
const withinReach = (
  axes: readonly Quantity[],
  place: (column: string) => string,
): readonly { readonly filter: string }[] =>
  axes.flatMap(({ column, domain }) =>
    domain === undefined ? [] : [{ filter: `${place(column)} <= ${reach * domain[1]}` }],
  );

/** A grey line a seed through its values of λ, and a dot of λ's colour at each; its shape says what its units do. */
const paths = (x: Quantity, y: Quantity, lambda: readonly number[]): readonly Part[] => {
  const clip = x.domain !== undefined;
  const places = { x: position(x), y: position(y) };
  return [
    {
      // A seed's line as a mark for each of its segments: all of a panel share one frame, and a frame takes the renderer a tenth of a second.
      transform: [
        {
          window: [x, y].map(({ column }) => ({ op: "lead", field: column, as: after(column) })),
          sort: [{ field: "lambda" }],
          groupby: ["seed"],
        },
        { filter: `isValid(datum.${after(x.column)})` },
        ...withinReach([x, y], (column) => `min(datum.${column}, datum.${after(column)})`),
      ],
      mark: { type: "rule", color: "#8c8c8c", strokeWidth: 1.2, strokeCap: "round", clip },
      encoding: { ...places, x2: { field: after(x.column) }, y2: { field: after(y.column) } },
    },
    {
      transform: [
        ...withinReach([x, y], (column) => `datum.${column}`),
        {
          calculate:
            "datum.outcome === 'kink' ? 'kink' : indexof(['saddle', 'not-arrived', 'rounding'], datum.outcome) >= 0 ? 'doubtful' : " +
            "datum.sides_changed > 0 ? 'changed' : 'smooth'",
          as: "place",
        },
      ],
      mark: { type: "point", filled: true, stroke: "#333333", strokeWidth: 0.5, clip },
      encoding: {
        ...places,
        fill: {
          field: "lambda",
          type: "quantitative",
          title: "λ",
          scale: { domain: [Math.min(...lambda), Math.max(...lambda)], scheme: "viridis" },
          legend: { gradientLength: 260, format: "~g", offset: 16 },
        },
        shape: {
          field: "place",
          type: "nominal",
          scale: {
            domain: ["smooth", "changed", "kink", "doubtful"],
            range: ["circle", "triangle-up", "diamond", "square"],
          },
          legend: null,
        },
        size: { condition: { test: "datum.place !== 'smooth'", value: 90 }, value: 38 },
        tooltip: [
          "seed",
          "lambda",
          "equilibrium_distance",
          "gradient_distance",
          "sides_changed",
          "outcome",
        ].map((field) => ({ field, type: "nominal" })),
      },
    },
  ];
};
