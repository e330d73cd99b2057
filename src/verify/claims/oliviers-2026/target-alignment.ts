import { mean } from "simple-statistics";
import { type Claim, check, type Measurement, type Point, stated } from "../../claim.ts";
import { measuredAfresh, withFresh } from "../../measure/afresh.ts";
import { alignmentsOf, shapes } from "../../measure/alignments.ts";
import { seeds } from "../../measure/small-network.ts";
import { atLeast, atMost } from "../../window.ts";

const deepest = "deep and narrow";
/** From backprop to the clamped network, λ = 1, and beyond. */
const strengths = [0.001, 0.01, 0.1, 0.3, 1, 3];

/** Those that the parts are measured at: the deep and narrow networks' from each to the next, the others' at λ = 1. */
const decisive = (name: string): readonly number[] =>
  name === deepest ? strengths.filter((lambda) => lambda <= 1) : [1];

const gain = (name: string) => `${name}: alignment at λ = 1 less that of backprop, mean`;
const rise = `${deepest}: smallest rise of the mean alignment from one λ to the next, up to 1`;
const limit = `${deepest}: alignment at λ = 0.001 less that of backprop, mean`;

const cases = [
  { name: deepest, network: shapes.narrow },
  { name: "deep and wide", network: shapes.wide },
  { name: "shallow and narrow", network: shapes.shallow },
] as const;

export const targetAlignment: Claim = {
  id: "target-alignment",
  paper: "oliviers-2026",
  statement:
    "Where its equilibrium is not backprop, predictive coding moves the output more directly to its target than backprop does.",
  equation: "cos(Δo, −∂L/∂o), Δo = −∂o/∂θ · estimate, of each sample alone and then averaged",
  where: "§5",
  source: "Oliviers, Lominadze & Bogacz 2026; Song et al. 2022",
  conditions:
    "at equilibrium, λ from 0.001 to 3; tanh, 6 samples, 5 networks each of 6-4-4-4-4-4-3, 6-32-32-32-32-32-3 and 6-4-3, after 200 steps of gradient descent by backprop",
  scale: "small",
  parts: withFresh([
    ...cases.map(({ name }) => stated(gain(name), atLeast(0))),
    stated(rise, atLeast(0)),
    check(limit, atMost(0.01)),
  ]),
  expected: "holds",
  condition: "",
  note: "Here it is an advantage to be far from backprop: the bias of a finite λ turns the step towards the target. `target-alignment-where` asks in which networks most, `target-alignment-linear` has the closed form, the experiment `target-alignment` the same on MNIST. The set-up was chosen with measurements in sight, not declared before them: sizes, batch, pre-training and the λ up to which the alignment rises. Its windows are therefore held against as many networks that had no part in the choice.",
  measure: () =>
    measuredAfresh(
      seeds,
      (these) => measureOn(these, () => strengths),
      (these) => measureOn(these, decisive),
    ),
};

const measureOn = (these: readonly number[], lambdasOf: (name: string) => readonly number[]): Measurement => {
  const measured = cases.map(({ name, network }) => {
    const lambdas = lambdasOf(name);
    return { name, lambdas, runs: alignmentsOf(these, network, true, lambdas) };
  });
  const gainAt = ({ lambdas, runs }: (typeof measured)[number], lambda: number) =>
    mean(runs.map(({ backprop, coding }) => coding[lambdas.indexOf(lambda)]! - backprop));
  const deep = measured[0]!;
  const upToOne = decisive(deepest);
  const rises = upToOne.slice(1).map((lambda, k) => gainAt(deep, lambda) - gainAt(deep, upToOne[k]!));
  return {
    values: {
      ...Object.fromEntries(measured.map((each) => [gain(each.name), gainAt(each, 1)])),
      [rise]: Math.min(...rises),
      [limit]: gainAt(deep, strengths[0]!),
    },
    points: measured.flatMap(({ name, lambdas, runs }) =>
      runs.flatMap(({ seed, coding }) =>
        lambdas.map(
          (at, k): Point => ({
            series: `1 − target alignment of PC, ${name}`,
            dial: "λ",
            at,
            seed,
            error: 1 - coding[k]!,
          }),
        ),
      ),
    ),
  };
};
