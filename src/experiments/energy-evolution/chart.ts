import type { Quantity, Series } from "../../report/channels.ts";
import { figure, meanBand, meanRule, where } from "../../report/chart.ts";
import { type ChartConfig, dashedText, setupText, shownSolvers, spreadText } from "../../report/setting.ts";
import type { ChartSpecification } from "../../rows/chart.ts";

const step: Quantity = { column: "step", title: "Inference step", tickMinStep: 1 };
const energy: Quantity = { column: "value", title: "Energy (dimensionless)" };
const components: Series = {
  column: "component",
  title: "",
  members: [
    { name: "total", label: "total, I + λL" },
    { name: "supervised", label: "supervised, λL" },
    { name: "internal", label: "internal, I" },
  ],
};

/** Fig. 2A: the energies at each step of the stated inference; dashed, what they are at the equilibrium. */
export function chart(config: ChartConfig & { readonly lambda: number }, name: string): ChartSpecification {
  const [stated, beside] = shownSolvers(config);
  return figure(
    {
      name,
      title: "Energies during inference, from the free phase",
      subtitle: [
        setupText(config, `λ = ${config.lambda}`),
        `One image, ${spreadText(config, "initialisation")}`,
        dashedText(config),
      ],
      description:
        "Line chart. Across: inference steps from the free phase. Up: energy. Three lines: the internal energy, " +
        "which starts at 0, the supervised loss times λ, and their sum, the total, which starts with the slope of " +
        "the supervised one. Dashed level lines: the same energies at the equilibrium.",
    },
    {
      width: 640,
      height: 400,
      layer: [
        ...(beside
          ? [where({ inference: beside }, meanRule(energy, components, { strokeDash: [7, 5] }))]
          : []),
        where({ inference: stated! }, meanBand(step, energy, components)),
      ],
    },
  );
}
