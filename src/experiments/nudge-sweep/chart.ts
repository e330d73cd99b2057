import type { Quantity } from "../../report/channels.ts";
import { figure, meanBand } from "../../report/chart.ts";
import { type ChartConfig, inferenceSeries, setupText, spreadText } from "../../report/setting.ts";
import type { ChartSpecification } from "../../rows/chart.ts";

const strength: Quantity = { column: "lambda", title: "Nudging strength λ (dimensionless)" };
const distance: Quantity = {
  column: "gradient_distance",
  title: "‖estimate − backprop gradient‖₂ (dimensionless)",
};

/** Fig. 3A: the distance of the PC-Nudge estimate from the backprop gradient against λ, mean ± 1 sd over seeds. */
export function chart(config: ChartConfig, name: string): ChartSpecification {
  const spread = spreadText(config, "initialisation");
  return figure(
    {
      name,
      title: "Distance of the PC-Nudge gradient from backprop against λ",
      subtitle: [setupText(config), `One image, ${spread}`],
      description:
        "Line chart. Across: nudging strength λ. Up: Euclidean distance between the PC-Nudge estimate and the " +
        `backprop gradient over all weights and biases, ${spread}, one line for each inference. A line that passes ` +
        "through the origin converges to backprop as λ vanishes; one that meets the vertical axis above it does not.",
    },
    { width: 640, height: 400, ...meanBand(strength, distance, inferenceSeries(config), { point: true }) },
  );
}
