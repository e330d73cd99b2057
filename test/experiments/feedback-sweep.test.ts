import { describe, expect, it } from "vitest";
import { compute, configured } from "./compute.ts";

describe("feedback-sweep on a real image", async () => {
  const { rows } = await compute("smoke/feedback-sweep");
  const at = (precision: string, layer: string) =>
    rows
      .errors!.filter((row) => row.precision === precision && row.layer === layer && row.seed === 0)
      .map((row) => ({
        gamma: Number(row.gamma),
        error: Number(row.relative_error),
        wall: row.wall === null ? null : Number(row.wall),
        cosine: row.cosine,
      }));
  const layers = ["1", "2", "3"];

  it("the bias of every layer is in proportion to γ, where its wall is far", () => {
    for (const layer of layers) {
      const inside = at("float64", layer).filter(
        ({ gamma, error, wall }) => gamma < 0.005 && error > 1000 * wall!,
      );
      expect(inside.length).toBeGreaterThanOrEqual(4);
      const proportions = inside.map(({ gamma, error }) => error / gamma);
      expect(Math.max(...proportions) / Math.min(...proportions)).toBeLessThan(1.05);
    }
  });

  it("each layer's wall is ε γ^{−(L−k)}: there rounding rules, within two powers of ten", () => {
    for (const [precision, roundoff] of [
      ["float64", 2 ** -53],
      ["float32", 2 ** -24],
    ] as const) {
      for (const layer of layers) {
        for (const { gamma, wall } of at(precision, layer)) {
          expect(wall! / (roundoff * gamma ** -(3 - Number(layer)))).toBeCloseTo(1, 10);
        }
      }
      for (const layer of ["1", "2"]) {
        const walled = at(precision, layer).filter(({ wall, gamma }) => wall! > gamma && wall! < 0.3);
        expect(walled.length).toBeGreaterThan(0);
        for (const { error, wall } of walled) {
          expect(error / wall!).toBeGreaterThan(0.01);
          expect(error / wall!).toBeLessThan(100);
        }
      }
    }
  });

  it("the lower the layer, the sooner rounding swallows it, and in float32 sooner than in float64", () => {
    const least = (precision: string, layer: string) =>
      Math.min(...at(precision, layer).map(({ error }) => error));
    for (const precision of ["float64", "float32"]) {
      expect(least(precision, "1")).toBeGreaterThan(10 * least(precision, "2"));
      expect(least(precision, "2")).toBeGreaterThan(10 * least(precision, "3"));
    }
    for (const layer of layers) expect(least("float32", layer)).toBeGreaterThan(30 * least("float64", layer));
  });

  it("where the difference of the phases has vanished, nothing is left of the layer, and no direction", () => {
    const [smallest] = at("float32", "1");
    expect(smallest!.error).toBe(1);
    expect(smallest!.cosine).toBeNull();
  });

  it("the whole gradient has no wall of its own", () => {
    for (const { wall } of at("float64", "all")) expect(wall).toBeNull();
  });
});

it("other losses are refused, because a clamped output minimises the squared error", () => {
  expect(() => configured("feedback-sweep", "loss=cross-entropy")).toThrow(/loss: expected squared-error/);
});
