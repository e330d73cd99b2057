import { estimatorNamed } from "../../gradient/registry.ts";
import { colour, type Part, position, type Quantity, type Series } from "../../report/chart/channels.ts";
import { figure, meanBand, referenceLine } from "../../report/chart/chart.ts";
import { countText, setupText, spreadText } from "../../report/chart/setting.ts";
import { endedSentences } from "../../report/ended.ts";
import { rangeOf, sentence } from "../../report/found.ts";
import { numberInWords } from "../../report/numbers.ts";
import { lastBatch, runningText, runningWindow } from "../../report/running-mean.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { RowsByTable } from "../../rows/rows.ts";
import type { TrainCompareConfig } from "./config.ts";

const batchOf = (last: number): Quantity => ({
  column: "batch",
  title: "Batch",
  tickMinStep: 1,
  domain: [0, last],
});
const accuracy: Quantity = { column: "mean", title: "Accuracy (fraction)", domain: [0, 1] };
/** What is exact to rounding lies below the frame. */
const deviation: Quantity = {
  column: "deviation",
  title: "1 − cosine",
  scale: "log",
  domain: [1e-7, 2],
  tickCount: 6,
};
const passes: Quantity = {
  column: "passes",
  title: "Passes a batch",
  scale: "log",
  tickCount: 4,
  format: "~g",
};

/** What has no limit in which it becomes the gradient is grey: the other end of the yardstick. */
const greys = ["#6e6e6e", "#b0b0b0"];

const membersOf = (algorithms: readonly string[]): Series["members"] => {
  const controls = algorithms.filter((name) => {
    const { order, dial } = estimatorNamed(name);
    return order === 0 && dial === null;
  });
  return algorithms.map((name) => {
    const grey = greys[controls.indexOf(name)];
    return { name, label: estimatorNamed(name).label, ...(grey !== undefined && { colour: grey }) };
  });
};

/** Accuracy, distance from the true gradient and cost of each algorithm, batch by batch. */
export const chart = (
  config: TrainCompareConfig,
  name: string,
  rows: RowsByTable = {},
): ChartSpecification => {
  const last = lastBatch(rows.batches ?? []);
  const window = runningWindow(last);
  const batch = batchOf(last);
  const { lambda, gamma, algorithms, training, cosineEvery } = config;
  const series: Series = {
    column: "algorithm",
    title: "",
    members: membersOf(algorithms),
  };
  const setting = { ...config, alongside: "none" };
  const runs = countText(config.seeds.length, "seed");
  return figure(
    {
      name,
      title: `The algorithms train side by side: accuracy${runningText(window)}`,
      subtitle: [
        setupText(setting, `λ = ${lambda}`, `γ = ${gamma}`),
        `Batches of ${training.batchSize}, learning rate ${training.learningRate}, ${runs}`,
        `Accuracy of the free phase on each batch, before its update.${window > 1 ? " Dots: mean over seeds. Lines: its running mean." : ""}`,
      ],
      description:
        "Three charts against the batch, with a colour for each algorithm. Above: accuracy of the network's free phase on " +
        `each batch before its update, mean over ${runs}, raw${window > 1 ? ` and as a running mean of ${window} batches` : ""}. In the middle, ` +
        "on a logarithmic axis: 1 minus the cosine of the angle between the estimate and the true gradient of its own " +
        `network, every ${cosineEvery} batches; those of the first step are below the frame. Below, on a logarithmic axis: the cost of a batch in passes forward or ` +
        "back through all layers, of which backprop needs two.",
      found: [
        ...series.members.flatMap(({ name: algorithm, label }) =>
          sentence(
            [rangeOf(rows.batches ?? [], { algorithm }, "cosine")?.[0] ?? null],
            (least) => `${label}: least cosine ${numberInWords(least!, 4)}.`,
          ),
        ),
        ...endedSentences(rows.batches ?? [], series),
      ],
    },
    {
      vconcat: [
        { width: 640, height: 280, ...accuracyLayers(series, batch, window) },
        {
          width: 640,
          height: 180,
          title: {
            text: `Distance from the true gradient: ${spreadText(setting, "seed")}; exact ones lie below the frame`,
            fontSize: 15,
            offset: 8,
          },
          transform: [{ calculate: "isValid(datum.cosine) ? 1 - datum.cosine : null", as: "deviation" }],
          layer: [
            meanBand({ ...batch, title: "" }, deviation, series, { point: { size: 25 }, strokeWidth: 1.5 }),
            referenceLine(deviation, 0.001, "1 − 0.999"),
          ],
        },
        {
          width: 640,
          height: 140,
          title: { text: `Cost: ${spreadText(setting, "seed")}`, fontSize: 15, offset: 8 },
          layer: [
            meanBand(batch, passes, series, { strokeWidth: 1.5 }),
            referenceLine(passes, 2, "backprop"),
          ],
        },
      ],
    },
  );
};

/** Earlier algorithms are wider lines and lie below, so that lines which coincide with them can be seen to. */
const accuracyLayers = (series: Series, batch: Quantity, window: number): Part => {
  const half = (window - 1) / 2;
  const encoding = (column: string) => ({
    x: position({ ...batch, title: "" }),
    y: position({ ...accuracy, column }),
    color: colour(series),
  });
  return {
    transform: [
      { aggregate: [{ op: "mean", field: "accuracy", as: "mean" }], groupby: ["algorithm", "batch"] },
      {
        window: [{ op: "mean", field: "mean", as: "smooth" }],
        frame: [-half, half],
        sort: [{ field: "batch" }],
        groupby: ["algorithm"],
      },
    ],
    layer: [
      ...(window > 1
        ? [{ mark: { type: "point", size: 5, opacity: 0.45 }, encoding: encoding("mean") }]
        : []),
      ...series.members.map(({ name }, index) => ({
        transform: [{ filter: `datum.algorithm === ${JSON.stringify(name)}` }],
        mark: { type: "line", strokeWidth: Math.max(6 - 1.5 * index, 2) },
        encoding: encoding("smooth"),
      })),
    ],
  };
};
