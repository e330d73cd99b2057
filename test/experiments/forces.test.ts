import { describe, expect, it } from "vitest";
import type { Row } from "../../src/rows/row.ts";
import {
  plainBackprop,
  plainErrors,
  plainEuler,
  plainForce,
  plainOutputError,
  plainPreactivations,
} from "../network/plain.ts";
import { compute } from "./compute.ts";
import { plainImage, plainNetwork } from "./plain-image.ts";

const norm = (values: readonly number[]): number => Math.hypot(...values);
const slope = { relu: (a: number) => Number(a > 0), tanh: (a: number) => 1 / Math.cosh(a) ** 2 } as const;

describe.each(["relu", "tanh"] as const)("forces on a real image, %s", async (activation) => {
  const { rows, config } = await compute("smoke/forces", `network.activation=${activation}`, "lambda=0.8");
  const euler = rows.forces!.filter(({ inference }) => inference === "euler");
  const resting = rows.forces!.filter(({ inference }) => inference === "equilibrium");
  const find = (seed: number, step: number, layer: string): Row =>
    euler.find((row) => row.seed === seed && row.step === step && row.layer === layer)!;

  it("at the free phase the internal force is exactly 0 and the supervised one λ times backprop", () => {
    for (const seed of [0, 1]) {
      const plain = plainNetwork({ ...config, precision: "float64" }, seed);
      const { activities } = plainBackprop(plain, plainImage(0));
      activities.forEach((gradient, l) => {
        const row = find(seed, 0, String(l + 1));
        expect(row.internal).toBe(0);
        expect(row.cosine).toBeNull();
        expect(row.supervised).toBeCloseTo(0.8 * norm(gradient), 13);
        expect(row.total).toBe(row.supervised);
      });
      expect(find(seed, 0, "all").supervised).toBeCloseTo(0.8 * norm(activities.flat()), 13);
    }
  });

  it("there only the layer below the output moves, with the whole force; the others wait", () => {
    for (const seed of [0, 1]) {
      expect(find(seed, 0, "1").velocity).toBe(0);
      expect(find(seed, 0, "2").velocity).toBeCloseTo(Number(find(seed, 0, "2").supervised), 13);
      expect(find(seed, 1, "1").velocity).toBeGreaterThan(0);
    }
  });

  it("at the equilibrium the forces oppose and cancel in each layer", () => {
    expect(resting.length).toBe(2 * 3);
    for (const row of resting) {
      expect(row.step).toBeNull();
      expect(Number(row.total)).toBeLessThan(1e-11);
      expect(row.internal).toBeCloseTo(Number(row.supervised), 11);
      expect(row.cosine).toBeCloseTo(-1, 11);
      if (row.layer === "all") expect(Number(row.velocity)).toBeLessThan(1e-11);
      else expect(row.velocity).toBeNull();
    }
  });

  it("on the way they are −ε and −λ dL/dε, backprop at the shifted activities, in plain numbers", () => {
    const plain = plainNetwork({ ...config, precision: "float64" }, 1);
    const sample = plainImage(0);
    plainEuler(plain, sample, 0.8, 0.1, 20).forEach((state, step) => {
      const errors = plainErrors(plain, sample, state);
      const preactivations = plainPreactivations(plain, sample, state);
      const velocity = plainForce(plain, sample, state, 0.8);
      let delta = plainOutputError(plain.loss, preactivations.at(-1)!, sample.target);
      for (let l = errors.length - 1; l >= 0; l--) {
        const gradient = plain.weights[l + 1]!.map((row) =>
          row.reduce((sum, w, j) => sum + w * delta[j]!, 0),
        );
        const row = find(1, step, String(l + 1));
        const total = gradient.map((g, k) => -0.8 * g - errors[l]![k]!);
        expect(row.internal).toBeCloseTo(norm(errors[l]!), 12);
        expect(row.supervised).toBeCloseTo(0.8 * norm(gradient), 12);
        expect(row.total).toBeCloseTo(norm(total), 12);
        expect(row.velocity).toBeCloseTo(norm(velocity[l]!), 12);
        delta = gradient.map((g, k) => g * slope[activation](preactivations[l]![k]!));
      }
    });
  });

  it("the sum of the forces falls as inference goes on", () => {
    for (const seed of [0, 1]) {
      expect(Number(find(seed, 20, "all").total)).toBeLessThan(Number(find(seed, 0, "all").total) / 3);
    }
  });
});

it("a stated equilibrium alone has a row for each layer and is drawn", async () => {
  const { rows } = await compute("smoke/forces", "inference.solver=equilibrium", "seeds=[0]");
  expect(rows.forces!.map(({ layer }) => layer)).toEqual(["1", "2", "all"]);
});
