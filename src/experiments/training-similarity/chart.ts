import type { Quantity } from "../../report/channels.ts";
import { figure, meanBand, meanDots, referenceLine } from "../../report/chart.ts";
import { type ChartConfig, inferenceSeries, setupText, spreadText } from "../../report/setting.ts";
import type { ChartSpecification } from "../../rows/chart.ts";

interface TrainingConfig extends ChartConfig {
  readonly lambda: number;
  readonly training: { readonly batchSize: number; readonly learningRate: number };
}

/** "It never goes below 0.999" (Fig. 3C). */
const bound = 0.999;

const batch: Quantity = { column: "batch", title: "Batch", tickMinStep: 1 };
const cosine: Quantity = { column: "cosine", title: "Cosine (dimensionless)", zero: false, tickCount: 5 };
const deviation: Quantity = {
  column: "deviation",
  title: "1 − cosine (dimensionless)",
  scale: "log",
  format: ".0e",
  tickCount: 6,
};

/** Fig. 3C: cosine of the PC-Nudge estimate with the backprop gradient of its own network, as it trains. */
export function chart(config: TrainingConfig, name: string): ChartSpecification {
  const { batchSize, learningRate } = config.training;
  const series = inferenceSeries(config);
  const spread = spreadText(config, "seed");
  const size = { width: 640, height: 220 };
  return figure(
    {
      name,
      title: "Cosine of PC-Nudge and backprop gradients during training",
      subtitle: [
        setupText(config, `λ = ${config.lambda}`),
        `Batches of ${batchSize}, learning rate ${learningRate}`,
        `All parameters as one vector, ${spread}. Dotted: the paper's bound, ${bound}.`,
      ],
      description:
        "Two charts against the batch, with a series for each inference. Above, a line and a band: the cosine of " +
        "the angle between the PC-Nudge estimate and the backprop gradient of the same network, all parameters as " +
        `one vector, ${spread}, with a level line at the paper's bound of ${bound}. Below, a dot for each batch: the ` +
        "mean of 1 − cosine on a logarithmic axis, where smaller is closer to backprop; a batch whose mean cosine is " +
        "1 to the last digit has no place on it.",
    },
    {
      vconcat: [
        {
          ...size,
          layer: [
            meanBand({ ...batch, title: "" }, cosine, series, { strokeWidth: 1.5 }),
            referenceLine(cosine, bound, String(bound)),
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
}
