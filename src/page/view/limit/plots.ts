import type { Course, LimitAnswer, Reading } from "../../protocol.ts";
import type { LimitState } from "../../state/limit.ts";
import { shown } from "../../state/shown.ts";
import { type PlotContent, roundedUp } from "../plot-content.ts";

// What the section's four panels show, each with its description in words.

/** A point of Fig. 3A for the network of the sliders. */
export interface CurvePoint {
  readonly lambda: number;
  readonly euler: number | null;
  readonly equilibrium: number | null;
}

const indexed = (values: readonly number[], from = 0) =>
  values.map((value, at) => [at + from, value] as const);

const level = (value: number, from: number, to: number) => [[from, value] as const, [to, value] as const];

const largest = (...lists: readonly (readonly number[])[]): number =>
  lists.flat().reduce((most, value) => (Number.isFinite(value) ? Math.max(most, value) : most), 1e-12);

/** Fig. 2A: the energies of Euler's inference, and dotted those of the equilibrium. */
export const energiesPlot = (
  { internal, supervised, total }: Course,
  equilibrium: Reading | null,
): PlotContent => {
  const steps = Math.max(1, total.length - 1);
  const rest = equilibrium === null ? [] : [equilibrium.internal, equilibrium.supervised];
  const atRest =
    equilibrium === null
      ? ""
      : ` At the equilibrium they are ${shown(equilibrium.internal)} and ${shown(equilibrium.supervised)}.`;
  return {
    description: `Energies over ${total.length - 1} steps: the internal energy goes from 0 to ${shown(internal.at(-1)!)}, λ times the loss from ${shown(supervised[0]!)} to ${shown(supervised.at(-1)!)}, their sum from ${shown(total[0]!)} to ${shown(total.at(-1)!)}.${atRest}`,
    x: { label: "inference step", scale: "linear", domain: [0, steps] },
    y: { label: "energy", scale: "linear", domain: [0, roundedUp(largest(total, supervised, rest))] },
    series: [
      { name: "total F", look: "total", points: indexed(total) },
      { name: "loss, λL", look: "supervised", points: indexed(supervised) },
      { name: "internal I", look: "internal", points: indexed(internal) },
      ...(equilibrium === null
        ? []
        : [
            {
              name: "at the equilibrium: F",
              look: "total",
              kind: "dotted" as const,
              points: level(equilibrium.internal + equilibrium.supervised, 0, steps),
            },
            {
              name: "λL",
              look: "supervised",
              kind: "dotted" as const,
              points: level(equilibrium.supervised, 0, steps),
            },
            {
              name: "I",
              look: "internal",
              kind: "dotted" as const,
              points: level(equilibrium.internal, 0, steps),
            },
          ]),
    ],
  };
};

/** Fig. 2B: distance of each layer's mean velocity from the gradient; dotted what it tends to at rest. */
export const distancesPlot = ({ distances, resting }: Course): PlotContent => {
  const steps = Math.max(2, distances[0]!.length);
  const last = distances.map(
    (line, l) => `layer ${l + 1} ${shown(line.at(-1)!)} (at rest ${shown(resting[l]!)})`,
  );
  return {
    description: `Distance of each hidden layer's mean velocity from −λ times the gradient of backprop. After ${distances[0]!.length} steps: ${last.join(", ")}.`,
    x: { label: "inference step", scale: "linear", domain: [1, steps] },
    y: { label: "distance", scale: "linear", domain: [0, roundedUp(largest(...distances, resting))] },
    series: [
      ...distances.map((line, l) => ({
        name: `layer ${l + 1}`,
        look: `layer-${l + 1}`,
        points: indexed(line, 1),
      })),
      ...resting.map((value, l) => ({
        name: `at rest: ${l + 1}`,
        look: `layer-${l + 1}`,
        kind: "dotted" as const,
        points: level(value, 1, steps),
      })),
    ],
  };
};

/** Fig. 3A: the errors over λ, with rings where the slider stands. */
export const errorsPlot = (
  { lambda: here }: LimitState,
  { euler, equilibrium }: Pick<LimitAnswer, "euler" | "equilibrium">,
  curve: readonly CurvePoint[],
): PlotContent => {
  const [e, q] = [euler?.relativeError ?? null, equilibrium?.relativeError ?? null];
  return {
    description: `Relative error of the estimated gradient against λ. At λ = ${here}: Euler ${shown(e)}, equilibrium ${shown(q)}.`,
    x: { label: "nudging strength λ", scale: "log", domain: [1e-4, 1] },
    y: { label: "relative error", scale: "log", domain: [1e-5, 3] },
    series: [
      { name: "Euler", look: "euler", points: curve.map((point) => [point.lambda, point.euler]) },
      {
        name: "equilibrium",
        look: "equilibrium",
        points: curve.map((point) => [point.lambda, point.equilibrium]),
      },
      { name: "where the slider stands: Euler", look: "euler", kind: "ring", points: [[here, e]] },
      { name: "and equilibrium", look: "equilibrium", kind: "square", points: [[here, q]] },
    ],
  };
};

/** 1 − cosine between estimate and backprop, layer by layer. */
export const cosinesPlot = ({
  euler,
  equilibrium,
}: Pick<LimitAnswer, "euler" | "equilibrium">): PlotContent => {
  const away = (reading: Reading | null) =>
    (reading?.layerCosines ?? []).map(
      (cosine, l) => [l + 1, cosine === null ? null : Math.max(1 - cosine, 1e-16)] as const,
    );
  const [a, b] = [away(euler), away(equilibrium)];
  const layers = Math.max(a.length, b.length, 1);
  const told = (values: ReturnType<typeof away>) => values.map(([, value]) => shown(value)).join(", ");
  return {
    description: `1 − cosine between estimate and backprop, layer by layer. Euler: ${told(a)}. Equilibrium: ${told(b)}.`,
    x: {
      label: "layer of weights",
      scale: "linear",
      domain: [0.5, layers + 0.5],
      ticks: Array.from({ length: layers }, (_, l) => l + 1),
    },
    y: { label: "1 − cosine", scale: "log", domain: [1e-16, 2] },
    series: [
      { name: "Euler", look: "euler", kind: "dots", points: a },
      { name: "equilibrium", look: "equilibrium", kind: "square", points: b },
    ],
  };
};
