import { colour, type Part, position, type Quantity, type Series } from "../../report/channels.ts";
import { figure, meanBand, where } from "../../report/chart.ts";
import { type ChartConfig, countText, inferenceSeries, setupText, spreadText } from "../../report/setting.ts";
import type { ChartSpecification } from "../../rows/chart.ts";

interface TrainingConfig extends ChartConfig {
  readonly lambda: number;
  readonly training: { readonly batchSize: number; readonly learningRate: number };
}

/** Batches in the window of the running mean; odd, so that it has a middle. */
const window = 25;

const batch: Quantity = { column: "batch", title: "Batch", tickMinStep: 1 };
const mean: Quantity = { column: "mean", title: "Accuracy (fraction)", domain: [0, 1] };
const smooth: Quantity = { ...mean, column: "smooth" };
const difference: Quantity = { column: "difference", title: "Difference", tickCount: 3 };

/** Fig. 3B: accuracy on each batch before its update, for backprop and PC-Nudge from the same start. */
export function chart(config: TrainingConfig, name: string): ChartSpecification {
  const { batchSize, learningRate } = config.training;
  const runs = countText(config.seeds.length, "seed");
  const nudged = inferenceSeries(config).members.map((member) => ({
    ...member,
    label: `PC-Nudge: ${member.label}`,
  }));
  const series: Series = {
    column: "series",
    title: "",
    members: [{ name: "backprop", label: "Backprop" }, ...nudged],
  };
  return figure(
    {
      name,
      title: `Training accuracy by batch, running mean of ${window} batches`,
      subtitle: [
        setupText(config, `λ = ${config.lambda}`),
        `Batches of ${batchSize}, learning rate ${learningRate}, ${runs}`,
        "On each batch, before its update. Faint: mean over seeds. Strong: its running mean.",
      ],
      description:
        "Two line charts against the batch. Above: accuracy on each batch before its update, mean over " +
        `${runs}, raw and as a running mean of ${window} batches, for backprop and for PC-Nudge with each inference. ` +
        "Below: the accuracy of PC-Nudge minus that of backprop on the same batch and seed, mean and a band of one " +
        "standard deviation; 0 throughout when the two train alike.",
    },
    {
      // Backprop has no inference, so its line has the algorithm's name.
      transform: [
        { calculate: "datum.algorithm === 'backprop' ? 'backprop' : datum.inference", as: "series" },
      ],
      vconcat: [
        { width: 640, height: 300, ...accuracyLayers(series) },
        {
          width: 640,
          height: 110,
          title: {
            text: `PC-Nudge − backprop, same batch: ${spreadText(config, "seed")}`,
            fontSize: 15,
            offset: 8,
          },
          transform: differenceToBackprop,
          layer: [meanBand(batch, difference, series, { strokeWidth: 1 })],
        },
      ],
    },
  );
}

/** Backprop is the widest line and lies below, so that lines which coincide with it can be seen to. */
function accuracyLayers(series: Series): Part {
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
      { mark: { type: "line", strokeWidth: 1, opacity: 0.25 }, encoding: encoding(mean) },
      ...series.members.map(({ name }, index) =>
        where(
          { series: name },
          { mark: { type: "line", strokeWidth: Math.max(7 - 2.5 * index, 1.5) }, encoding: encoding(smooth) },
        ),
      ),
    ],
  };
}

const differenceToBackprop: readonly Part[] = [
  { calculate: "datum.series === 'backprop' ? datum.accuracy : null", as: "reference" },
  { joinaggregate: [{ op: "max", field: "reference", as: "reference" }], groupby: ["seed", "batch"] },
  { filter: "datum.series !== 'backprop' && isValid(datum.reference)" },
  { calculate: "datum.accuracy - datum.reference", as: "difference" },
];
