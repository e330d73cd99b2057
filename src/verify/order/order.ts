import { compareVectors } from "../../gradient/compare.ts";
import type { Bench, Estimate } from "../../gradient/estimator.ts";
import type { EquilibriumSettings } from "../../inference/solver/equilibrium.ts";
import type { Matrix } from "../../linalg/linalg.ts";
import type { Parameters } from "../../network/parameters.ts";
import { decadesBetween } from "../../statistics/logarithm.ts";
import { farthest } from "../../statistics/power-law.ts";
import {
  check,
  type Engines,
  type Measurement,
  type MeasuringClaim,
  type Part,
  type Point,
  type Role,
} from "../claim.ts";
import { largestOf } from "../measure/largest.ts";
import { type RandomNetwork, type SmallNetwork, seeds, withSmallNetwork } from "../measure/small-network.ts";
import { atLeast, atMost, within } from "../window.ts";
import { exponentsBySeed } from "./exponents.ts";

/** An estimator, what it is compared with, and where on its dial: all that an order is measured from. */
export interface Order {
  /** Of the line in the figure, and before the names of the parts. */
  readonly series: string;
  readonly role: Role;
  /** p in `error = O(dial^p)`, and how far the fitted slope may be from it. */
  readonly expected: number;
  readonly plusMinus: number;
  readonly estimate: (bench: Bench, dial: number) => Estimate;
  readonly truth: (bench: Bench) => Parameters;
  /** Which parameters are compared; all of them unless it says otherwise. */
  readonly part?: (gradient: Parameters) => readonly Matrix[];
  readonly dial: "λ" | "γ" | "κ";
  readonly dials: readonly number[];
  readonly network: SmallNetwork | RandomNetwork;
  readonly inference: EquilibriumSettings;
  /**
   * By how much a force that inference leaves over is magnified in the estimate: `1/λ` where it divides by λ. Null where what
   * inference leaves over is the very subject.
   */
  readonly magnification: ((dial: number) => number) | null;
}

/** A slope is a slope over at least so many decades of the dial … */
const leastDecades = 1.5;
/** … with what inference leaves over at most this fraction of the error that is measured. */
const mostLeftover = 0.01;

const name = (order: Order, what: string): string => `${order.series}: ${what}`;

const partsOf = (order: Order): readonly Part[] => [
  {
    name: name(order, "slope"),
    role: order.role,
    window: within(order.expected, order.plusMinus),
    order: order.series,
  },
  check(name(order, "decades"), atLeast(leastDecades)),
  ...(order.magnification === null
    ? []
    : [check(name(order, "inference residual / error"), atMost(mostLeftover))]),
];

type OrderClaim = Omit<MeasuringClaim, "parts" | "measure" | "scale"> & {
  readonly orders: readonly Order[];
  /** Further parts, and their measurement. */
  readonly parts?: readonly Part[];
  readonly measure?: (engines: Engines) => Measurement;
};

/** A claim that estimators converge at certain orders. */
export const orderClaim = ({ orders, parts = [], measure, ...text }: OrderClaim): MeasuringClaim => {
  return {
    ...text,
    scale: "small",
    parts: [...orders.flatMap(partsOf), ...parts],
    measure: (engines) => {
      const measured = [
        ...orders.map((order) => measureOrder(engines, order)),
        ...(measure === undefined ? [] : [measure(engines)]),
      ];
      return {
        values: Object.assign({}, ...measured.map(({ values }) => values)),
        points: measured.flatMap(({ points = [] }) => points),
      };
    },
  };
};

/** The fitted slope of the relative error, of the seed whose slope lies farthest from theory, and what the slope can be trusted for. */
export const measureOrder = (engines: Engines, order: Order): Measurement => {
  const measured = seeds.flatMap((seed) => errorsAt(engines, order, seed));
  const points = measured.map(({ point }) => point);
  return {
    values: {
      [name(order, "slope")]: farthest(exponentsBySeed(points), order.expected),
      [name(order, "decades")]: decadesBetween(order.dials[0]!, order.dials.at(-1)!),
      ...(order.magnification !== null && {
        [name(order, "inference residual / error")]: largestOf(measured.map(({ leftover }) => leftover)),
      }),
    },
    points,
  };
};

const errorsAt = (
  engines: Engines,
  order: Order,
  seed: number,
): { readonly point: Point; readonly leftover: number }[] => {
  const { part = ({ all }) => [all], dial, series } = order;
  return withSmallNetwork(engines, order.network, seed, (drawn) => {
    const bench = { ...drawn, inference: order.inference };
    const { linalg } = bench;
    const truth = order.truth(bench);
    return order.dials.map((at) =>
      linalg.scope(() => {
        const { gradient, relaxations } = order.estimate(bench, at);
        const { distance, relativeDistance } = compareVectors(linalg, part(gradient), part(truth));
        const residual = largestOf([
          0,
          ...relaxations.flatMap(({ relaxation }) => [...relaxation.residuals]),
        ]);
        return {
          point: { series, dial, at, seed, error: relativeDistance },
          leftover: ((order.magnification?.(at) ?? 1) * residual) / distance,
        };
      }),
    );
  });
};
