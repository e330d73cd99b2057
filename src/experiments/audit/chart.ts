import { networkOf } from "../../network/description/description.ts";
import { depth } from "../../network/network.ts";
import { type Part, position, type Quantity, type Series } from "../../report/chart/channels.ts";
import { figure, meanBand, meanBars, referenceLine } from "../../report/chart/chart.ts";
import { type ChartConfig, countText, inferenceText, setupText } from "../../report/chart/setting.ts";
import { referenceColour, theme } from "../../report/chart/theme.ts";
import type { ChartSpecification } from "../../rows/chart.ts";
import type { Rows, RowsByTable } from "../../rows/rows.ts";
import type { AuditConfig } from "./config.ts";
import { controlEstimators } from "./controls.ts";

const gap: Quantity = { column: "gap", title: "1 − cosine", scale: "log" };
const strength: Quantity = { column: "lambda", title: "Nudging strength λ", scale: "log", nice: false };
const amount: Quantity = { column: "amount", title: "Relative error of the gradient", scale: "log" };
const count: Quantity = {
  column: "steps",
  title: "Euler steps at the recommended λ",
  scale: "log",
  nice: false,
};

const kinds: Series = {
  column: "what",
  title: "",
  members: [
    { name: "relative_error", label: "bias at the equilibrium" },
    { name: "rounding_float32", label: "rounding of activities, float32" },
    { name: "rounding_float64", label: "rounding of activities, float64" },
  ],
};

const control: Series = {
  column: "estimator",
  title: "",
  members: controlEstimators.map(({ name, label }) => ({ name, label })),
};

/** The controls beside the estimate: shapes, since the colours are the seeds'. */
const controlPoints = (layers: Series, name: string, y: Quantity): Part => ({
  data: { url: `${name}-controls.csv` },
  transform: [
    { filter: "datum.layer > 0 && isValid(datum.cosine)" },
    { aggregate: [{ op: "mean", field: "cosine", as: "mean" }], groupby: ["layer", "estimator"] },
    { calculate: "1 - datum.mean", as: "gap" },
    // The output's error needs no feedback: there they are exact.
    { filter: "datum.gap > 1e-9" },
    { calculate: "toString(datum.layer)", as: "layer" },
  ],
  mark: { type: "point", filled: false, size: 80, strokeWidth: 2, color: referenceColour },
  encoding: {
    x: {
      field: "layer",
      type: "nominal",
      sort: layers.members.map((member) => member.name),
      title: layers.title,
    },
    y: position(y),
    shape: {
      field: "estimator",
      type: "nominal",
      title: null,
      scale: { domain: control.members.map((member) => member.name), range: ["triangle-up", "square"] },
      legend: {
        symbolSize: 80,
        labelExpr: control.members.reduce(
          (otherwise, { name: own, label }) => `datum.label === '${own}' ? '${label}' : ${otherwise}`,
          "datum.label",
        ),
      },
    },
  },
});

const panelTitle = (text: string): Part => ({ text, fontSize: 15, offset: 8 });

/** A logarithmic axis has no limits of its own where there is nothing to draw. */
const limited = (axis: Quantity, rows: Rows | undefined): Quantity =>
  rows?.length ? axis : { ...axis, domain: [1e-6, 1] };

/** How far each layer's estimate is from backprop; between what bias and rounding λ lies; how many steps the target takes. */
export const chart = (config: AuditConfig, name: string, rows: RowsByTable): ChartSpecification => {
  const { lambda, target, dataset, seeds } = config;
  const settings: ChartConfig = { ...config, alongside: "none" };
  const layers: Series = {
    column: "layer",
    title: "Layer",
    members: Array.from({ length: depth(networkOf(config.network)) }, (_, l) => ({
      name: String(l + 1),
      label: String(l + 1),
    })),
  };
  const all: Series = {
    column: "seed",
    title: "",
    members: seeds.map((seed) => ({ name: String(seed), label: `seed ${seed}` })),
  };
  const spread = `${countText(dataset.images, "image")}, ${countText(seeds.length, "network")}`;
  const wanted = (axis: Quantity): Part => referenceLine(axis, 1 - target.cosine, `target ${target.cosine}`);
  const toGap = (column: string): Part => ({
    calculate: `isValid(datum.${column}) ? 1 - datum.${column} : null`,
    as: "gap",
  });
  const ofLayers = limited(gap, rows.layers);
  const ofSteps = limited({ ...gap, title: "1 − cosine, mean over images" }, rows.steps);
  const drawn = figure(
    {
      name,
      title: "How far a network's estimate is from backprop",
      subtitle: [
        setupText(settings),
        `Asked: λ = ${lambda}, ${inferenceText(config.inference.solver, settings)}; ${spread}`,
      ],
      description:
        "Three panels. On the left, for each layer, one minus the cosine of its estimate with backprop on a logarithmic axis, mean and deviation over " +
        "the images, and as grey shapes the mean of the controls, feedback alignment and direct feedback alignment, which do not converge to backprop, but in the output layer, where they are exact. In the middle, against λ, the relative error of the gradient at the equilibrium, which rises, and the predicted " +
        "rounding of an estimate that is read from activities in float64 and in float32, which fall; the window of λ lies between. On the right, against the number of Euler " +
        "steps at the recommended λ and step size, one minus the cosine.",
    },
    {
      hconcat: [
        {
          width: 260,
          height: 300,
          title: panelTitle("The estimate as asked"),
          transform: [toGap("cosine")],
          layer: [
            meanBars(layers, ofLayers, all),
            ...(rows.controls?.length ? [controlPoints(layers, name, ofLayers)] : []),
            wanted(ofLayers),
          ],
        },
        {
          width: 340,
          height: 300,
          title: panelTitle("The window of λ"),
          data: { url: `${name}-strengths.csv` },
          transform: [{ fold: kinds.members.map((member) => member.name), as: ["what", "amount"] }],
          layer: [
            meanBand(limited(strength, rows.strengths), limited(amount, rows.strengths), kinds, {
              point: true,
            }),
          ],
        },
        {
          width: 260,
          height: 300,
          title: panelTitle("Steps to the target"),
          data: { url: `${name}-steps.csv` },
          transform: [toGap("target_cosine")],
          layer: [meanBand(limited(count, rows.steps), ofSteps, all, { point: true }), wanted(ofSteps)],
        },
      ],
      resolve: { scale: { color: "independent" }, legend: { color: "independent" } },
    },
  );
  // The names of the middle panel are long.
  return { ...drawn, config: { ...theme, legend: { ...theme.legend, columns: 1 } } };
};
