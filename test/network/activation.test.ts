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
      "holomorphic nudging needs a holomorphic activation, found elu; use tanh, sigmoid, linear, softplus, gelu or silu",
    );
    expect(() => requireAbility("gelu", "inverse", "the layered-feedback energy")).toThrow(
      "needs an invertible activation, found gelu",
    );
    try {
      ask();
    } catch (error) {
      expect((error as UserError).code).toBe(exitCode.usage);
    }
  });
});
