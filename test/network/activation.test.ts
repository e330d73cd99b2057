import { describe, expect, it } from "vitest";
import { exitCode, UserError } from "../../src/errors.ts";
import { activationKinds, activations, requireAbility } from "../../src/network/activation.ts";
import { engine } from "./problem.ts";

const linalg = engine();

/** f and f′ at the numbers `a`. */
const at = (kind: string, a: readonly number[]) =>
  linalg.scope(() => {
    const [from, x, slope] = [0, 0, 0].map(() => linalg.matrix(1, a.length)) as [never, never, never];
    linalg.values(from).set(a);
    linalg.activate(kind, from, x, slope);
    return { f: Array.from(linalg.values(x)), slope: Array.from(linalg.values(slope)) };
  });

describe("what an activation's record says", () => {
  it.each(activationKinds)("%s has a kink at 0 with these slopes, or none", (kind) => {
    const [left, right] = at(kind, [-1e-9, 1e-9]).slope as [number, number];
    const { kink } = activations[kind];
    if (kink === null) expect(Math.abs(right - left)).toBeLessThan(1e-8);
    else expect([left, right]).toEqual(kink);
  });

  it.each(activationKinds)("%s has as many continuous derivatives as it says", (kind) => {
    const { smoothness } = activations[kind];
    // The second derivative on both sides of 0, by differences of the slope.
    const h = 2 ** -12;
    const [a, b, , c, d] = at(kind, [-2 * h, -h, 0, h, 2 * h]).slope as number[];
    const jump = Math.abs((d! - c!) / h - (b! - a!) / h);
    if (smoothness === "all") expect(jump).toBeLessThan(10 * h);
    if (smoothness === 1) expect(jump).toBeGreaterThan(0.5);
    expect(smoothness === 0).toBe(activations[kind].kink !== null);
  });

  it.each(activationKinds)("%s has for f′ what central differences of f are", (kind) => {
    const h = 2 ** -10;
    // Away from 0, where some have kinks.
    const points = Array.from({ length: 64 }, (_, k) => (k - 31.5) / 4);
    const f = (shift: number): readonly number[] =>
      at(
        kind,
        points.map((a) => a + shift * h),
      ).f;
    const [far, back, front, further] = [-2, -1, 1, 2].map(f) as [number[], number[], number[], number[]];
    at(kind, points).slope.forEach((slope, k) => {
      const difference = (far[k]! - 8 * back[k]! + 8 * front[k]! - further[k]!) / (12 * h);
      // O(h⁴), and rounding of f over h.
      expect(Math.abs(difference - slope), `${kind}′(${points[k]})`).toBeLessThan(2e-11);
    });
  });

  it.each(activationKinds)("%s has slopes and bends up to its bounds, and no larger ones", (kind) => {
    const h = 2 ** -10;
    const points = Array.from({ length: 4096 }, (_, k) => (k - 2047.5) / 256);
    const [left, here, right] = [-h, 0, h].map(
      (shift) =>
        at(
          kind,
          points.map((a) => a + shift),
        ).slope,
    );
    const { slope, bend } = activations[kind].bounds;
    const steepest = Math.max(...here!.map(Math.abs));
    // f″ by differences of f′, which leave out the kink or jump at 0.
    const bends = points.map((a, k) => (Math.abs(a) <= h ? 0 : Math.abs(right![k]! - left![k]!) / (2 * h)));
    const sharpest = Math.max(...bends);
    expect(steepest).toBeLessThanOrEqual(slope);
    expect(sharpest).toBeLessThanOrEqual(bend * (1 + 1e-6));
    // Rounded up, by a little.
    expect(steepest).toBeGreaterThan(slope / 1.02);
    expect(sharpest).toBeGreaterThanOrEqual(bend / 1.02);
  });

  it.each(activationKinds)("%s is continued and inverted by its kernel exactly where it says so", (kind) => {
    const { holomorphic, inverse } = activations[kind];
    linalg.scope(() => {
      const [x, out] = [linalg.matrix(1, 1), linalg.matrix(1, 1)];
      linalg.values(x)[0] = 0.25;
      const complex = () => ({ re: linalg.matrix(1, 1), im: linalg.matrix(1, 1) });
      const attempts = [
        [holomorphic, () => linalg.activateComplex(kind, complex(), complex(), complex())],
        [inverse, () => linalg.inverse(kind, x, out)],
        [inverse, () => linalg.potential(kind, x, out)],
      ] as const;
      for (const [able, attempt] of attempts) {
        if (able) attempt();
        else expect(attempt).toThrow(kind);
      }
    });
  });

  it("what it doesn't support is refused by name, with what does", () => {
    const ask = () => requireAbility("elu", "holomorphic", "holomorphic nudging");
    expect(ask).toThrow(UserError);
    expect(ask).toThrow(
      "holomorphic nudging: expected a holomorphic activation, found elu; use tanh, sigmoid, linear, softplus, gelu or silu",
    );
    expect(() => requireAbility("gelu", "inverse", "the layered-feedback energy")).toThrow(
      "the layered-feedback energy: expected an invertible activation, found gelu",
    );
    try {
      ask();
    } catch (error) {
      expect((error as UserError).code).toBe(exitCode.usage);
    }
  });
});
