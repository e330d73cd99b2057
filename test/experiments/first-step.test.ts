import { describe, expect, it } from "vitest";
import { plainBackprop, plainEuler, plainForce, plainParameterGradient } from "../network/plain.ts";
import { compute, configured } from "./compute.ts";
import { plainImage, plainNetwork } from "./plain-image.ts";

const layers = 4;

describe.each(["relu", "tanh"])("first-step on a real image, %s", async (activation) => {
  const { rows, config } = await compute("smoke/first-step", `network.activation=${activation}`);
  const all = rows.ratios!;

  it("layer l read at step L − l has η^{L−l} times the norm of backprop, and its direction", () => {
    for (const row of all.filter(({ step, layer }) => step === layers - Number(layer))) {
      const expected = Number(row.step_size) ** (layers - Number(row.layer));
      expect(Number(row.ratio) / expected).toBeCloseTo(1, 11);
      expect(row.predicted).toBeCloseTo(expected, 15);
      expect(row.cosine).toBeCloseTo(1, 11);
    }
  });

  it("a layer rests exactly until the wave arrives, and has no direction", () => {
    const resting = all.filter(({ step, layer }) => Number(step) < layers - Number(layer));
    expect(resting.length).toBe(2 * 2 * (3 + 2 + 1));
    for (const row of resting) expect([row.ratio, row.predicted, row.cosine]).toEqual([0, 0, null]);
  });

  it("afterwards it departs from backprop, and theory is silent", () => {
    const later = all.filter(({ step, layer }) => Number(step) > layers - Number(layer));
    for (const row of later) expect(row.predicted).toBeNull();
    const departures = later.map((row) => 1 - Number(row.cosine));
    expect(Math.max(...departures)).toBeGreaterThan(1e-3);
  });

  it("ratio and cosine are those of plain numbers at every step", () => {
    for (const seed of [0, 1]) {
      const plain = plainNetwork({ ...config, precision: "float64" }, seed);
      const sample = plainImage(0);
      const truth = plainBackprop(plain, sample).parameters;
      for (const stepSize of [0.2, 1]) {
        plainEuler(plain, sample, 1, stepSize, 4).forEach((state, step) => {
          const estimate = plainParameterGradient(plain, sample, state, 1);
          for (let l = 0; l < layers; l++) {
            const [x, y] = [estimate, truth].map(({ weights, biases }) => [
              ...weights[l]!.flat(),
              ...biases[l]!,
            ]);
            const row = all.find(
              (r) => r.seed === seed && r.step_size === stepSize && r.step === step && r.layer === `${l + 1}`,
            )!;
            expect(row.ratio).toBeCloseTo(Math.hypot(...x!) / Math.hypot(...y!), 10);
            if (row.cosine === null) continue;
            const product = x!.reduce((sum, value, k) => sum + value * y![k]!, 0);
            expect(row.cosine).toBeCloseTo(product / (Math.hypot(...x!) * Math.hypot(...y!)), 10);
          }
        });
      }
    }
  });
});

describe("first-step", () => {
  it("does not depend on λ: the estimate is divided by it", async () => {
    const [one, other] = await Promise.all(
      ["lambda=1", "lambda=-0.01"].map((setting) =>
        compute("smoke/first-step", setting, "seeds=[0]", "steps=3"),
      ),
    );
    one!.rows.ratios!.forEach((row, i) => {
      const reading = Number(row.step) <= layers - Number(row.layer);
      if (reading) expect(other!.rows.ratios![i]!.ratio).toBeCloseTo(Number(row.ratio), 10);
    });
  });

  it("where the activities leave the finite range there is nothing to measure, and the row says so", async () => {
    const { rows } = await compute(
      "smoke/first-step",
      "seeds=[0]",
      "steps=60",
      "stepSize=[1]",
      "lambda=1e250",
      "network.activation=linear",
    );
    const lost = rows.ratios!.filter(({ outcome }) => outcome === "diverged");
    expect(lost.length).toBeGreaterThan(0);
    for (const row of lost) expect([row.ratio, row.cosine]).toEqual([null, null]);
    const first = Math.min(...lost.map(({ step }) => Number(step)));
    expect(lost.length).toBe((60 - first + 1) * layers);
    for (const row of rows.ratios!) {
      if (Number(row.step) < Math.min(first, layers - 1)) expect(row.outcome).toBe("not-arrived");
      expect(row.iterations).toBe(row.step);
    }
  });

  it("the residual is the norm of the force at the step", async () => {
    const { rows, config } = await compute("smoke/first-step", "seeds=[1]", "stepSize=[0.2]");
    const plain = plainNetwork({ ...config, precision: "float64" }, 1);
    const sample = plainImage(0);
    plainEuler(plain, sample, 1, 0.2, 4).forEach((state, step) => {
      const force = plainForce(plain, sample, state, 1).flat();
      const row = rows.ratios!.find((r) => r.step === step)!;
      expect(row.residual).toBeCloseTo(Math.hypot(...force), 11);
    });
  });

  it("the step size is a number up to 1", () => {
    expect(() => configured("first-step", "stepSize=[2]")).toThrow(
      /stepSize: expected numbers above 0 and up to 1/,
    );
  });
});
