import type { EnergyConfig } from "../../config/fields.ts";
import { colour, type Part, position, type Quantity, type Series } from "../../report/chart/channels.ts";
import { figure, meanBand, where } from "../../report/chart/chart.ts";
import {
  type ChartConfig,
  countText,
  inferenceSeries,
  setupText,
  spreadText,
} from "../../report/chart/setting.ts";
import { seriesColour } from "../../report/chart/theme.ts";
import { endedLine, endedSentences } from "../../report/ended.ts";
import { meanOf } from "../../report/found.ts";
import { percentInWords } from "../../report/numbers.ts";
import { lastBatch, runningText, runningWindow } from "../../report/running-mean.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { Rows, RowsByTable } from "../../rows/rows.ts";
import { learnerOf } from "../energy-choice.ts";

interface TrainingConfig extends ChartConfig {
  readonly energy: EnergyConfig;
  readonly lambda: number;
  readonly gamma: number;
  readonly training: { readonly batchSize: number; readonly learningRate: number };
}

const batch: Quantity = { column: "batch", title: "Batch", tickMinStep: 1 };
const mean: Quantity = { column: "mean", title: "Accuracy (fraction)", domain: [0, 1] };
const smooth: Quantity = { ...mean, column: "smooth" };
const difference: Quantity = { column: "difference", title: "Difference", tickCount: 3, format: "~g" };

/** Fig. 3B: accuracy on each batch before its update, for backprop and PC-Nudge from the same start. */
export const chart = (config: TrainingConfig, name: string, rows: RowsByTable = {}): ChartSpecification => {
  const learner = learnerOf(config);
  const window = runningWindow(lastBatch(rows.batches ?? []));
  const test = rows.test ?? [];
  const { batchSize, learningRate } = config.training;
  const runs = countText(config.seeds.length, "seed");
  const ended = endedSentences(rows.batches ?? [], inferenceSeries(config));
  const nudged = inferenceSeries(config).members.map((member) => ({
    ...member,
    label: `${learner.estimate}: ${member.label}`,
  }));
  const series: Series = {
    column: "series",
    title: "",
    members: [{ name: "backprop", label: "Backprop" }, ...nudged],
  };
  return figure(
    {
      name,
      title: `Training accuracy by batch${runningText(window)}`,
      subtitle: [
        setupText(config, learner.strength),
        `Batches of ${batchSize}, learning rate ${learningRate}, ${runs}`,
        "On each batch, before its update. Dots: mean over seeds. Lines: its running mean.",
        ...endedLine(ended),
      ],
      description:
        "Two line charts against the batch. Above: accuracy on each batch before its update, mean over " +
        `${runs}, raw and as a running mean of ${window} batches, for backprop and for ${learner.estimate} with each inference. ` +
        `Below: the accuracy of ${learner.estimate} minus that of backprop on the same batch and seed, mean and a band of one ` +
        "standard deviation; 0 throughout when the two train alike." +
        (test.length > 0 ? " On the right: accuracy on the test images after each epoch." : ""),
      found: [...foundOf(test, series), ...ended],
    },
    {
      transform: [nameSeries],
      vconcat: [
        {
          hconcat: [
            { width: test.length > 0 ? 500 : 640, height: 300, ...accuracyLayers(series, window) },
            ...(test.length > 0 ? [testPanel(name, series, test)] : []),
          ],
        },
        {
          width: test.length > 0 ? 500 : 640,
          height: 110,
          title: {
            text: `${learner.estimate} − backprop, same batch: ${spreadText(config, "seed")}`,
            fontSize: 15,
            offset: 8,
          },
          transform: differenceToBackprop,
          layer: [meanBand(batch, difference, series, { strokeWidth: 1 })],
        },
      ],
    },
  );
};

/** Backprop has no inference, so its line has the algorithm's name. */
const nameSeries: Part = {
  calculate: "datum.algorithm === 'backprop' ? 'backprop' : datum.inference",
  as: "series",
};

const testAccuracy = (rows: Rows, name: string): number | null => {
  const epoch = rows.reduce((last, row) => Math.max(last, Number(row.epoch)), 0);
  const condition = name === "backprop" ? { algorithm: name } : { inference: name };
  return meanOf(rows, { ...condition, epoch }, "accuracy");
};

const foundOf = (rows: Rows, { members }: Series): readonly string[] => {
  const found = members.flatMap(({ name, label }) => {
    const accuracy = testAccuracy(rows, name);
    return accuracy === null ? [] : [`${label} ${percentInWords(accuracy, 3)}`];
  });
  return found.length === 0 ? [] : [`Accuracy on the test images at the end: ${found.join("; ")}.`];
};

/** What each algorithm has learnt: mean and deviation of its accuracy on the test images, with the number. */
const testPanel = (name: string, series: Series, rows: Rows): Part => {
  const epochs = [...new Set(rows.map(({ epoch }) => Number(epoch)))].sort((a, b) => a - b);
  const accuracy: Quantity = { column: "accuracy", title: "", domain: [0, 1] };
  const epoch: Quantity = {
    column: "epoch",
    title: "Epoch",
    domain: [0, epochs.at(-1)! + 1],
    tickMinStep: 1,
  };
  return {
    width: 110,
    height: 300,
    title: { text: "Test images", fontSize: 15, offset: 8 },
    data: { url: `${name}-test.csv` },
    transform: [nameSeries],
    layer: [
      ...series.members.map(({ name: member }, index) =>
        where(
          { series: member },
          meanBand(epoch, accuracy, series, { type: "point", size: 110 - 35 * index }),
        ),
      ),
      ...series.members.flatMap(({ name: member }, index) => {
        const value = testAccuracy(rows, member);
        if (value === null) return [];
        return [
          {
            data: { values: [{ label: percentInWords(value, 3) }] },
            mark: {
              type: "text",
              align: "center",
              x: 55,
              y: 215 + 22 * index,
              color: seriesColour(member),
              fontSize: 15,
            },
            encoding: { text: { field: "label", type: "nominal" } },
          },
        ];
      }),
    ],
  };
};

/** Backprop is the widest line and lies below, so that lines which coincide with it can be seen to. */
const accuracyLayers = (series: Series, window: number): Part => {
  const half = (window - 1) / 2;
  const encoding = (y: Quantity) => ({
    x: position({ ...batch, title: "" }),
    y: position(y),
    color: colour(series),
  });
  return {
    transform: [
      { aggregate: [{ op: "mean", field: "accuracy", as: "mean" }], groupby: ["series", "batch"] },
      {
        window: [{ op: "mean", field: "mean", as: "smooth" }],
        frame: [-half, half],
        sort: [{ field: "batch" }],
        groupby: ["series"],
      },
    ],
    layer: [
      { mark: { type: "point", size: 5, opacity: 0.45 }, encoding: encoding(mean) },
      ...series.members.map(({ name }, index) =>
        where(
          { series: name },
          { mark: { type: "line", strokeWidth: Math.max(5 - 1.5 * index, 2) }, encoding: encoding(smooth) },
        ),
      ),
    ],
  };
};

const differenceToBackprop: readonly Part[] = [
  { calculate: "datum.series === 'backprop' ? datum.accuracy : null", as: "reference" },
  { joinaggregate: [{ op: "max", field: "reference", as: "reference" }], groupby: ["seed", "batch"] },
  { filter: "datum.series !== 'backprop' && isValid(datum.reference)" },
  { calculate: "datum.accuracy - datum.reference", as: "difference" },
];
