import type { Part, Quantity, Series } from "../../report/chart/channels.ts";
import { figure, meanBand, referenceLine, where } from "../../report/chart/chart.ts";
import { countText, spreadText } from "../../report/chart/setting.ts";
import { endedLine, endedText } from "../../report/ended.ts";
import { meanOf, sentence } from "../../report/found.ts";
import { numberInWords } from "../../report/numbers.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { RowsByTable } from "../../rows/rows.ts";
import type { TargetAlignmentConfig } from "./config.ts";

const strength: Quantity = { column: "lambda", title: "Nudging strength λ", scale: "log", nice: false };
const advantage: Quantity = { column: "advantage", title: "Advantage over backprop", zero: false };
const aligned: Quantity = { column: "alignment", title: "Alignment of PC", zero: false };
const departure: Quantity = { column: "departure", title: "1 − cosine with backprop", scale: "log" };

const looks: Readonly<Record<string, Part>> = {
  trained: { strokeDash: [1, 0], point: true },
  initialisation: { strokeDash: [7, 5], point: true },
};
const momentText: Readonly<Record<string, string>> = {
  trained: "full lines: after training by backprop",
  initialisation: "dashed: at initialisation",
};

/**
 * A column for each width, a colour for each number of hidden layers, full lines after training and dashed ones before, all against λ: how much
 * better the output's motion is aligned with the target than under backprop, that alignment itself, and how far the estimate is from backprop.
 */
export const chart = (
  config: TargetAlignmentConfig,
  name: string,
  rows: RowsByTable = {},
): ChartSpecification => {
  const { depths, widths, moments, activation, initialisation, loss, samples, lambda, precision } = config;
  const byDepth: Series = {
    column: "depth",
    title: "hidden layers",
    members: depths.map((depth) => ({ name: String(depth), label: String(depth) })),
  };
  const alignments = rows.alignments ?? [];
  // A logarithmic axis has no limits of its own where there is nothing to draw.
  const limits = alignments.some(({ cosine }) => typeof cosine === "number" && cosine < 1)
    ? {}
    : { domain: [0.1, 1] as const };
  const positive = lambda.filter((value) => value > 0);
  const across: Quantity = { ...strength, domain: [Math.min(...positive), Math.max(...positive)] };
  const panel = (width: number, up: Quantity, first: boolean, more: readonly Part[] = []): Part => ({
    width: 250,
    height: 210,
    layer: [
      ...moments.map((moment) =>
        where(
          { width: String(width), moment },
          meanBand(across, { ...up, title: first ? up.title : "" }, byDepth, looks[moment]),
        ),
      ),
      ...more,
    ],
  });
  const row = (of: (width: number, column: number) => Part): Part => ({
    hconcat: widths.map(of),
    resolve: { scale: { y: "shared" } },
  });
  const lastWidth = widths.length - 1;
  const wide = (width: number): string => countText(width, "unit");
  const found = moments.flatMap((moment) =>
    depths.flatMap((depth) =>
      widths.flatMap((width) =>
        sentence(
          [meanOf(alignments, { depth, width, moment, lambda: 1 }, "advantage")],
          (mean) =>
            `${depth} × ${width}, ${moment === "trained" ? "trained" : "at initialisation"}: ${numberInWords(mean!, 2)} at λ = 1.`,
        ),
      ),
    ),
  );
  const ends = endedText(rows.samples ?? []);
  return figure(
    {
      name,
      title: "Where not being backprop is an advantage",
      subtitle: [
        `${activation} networks · ${initialisation} · ${loss.replaceAll("-", " ")}${precision === "float32" ? " · float32" : ""}`,
        `${countText(samples, "image")}, each moving the network alone; ${spreadText(config, "network")}`,
        ...(moments.length > 0 ? [moments.map((moment) => momentText[moment]!).join("; ")] : []),
        ...endedLine(ends === "" ? [] : [`${ends}.`]),
      ],
      description:
        `Three rows of line charts against the nudging strength, a column for each of ${widths.length} widths, a colour for each number of hidden ` +
        "layers. Above: by how much the cosine between the motion of the output and the way to its target is larger for predictive coding at its " +
        "equilibrium than for backprop; 0 is backprop. In the middle: that cosine itself. Below, on a logarithmic axis: one minus the cosine of the " +
        "estimate with backprop. Towards the left the estimate becomes backprop; λ = 1 is the ordinary clamped network.",
      found,
    },
    {
      transform: [{ calculate: "isValid(datum.cosine) ? 1 - datum.cosine : null", as: "departure" }],
      vconcat: [
        row((width, column) => ({
          title: { text: wide(width), fontSize: 15, offset: 8 },
          ...panel(width, advantage, column === 0, [
            referenceLine(advantage, 0, column === lastWidth ? "backprop" : ""),
          ]),
        })),
        row((width, column) => panel(width, aligned, column === 0)),
        row((width, column) => panel(width, { ...departure, ...limits }, column === 0)),
      ],
      resolve: { scale: { color: "shared" } },
    },
  );
};
