import type { Quantity } from "../../report/channels.ts";
import { figure, individualLines, where } from "../../report/chart.ts";
import { type ChartConfig, countText, inferenceSeries, setupText } from "../../report/setting.ts";
import { seriesColour } from "../../report/theme.ts";
import type { ChartSpecification } from "../../rows/chart.ts";

const displacement: Quantity = {
  column: "equilibrium_distance",
  title: "Σ ‖x − x̄‖₂ over hidden layers (dimensionless)",
};
const distance: Quantity = {
  column: "gradient_distance",
  title: "‖estimate − backprop gradient‖₂ (dimensionless)",
};

/** Fig. 2C: distance of the estimate from the backprop gradient against that of the state from the free phase. */
export function chart(
  config: ChartConfig & { readonly lambda: readonly number[] },
  name: string,
): ChartSpecification {
  const { lambda, seeds } = config;
  const { members } = inferenceSeries(config);
  const lines = `a line for each of ${countText(seeds.length, "initialisation")}`;
  return figure(
    {
      name,
      title: "Gradient distance against distance between the equilibria",
      subtitle: [
        setupText(config),
        `One image, ${lines}, a dot for each λ from ${Math.min(...lambda)} to ${Math.max(...lambda)}`,
      ],
      description:
        "Line charts side by side, one for each inference, with the same axes. Across: Euclidean distance of the " +
        "relaxed state from the free phase, summed over the hidden layers. Up: Euclidean distance between the " +
        `estimated and the backprop gradient. There is ${lines}, through the values of λ. At the equilibrium the ` +
        "lines set out from the origin; a truncated inference shifts them up.",
    },
    {
      hconcat: members.map(({ name: inference, label }, index) => {
        const colour = seriesColour(inference);
        const up = { ...distance, title: index === 0 ? distance.title : "" };
        return {
          width: members.length > 1 ? 360 : 640,
          height: 400,
          title: { text: label, fontSize: 15, offset: 8, color: colour },
          ...where({ inference }, individualLines(displacement, up, "seed", "lambda", colour)),
        };
      }),
      resolve: { scale: { x: "shared", y: "shared" } },
    },
  );
}
