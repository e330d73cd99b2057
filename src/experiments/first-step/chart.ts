import { sizesOf } from "../../network/description/description.ts";
import { type Part, position, type Quantity, type Series } from "../../report/chart/channels.ts";
import { figure, meanBand, where } from "../../report/chart/chart.ts";
import { imagesText, setupText, spreadText } from "../../report/chart/setting.ts";
import { referenceColour } from "../../report/chart/theme.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { FirstStepConfig } from "./config.ts";

/** What is nearer to 1 than its last digit tells is drawn there: a logarithmic axis has no 0. */
const lastDigit = 1e-16;

const gap: Quantity = {
  column: "gap",
  title: "1 − cosine",
  scale: "log",
  domain: [lastDigit, 2],
  tickCount: 4,
};

const toGap: Part = {
  calculate: `isValid(datum.cosine) ? max(1 - datum.cosine, ${lastDigit}) : null`,
  as: "gap",
};

/** From below the smallest ratio that theory expects to above the largest. */
const ratioOf = ({ stepSize, network }: FirstStepConfig): Quantity => ({
  column: "ratio",
  title: "‖estimate‖ / ‖backprop‖",
  scale: "log",
  domain: [
    sizesOf(network)
      .slice(2)
      .reduce((power) => power * Math.min(...stepSize), 0.3),
    3,
  ],
  tickCount: 5,
});

/** The wave of errors: how strong each layer's estimate is at each step, and how well it points along backprop. */
export const chart = (config: FirstStepConfig, name: string): ChartSpecification => {
  const { network, lambda, stepSize: sizes, steps } = config;
  const depth = sizesOf(network).length - 1;
  const layers: Series = {
    column: "layer",
    title: "",
    members: sizesOf(network)
      .slice(1)
      .map((_, l) => ({
        name: String(l + 1),
        label: l + 1 === depth ? `layer ${l + 1}, the output` : `layer ${l + 1}`,
      })),
  };
  const step = (title: string): Quantity => ({ column: "step", title, tickMinStep: 1, domain: [0, steps] });
  const setting = { ...config, inference: euler(config), alongside: "none" };
  const panel = (quantity: Quantity, stepSize: number, row: number, column: number): Part => {
    const up = { ...quantity, title: column === 0 ? quantity.title : "" };
    const across = step(row === 0 ? "" : "Inference step");
    return {
      width: Math.floor(900 / sizes.length),
      height: row === 0 ? 330 : 150,
      ...(row === 0 && { title: { text: `η = ${stepSize}`, fontSize: 15, offset: 8 } }),
      ...where(
        { step_size: String(stepSize) },
        ...(row === 0
          ? [meanBand(across, up, layers, { point: true }), readings(step(""), up)]
          : [{ transform: [toGap], layer: [meanBand(across, up, layers, { point: true })] }]),
      ),
    };
  };
  return figure(
    {
      name,
      title: "The first motion of each layer is backprop, η to the power of the layers above",
      subtitle: [
        setupText(setting, `λ = ${lambda}`),
        `${imagesText(config)}, ${spreadText(setting, "initialisation")}`,
        "Crosses: η^(L−l) at step L − l, where Z-IL reads layer l; before that step the layer rests, and has no point",
      ],
      description:
        "Line charts against the inference step, two for each step size. Above, on a logarithmic axis: the norm of each " +
        "layer's estimate divided by that of its backprop gradient. The output layer starts at 1; each layer below " +
        "starts one step later, at η to the power of the number of layers above it, which crosses mark. Below, on a logarithmic axis too: " +
        `one minus the cosine of the estimate with backprop, which is 0 at each layer's first step, drawn at ${lastDigit}, and then grows.`,
    },
    {
      hconcat: sizes.map((stepSize, column) => ({
        vconcat: [ratioOf(config), gap].map((quantity, row) => panel(quantity, stepSize, row, column)),
      })),
    },
  );
};

/** Crosses where theory puts each layer's ratio at the step at which it is read. */
const readings = (step: Quantity, up: Quantity): Part => ({
  transform: [
    { filter: "datum.predicted > 0" },
    { aggregate: [{ op: "mean", field: "predicted", as: "predicted" }], groupby: ["step", "layer"] },
  ],
  mark: { type: "point", shape: "cross", filled: false, size: 220, strokeWidth: 2, color: referenceColour },
  encoding: { x: position(step), y: position(up, "predicted") },
});

const euler = ({ stepSize, steps }: FirstStepConfig) => ({
  solver: "euler",
  stepSize: stepSize[0]!,
  steps,
  order: "simultaneous",
});
