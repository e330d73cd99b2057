import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bindPredictiveCoding } from "../../src/energy/predictive-coding/record.ts";
import { oneSided, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import { relax } from "../../src/inference/relax.ts";
import { feedForward } from "../../src/network/feed-forward.ts";
import { chain } from "../../src/network/network.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { engine } from "../network/problem.ts";
import { equilibrium } from "./settings.ts";

interface Minimum {
  readonly state: readonly (readonly number[])[];
  readonly energy: number;
  readonly kinks_layer_unit_slope: readonly (readonly [number, number, number])[];
}

interface Basin {
  readonly kind: string;
  readonly sizes: readonly number[];
  readonly lambda: number;
  readonly weights: readonly (readonly (readonly number[])[])[];
  readonly biases: readonly (readonly number[])[];
  readonly input: readonly number[];
  readonly target: readonly number[];
  readonly minima: readonly Minimum[];
  readonly reached_by_the_dynamics: number;
  readonly estimate_weights: readonly (readonly (readonly number[])[])[];
  readonly estimate_biases: readonly (readonly number[])[];
}

const { cases } = JSON.parse(
  readFileSync(new URL("../golden/relu-basins.json", import.meta.url), "utf8"),
) as { cases: Basin[] };

const load = ({ sizes, weights, biases, input, target }: Basin) => {
  const linalg = engine();
  const network = chain({ sizes, activation: "relu" });
  const parameters = zeroParameters(linalg, layoutOf(network));
  weights.forEach((w, l) => {
    linalg.values(parameters.layers[l]!.weights[0]!).set(w.flat());
    linalg.values(parameters.layers[l]!.bias!).set(biases[l]!);
  });
  const row = (numbers: readonly number[]) => {
    const matrix = linalg.matrix(1, numbers.length);
    linalg.values(matrix).set(numbers);
    return matrix;
  };
  const pass = feedForward(linalg, network, parameters, row(input));
  const precisions = sizes.slice(1, -1).map(() => 1);
  const energy = bindPredictiveCoding(linalg, {
    precisions,
    loss: "squared-error",
    pass,
    target: row(target),
  });
  return { linalg, energy };
};

const largest = (found: Iterable<number>, expected: readonly number[]): number =>
  Math.max(...Array.from(found, (value, i) => Math.abs(value - expected[i]!)));

let lowestFound = 0;

describe("every minimum of small ReLU networks, by enumeration: the equilibrium is the one that the dynamics reach", () => {
  it.each(cases.map((basin, i) => [i, basin.kind, basin] as const))("case %d: %s", (_, __, basin) => {
    const { linalg, energy } = load(basin);
    const reached = basin.minima[basin.reached_by_the_dynamics]!;
    // The free phase is known: there is one relaxation, the nudged one.
    const { gradient, relaxations } = twoPhaseEstimate(linalg, energy, oneSided(basin.lambda), equilibrium());
    expect(relaxations).toHaveLength(1);
    const { relaxation } = relaxations[0]!;
    const found = relaxation.state.flatMap((x) => [...linalg.values(x)]);
    expect(largest(found, reached.state.flat())).toBeLessThan(1e-9);
    expect(relaxation.outcomes).toEqual([reached.kinks_layer_unit_slope.length > 0 ? "kink" : "converged"]);
    const kinks = relaxation.onKinks.map(({ site, unit, slope }) => [site + 2, unit, slope] as const);
    kinks.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    expect(kinks.map(([layer, unit]) => [layer, unit])).toEqual(
      reached.kinks_layer_unit_slope.map(([layer, unit]) => [layer, unit]),
    );
    kinks.forEach(([, , slope], i) => {
      expect(slope).toBeCloseTo(reached.kinks_layer_unit_slope[i]![2], 9);
    });
    // A search finds one of them that is no higher, and no more than there are.
    const search = { ...equilibrium(), solver: "minimum", starts: 32 } as const;
    const least = relax(linalg, energy, "start", basin.lambda, search);
    const there = least.state.flatMap((x) => [...linalg.values(x)]);
    const same = basin.minima.filter(({ state }) => largest(there, state.flat()) < 1e-9);
    expect(same).toHaveLength(1);
    expect(same[0]!.energy).toBeLessThanOrEqual(reached.energy + 1e-12);
    expect(least.minima![0]).toBeLessThanOrEqual(basin.minima.length);
    lowestFound += Number(basin.minima.every(({ energy: other }) => other >= same[0]!.energy - 1e-12));
    const expected = basin.estimate_weights.flatMap((w, l) => [...w.flat(), ...basin.estimate_biases[l]!]);
    expect(largest(linalg.values(gradient.all), expected)).toBeLessThan(1e-9);
  });

  it("the search finds the lowest in most", () => {
    // With 32 starts 22 of 24; it is a lower bound, and says so.
    expect(lowestFound).toBeGreaterThanOrEqual(22);
  });
});
