import type { EnergyConfig } from "../../config/fields.ts";
import type { Part, Quantity } from "../../report/chart/channels.ts";
import { figure, meanBand } from "../../report/chart/chart.ts";
import { endMarks, endMarksText } from "../../report/chart/end-marks.ts";
import {
  type ChartConfig,
  imagesText,
  inferenceSeries,
  setupText,
  shownSolvers,
  spreadText,
} from "../../report/chart/setting.ts";
import { seriesColour } from "../../report/chart/theme.ts";
import { endedLine, endedSentences } from "../../report/ended.ts";
import { meanOf } from "../../report/found.ts";
import { numberInWords, percentInWords } from "../../report/numbers.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { Rows, RowsByTable } from "../../rows/rows.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { energyWords } from "../energy-choice.ts";

const strength: Quantity = { column: "lambda", title: "Nudging strength λ" };
const distanceTo = (truth: string): Quantity => ({
  column: "gradient_distance",
  title: `‖estimate − ${truth} gradient‖₂`,
});
const relative: Quantity = {
  column: "relative_distance",
  title: "Relative error of the gradient",
  scale: "log",
  nice: false,
};

const decade: Quantity = { ...strength, scale: "log", nice: false };

/** λ up to here is small: the error of a converged estimate is in proportion to it. */
const small = 0.01;

/**
 * Fig. 3A: the distance of the PC-Nudge estimate from the backprop gradient against λ, mean ± 1 sd over seeds, as the
 * paper has it; before it, where there are rows down to small λ, the relative error on logarithmic axes.
 */
export const chart = (
  config: ChartConfig & { readonly energy: EnergyConfig },
  name: string,
  rows: RowsByTable = {},
): ChartSpecification => {
  const { estimate, truth } = energyWords(config.energy);
  const spread = spreadText(config, "initialisation");
  const series = inferenceSeries(config);
  const decades = rows.log ?? [];
  const distance = distanceTo(truth);
  const linear = {
    layer: [
      meanBand(strength, distance, series, { point: true }),
      ...endMarks(rows.nudges ?? [], strength, distance, series),
    ],
  };
  const limits = limitsOf(decades, config);
  const ended = endedSentences([...(rows.nudges ?? []), ...decades], series, ["inference", "seed", "lambda"]);
  return figure(
    {
      name,
      title: `Distance of the ${estimate} gradient from ${truth === "backprop" ? truth : "the implicit one"} against λ`,
      subtitle: [
        setupText(config),
        `${imagesText(config)}, ${spread}`,
        ...(limits.length > 0 ? ["Dotted: what each inference tends to as λ vanishes"] : []),
        ...endMarksText([...(rows.nudges ?? []), ...decades]),
        ...endedLine(ended),
      ],
      description:
        `${decades.length > 0 ? `Two line charts. On the left, logarithmic axes. Across: nudging strength λ. Up: relative error of the ${estimate} estimate. On the right` : "Line chart"}. Across: nudging strength λ. Up: Euclidean distance between the ${estimate} estimate and the ` +
        `${truth} gradient over all weights and biases, ${spread}, one line for each inference. A line that passes ` +
        `through the origin converges to ${truth === "backprop" ? truth : "it"} as λ vanishes; one that meets the vertical axis above it does not.`,
      found: [...limits.map(({ sentence }) => sentence), ...ended],
    },
    decades.length === 0
      ? { width: 640, height: 400, ...linear }
      : {
          hconcat: [
            {
              width: 520,
              height: 420,
              title: panelTitle("Relative error, down to small λ"),
              data: { url: `${name}-log.csv` },
              layer: [
                ...limits.map(({ layer }) => layer),
                meanBand(decade, relative, series, { point: true }),
                ...endMarks(decades, decade, relative, series),
              ],
            },
            { width: 300, height: 420, title: panelTitle("As in the paper"), ...linear },
          ],
        },
  );
};

const panelTitle = (text: string): Part => ({ text, fontSize: 15, offset: 8 });

interface Limit {
  readonly sentence: string;
  readonly layer: Part;
}

/** What each inference tends to as λ vanishes: a floor, or a straight line through the origin. */
const limitsOf = (rows: Rows, config: ChartConfig): readonly Limit[] =>
  shownSolvers(config).flatMap((inference) => {
    const own = rows.filter((row) => row.inference === inference);
    const means = meanBy(own, "lambda", relative.column).filter(([lambda]) => lambda <= small);
    const [first, last] = [means[0], means.at(-1)];
    if (first === undefined || last === undefined || first === last) return [];
    const label = inferenceSeries(config).members.find(({ name }) => name === inference)!.label;
    // A floor does not fall by half while λ falls to a tenth and less.
    return first[1] > last[1] / 2
      ? [floorOf(label, inference, first)]
      : [slopeOf(label, inference, first, meanOf(own, { lambda: first[0] }, relative.column)! / first[0])];
  });

type Point = readonly [lambda: number, error: number];

const floorOf = (label: string, inference: string, [lambda, error]: Point): Limit => ({
  sentence: `${label}: the relative error does not vanish with λ; at λ = ${lambda} it is ${percentInWords(error)}.`,
  layer: guide(
    [
      { lambda, error },
      { lambda: 1, error },
    ],
    `floor of ${percentInWords(error)}`,
    inference,
    -20,
  ),
});

const slopeOf = (label: string, inference: string, [lambda, error]: Point, slope: number): Limit => ({
  sentence: `${label}: the relative error vanishes in proportion to λ, as ${numberInWords(slope, 2)} λ; at λ = ${lambda} it is ${numberInWords(error, 2)}.`,
  layer: guide(
    [
      { lambda, error },
      { lambda: 1, error: slope },
    ],
    `${numberInWords(slope, 2)} λ: slope 1`,
    inference,
    22,
  ),
});

/** A dotted line through two points, with its name beside its middle. */
const guide = (
  ends: readonly { readonly lambda: number; readonly error: number }[],
  text: string,
  inference: string,
  dy: number,
): Part => {
  // A decade into it, where the other line is far.
  const [first] = ends as readonly [{ readonly lambda: number; readonly error: number }];
  const steep = ends[1]!.error !== first.error;
  const middle = { lambda: 10 * first.lambda, error: steep ? 10 * first.error : first.error };
  const scaled = {
    x: { field: "lambda", type: "quantitative" },
    y: { field: "error", type: "quantitative" },
  };
  const colour = seriesColour(inference);
  return {
    layer: [
      {
        data: { values: ends },
        mark: { type: "line", strokeDash: [2, 4], strokeWidth: 2, color: colour },
        encoding: scaled,
      },
      {
        data: { values: [middle] },
        mark: { type: "text", text, color: colour, fontSize: 15, align: "left", dx: steep ? 14 : 0, dy },
        encoding: scaled,
      },
    ],
  };
};
