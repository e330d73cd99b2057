import { describe, expect, it } from "vitest";
import { mnistChecksums } from "../../src/data/dataset.ts";
import type { Row } from "../../src/rows/row.ts";
import { feedbackMatrix, largestEigenvalue } from "../inference/linear-network.ts";
import { equilibrium, euler } from "../inference/settings.ts";
import {
  type PlainGradient,
  plainBackprop,
  plainErrors,
  plainEuler,
  plainForce,
  plainInternal,
  plainParameterGradient,
  plainSupervised,
  plainVector,
} from "../network/plain.ts";
import { documentedParameters } from "../random/documented.ts";
import { performed } from "./perform.ts";
import { plainImage, plainNetwork } from "./plain-image.ts";

// Oracle: the measurements of Fig. 2 and 3A once more, in plain numbers, for a tiny network on a real image.

const network = {
  sizes: [784, 6, 5, 10],
  activation: "tanh",
  initialisation: "pytorch-default",
  weights: null,
} as const;
const image = 4;
const base = {
  engine: { name: "builtin" },
  precision: "float64",
  dataset: { dir: null, pixels: "unit", image, checksums: mnistChecksums },
  network,
  loss: "squared-error",
} as const;
const seed = 3;
const plain = plainNetwork(base, seed);
const sample = plainImage(image);
const truth = plainBackprop(plain, sample);

const rowsOf = async (work: string, settings: object, table: string): Promise<readonly Row[]> =>
  (
    await performed(work, {
      ...base,
      seed,
      ...(work !== "inference-distance" && { energy: "predictive-coding" }),
      ...settings,
    })
  ).tables[table]!;

const norm = (values: readonly number[]): number => Math.hypot(...values);
const minus = (x: readonly number[], y: readonly number[]): number[] => x.map((value, k) => value - y[k]!);

describe("energy evolution (Fig. 2A)", () => {
  const lambda = 0.8;
  const inference = euler({ steps: 12 });

  it("internal, supervised and total energy at every step", async () => {
    const rows = await rowsOf("energy-evolution", { lambda, inference }, "energies");
    const states = plainEuler(plain, sample, lambda, 0.1, 12);
    expect(rows.length).toBe(3 * 13);
    states.forEach((state, step) => {
      const internal = plainInternal(plain, sample, state);
      const supervised = lambda * plainSupervised(plain, sample, state);
      const at = (component: string) => rows.find((row) => row.step === step && row.component === component);
      expect(at("internal")!.value).toBeCloseTo(internal, 12);
      expect(at("supervised")!.value).toBeCloseTo(supervised, 12);
      expect(at("total")!.value).toBeCloseTo(internal + supervised, 12);
      expect(at("total")).toMatchObject({ inference: "euler", seed });
    });
  });

  it.each([
    ["float64", "relu"],
    ["float32", "relu"],
    ["float64", "sigmoid"],
  ] as const)(
    "in %s, %s: internal is exactly 0 at step 0, rises, and the total falls",
    async (precision, activation) => {
      const settings = { precision, network: { ...network, activation }, lambda: 1, inference: euler() };
      const rows = await rowsOf("energy-evolution", settings, "energies");
      const curve = (component: string) =>
        rows.filter((row) => row.component === component).map((row) => Number(row.value));
      const [internal, total] = [curve("internal"), curve("total")];
      expect(internal[0]).toBe(0);
      expect(internal[1]).toBeGreaterThan(0);
      expect(internal.at(-1)).toBeGreaterThan(internal[1]!);
      for (let step = 1; step < total.length; step++) expect(total[step]).toBeLessThan(total[step - 1]!);
    },
  );

  it("starts with the slope of λL: d/dt F = −‖λ ∂L/∂x‖² at t = 0", async () => {
    const slope = async (component: string, eta: number): Promise<number> => {
      const settings = { lambda, inference: euler({ steps: 1, stepSize: eta }) };
      const rows = await rowsOf("energy-evolution", settings, "energies");
      const [before, after] = rows
        .filter((row) => row.component === component)
        .map((row) => Number(row.value));
      return (after! - before!) / eta;
    };
    // The quotient at η and η/2, extrapolated to 0. Only the last hidden layer feels the loss at the free phase.
    const initial = async (component: string): Promise<number> =>
      2 * (await slope(component, 5e-4)) - (await slope(component, 1e-3));
    const expected = -(norm(truth.activities.at(-1)!.map((g) => lambda * g)) ** 2);
    expect((await initial("total")) / expected).toBeCloseTo(1, 5);
    expect((await initial("supervised")) / expected).toBeCloseTo(1, 5);
    expect((await initial("internal")) / expected).toBeCloseTo(0, 5);
  });

  it("at the equilibrium: where the steps lead, without a step number", async () => {
    const rows = await rowsOf("energy-evolution", { lambda, inference: equilibrium() }, "energies");
    const resting = plainEuler(plain, sample, lambda, 0.1, 6000).at(-1)!;
    const internal = plainInternal(plain, sample, resting);
    const supervised = lambda * plainSupervised(plain, sample, resting);
    const shared = { inference: "equilibrium", seed, step: null };
    expect(rows).toMatchObject([
      { ...shared, component: "internal", value: expect.closeTo(internal, 9) },
      { ...shared, component: "supervised", value: expect.closeTo(supervised, 9) },
      { ...shared, component: "total", value: expect.closeTo(internal + supervised, 12) },
    ]);
  });
});

const flat = (layers: readonly (readonly number[])[]): number[] => layers.flat();

const distance = (estimate: PlainGradient, lambda: number): number =>
  norm(
    minus(
      plainVector(estimate).map((value) => value / lambda),
      plainVector(truth.parameters),
    ),
  );

describe("inference distance (Fig. 2B)", () => {
  const lambda = 1;
  const eta = 0.1;

  it("the four metrics at every step", async () => {
    const rows = await rowsOf("inference-distance", { lambda, inference: euler({ steps: 8 }) }, "distances");
    const states = plainEuler(plain, sample, lambda, eta, 8);
    const first = flat(plainErrors(plain, sample, states[1]!));
    const pull = flat(truth.activities).map((g) => lambda * g);
    expect(rows.length).toBe(8 * 5);
    for (let step = 1; step <= 8; step++) {
      const at = (metric: string, layer: string): number =>
        Number(
          rows.find((row) => row.step === step && row.metric === metric && row.layer === layer)!.distance,
        );
      const state = states[step]!;
      const errors = flat(plainErrors(plain, sample, state));
      truth.activities.forEach((gradient, l) => {
        const velocity = minus(state[l]!, states[0]![l]!).map((change) => change / (step * eta));
        const expected = norm(velocity.map((v, i) => v + lambda * gradient[i]!));
        expect(at("activity-change", String(l + 1))).toBeCloseTo(expected, 12);
      });
      expect(at("error-signal", "all")).toBeCloseTo(norm(errors.map((e, k) => e + pull[k]!)), 12);
      expect(at("published-code", "all")).toBeCloseTo(norm(minus(errors, first)), 12);
      const estimate = plainParameterGradient(plain, sample, state, lambda);
      expect(at("weight-gradient", "all")).toBeCloseTo(distance(estimate, lambda), 11);
    }
  });

  it("at step 1 the penultimate layer moves exactly with −λ ∂L/∂x, and the layers below wait", async () => {
    const rows = await rowsOf("inference-distance", { lambda, inference: euler({ steps: 3 }) }, "distances");
    const at = (layer: string) =>
      Number(
        rows.find((row) => row.step === 1 && row.metric === "activity-change" && row.layer === layer)!
          .distance,
      );
    expect(at("2")).toBeLessThan(1e-14);
    expect(at("1")).toBeCloseTo(norm(truth.activities[0]!), 12);
  });

  it("at rest: the limits for t → ∞", async () => {
    const rows = await rowsOf("inference-distance", { lambda, inference: equilibrium() }, "distances");
    const resting = plainEuler(plain, sample, lambda, eta, 6000).at(-1)!;
    const at = (metric: string, layer: string) =>
      rows.find((row) => row.step === null && row.metric === metric && row.layer === layer)!.distance;
    truth.activities.forEach((gradient, l) => {
      expect(at("activity-change", String(l + 1))).toBeCloseTo(norm(gradient.map((g) => lambda * g)), 12);
    });
    const errors = flat(plainErrors(plain, sample, resting));
    expect(at("error-signal", "all")).toBeCloseTo(
      norm(errors.map((e, k) => e + lambda * flat(truth.activities)[k]!)),
      9,
    );
    const estimate = plainParameterGradient(plain, sample, resting, lambda);
    expect(at("weight-gradient", "all")).toBeCloseTo(distance(estimate, lambda), 9);
  });
});

describe("nudging (Fig. 2C, 3A)", () => {
  const steps = 9;
  const eta = 0.1;
  const states = (lambda: number) => plainEuler(plain, sample, lambda, eta, steps).at(-1)!;
  const cosine = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, k) => sum + value * y[k]!, 0) / norm(x) / norm(y);

  it.each([0.01, 0.5, 1])("λ = %d, one-sided: distances, relative distance and cosine", async (lambda) => {
    const [row, ...others] = await rowsOf(
      "nudge",
      { lambda, estimator: "one-sided", inference: euler({ steps }) },
      "nudges",
    );
    expect(others).toEqual([]);
    const state = states(lambda);
    const free = plainEuler(plain, sample, lambda, eta, 0)[0]!;
    const estimate = plainParameterGradient(plain, sample, state, lambda);
    const vector = plainVector(estimate);
    expect(row!.equilibrium_distance).toBeCloseTo(
      state.reduce((sum, x, l) => sum + norm(minus(x, free[l]!)), 0),
      12,
    );
    const expected = distance(estimate, lambda);
    expect(Number(row!.gradient_distance) / expected).toBeCloseTo(1, 10);
    expect(Number(row!.relative_distance) / (expected / norm(plainVector(truth.parameters)))).toBeCloseTo(
      1,
      10,
    );
    expect(row!.cosine).toBeCloseTo(cosine(vector, plainVector(truth.parameters)), 12);
    expect(row!.residual).toBeCloseTo(norm(flat(plainForce(plain, sample, state, lambda))), 12);
    expect(row).toMatchObject({ inference: "euler", seed, lambda, outcome: "max-steps", iterations: steps });
  });

  it("symmetric: the difference of the two phases over 2λ", async () => {
    const lambda = 0.3;
    const settings = { lambda, estimator: "symmetric", inference: euler({ steps }) };
    const [row] = await rowsOf("nudge", settings, "nudges");
    const [up, down] = [lambda, -lambda].map((strength) =>
      plainVector(plainParameterGradient(plain, sample, states(strength), strength)),
    );
    const estimate = minus(up!, down!).map((value) => value / (2 * lambda));
    expect(row!.gradient_distance).toBeCloseTo(norm(minus(estimate, plainVector(truth.parameters))), 11);
  });
});

describe("the paper's network made linear, nudged from both sides (the example that was once called converged)", () => {
  const own = { sizes: [784, 128, 64, 10], activation: "linear", initialisation: "xavier-uniform" } as const;
  const parameters = documentedParameters(own.sizes, 0, own.initialisation);
  const bound = largestEigenvalue(
    feedbackMatrix({ activation: "linear", loss: "squared-error", precisions: [1, 1], ...parameters }),
  );

  it.each([0.3, 0.5, 1, 0.9 / bound])("λ = %d: a saddle just where λ λ_max(M) > 1", async (lambda) => {
    const settings = { lambda, estimator: "symmetric", inference: equilibrium() };
    const [row] = await rowsOf(
      "nudge",
      { ...settings, seed: 0, network: { ...network, ...own }, dataset: { ...base.dataset, image: 0 } },
      "nudges",
    );
    expect(row!.outcome).toBe(lambda * bound > 1 ? "saddle" : "converged");
  });

  it("the three strengths of the example are all beyond", () => {
    expect(0.3 * bound).toBeGreaterThan(1);
  });
});

describe("Fig. 2B and Fig. 3A measure the same estimate", () => {
  it.each([
    ["euler", "relu", euler({ steps: 8 })],
    ["equilibrium, on kinks", "relu", equilibrium()],
    ["equilibrium", "tanh", equilibrium()],
  ] as const)("%s, %s", async (series, activation, inference) => {
    const kinks: boolean[] = [];
    for (const seed of [0, 1, 2, 3, 4, 5]) {
      const settings = {
        seed,
        lambda: 1,
        inference,
        network: { ...network, sizes: [784, 40, 30, 10], activation },
      };
      const distances = await rowsOf("inference-distance", settings, "distances");
      const [nudged] = await rowsOf("nudge", { ...settings, estimator: "one-sided" }, "nudges");
      const last = distances.filter((row) => row.metric === "weight-gradient").at(-1)!;
      expect(last.distance).toBeCloseTo(Number(nudged!.gradient_distance), 12);
      kinks.push(nudged!.outcome === "kink");
    }
    expect(kinks.includes(true)).toBe(series.includes("kinks"));
  });
});
