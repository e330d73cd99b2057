import type { EnergyConfig } from "../../config/fields.ts";
import { type Part, position, type Quantity } from "../../report/chart/channels.ts";
import { figure, meanBand, meanDots, referenceLine } from "../../report/chart/chart.ts";
import { type ChartConfig, inferenceSeries, setupText, spreadText } from "../../report/chart/setting.ts";
import { seriesColour } from "../../report/chart/theme.ts";
import { endedLine, endedSentences } from "../../report/ended.ts";
import { rangeOf, sentence } from "../../report/found.ts";
import { numberInWords } from "../../report/numbers.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { RowsByTable } from "../../rows/rows.ts";
import { learnerOf } from "../energy-choice.ts";

interface TrainingConfig extends ChartConfig {
  readonly energy: EnergyConfig;
  readonly lambda: number;
  readonly gamma: number;
  readonly training: { readonly batchSize: number; readonly learningRate: number };
}

/** "It never goes below 0.999" (Fig. 3C). */
const bound = 0.999;

const batch: Quantity = { column: "batch", title: "Batch", tickMinStep: 1 };
// Room for the ring and the number of the least of all.
const cosine: Quantity = { column: "cosine", title: "Cosine", zero: false, padding: 14, tickCount: 5 };
const deviation: Quantity = {
  column: "deviation",
  title: "1 − cosine",
  scale: "log",
  tickCount: 6,
};

/** Fig. 3C: cosine of the PC-Nudge estimate with the backprop gradient of its own network, as it trains. */
export const chart = (config: TrainingConfig, name: string, rows: RowsByTable = {}): ChartSpecification => {
  const { estimate, truth, strength } = learnerOf(config);
  const { batchSize, learningRate } = config.training;
  const series = inferenceSeries(config);
  const spread = spreadText(config, "seed");
  const ended = endedSentences(rows.batches ?? [], series);
  const size = { width: 640, height: 220 };
  return figure(
    {
      name,
      title: `Cosine of ${estimate} and ${truth} gradients during training`,
      subtitle: [
        setupText(config, strength),
        `Batches of ${batchSize}, learning rate ${learningRate}, all parameters as one vector, ${spread}`,
        `Dotted: the paper's bound, ${bound}. Ringed: the least cosine of any seed and batch`,
        ...endedLine(ended),
      ],
      description:
        "Two charts against the batch, with a series for each inference. Above, a line and a band: the cosine of " +
        `the angle between the ${estimate} estimate and the ${truth} gradient of the same network, all parameters as ` +
        `one vector, ${spread}, with a level line at the paper's bound of ${bound}. Below, a dot for each batch: the ` +
        "mean of 1 − cosine on a logarithmic axis, where smaller is closer to backprop; a batch whose mean cosine is " +
        "1 to the last digit has no place on it.",
      found: [
        ...series.members.flatMap(({ name: inference, label }) =>
          sentence(
            [rangeOf(rows.batches ?? [], { inference }, "cosine")?.[0] ?? null],
            (least) =>
              `${label}: the least cosine over all batches and seeds is ${numberInWords(least!, 5)}.`,
          ),
        ),
        ...ended,
      ],
    },
    {
      vconcat: [
        {
          ...size,
          layer: [
            meanBand({ ...batch, title: "" }, cosine, series, { strokeWidth: 1.5 }),
            referenceLine(cosine, bound, String(bound)),
            ...series.members.map(({ name: inference }, index) => leastPoint(inference, index)),
          ],
        },
        {
          ...size,
          title: { text: "Distance from 1, a dot for each batch: mean over seeds", fontSize: 15, offset: 8 },
          transform: [{ calculate: "1 - datum.cosine", as: "deviation" }],
          layer: [
            meanDots(batch, deviation, series),
            referenceLine(deviation, Number((1 - bound).toPrecision(12)), `1 − ${bound}`),
          ],
        },
      ],
    },
  );
};

/** The least cosine of any seed at any batch, ringed and with its value. */
const leastPoint = (inference: string, index: number): Part => ({
  transform: [
    { filter: `datum.inference === ${JSON.stringify(inference)} && isValid(datum.cosine)` },
    { window: [{ op: "row_number", as: "place" }], sort: [{ field: "cosine" }, { field: "batch" }] },
    { filter: "datum.place === 1" },
  ],
  layer: [
    { mark: { type: "point", filled: false, size: 110, strokeWidth: 2, color: seriesColour(inference) } },
    {
      mark: {
        type: "text",
        align: index === 0 ? "right" : "left",
        dx: index === 0 ? -10 : 10,
        dy: index === 0 ? 1 : -4,
        color: seriesColour(inference),
        fontSize: 14,
      },
      encoding: { text: { field: "cosine", type: "quantitative", format: ".4f" } },
    },
  ],
  encoding: { x: position({ ...batch, title: "" }), y: position(cosine) },
});
