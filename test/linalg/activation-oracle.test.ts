import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Precision } from "../../src/linalg/linalg.ts";
import { type ActivationKind, activationKinds } from "../../src/network/activation.ts";
import { engine } from "../network/problem.ts";

/** f and f′ at x, correctly rounded (60-digit arithmetic); null where f′ has a kink. */
type Table = { readonly x: readonly number[] } & Readonly<
  Record<string, { readonly f: readonly number[]; readonly derivative: readonly (number | null)[] }>
>;
const golden = JSON.parse(
  readFileSync(new URL("../golden/activations.json", import.meta.url), "utf8"),
) as Table;

const tabulated = activationKinds.filter((kind) => kind in golden);
const smallest = 2 ** -1074;

/** Distance of neighbouring float64 numbers at |x|. */
const unitInLastPlace = (x: number): number =>
  Math.abs(x) < 2 ** -1022 ? smallest : 2 ** (Math.floor(Math.log2(Math.abs(x))) - 52);

const activate = (kind: ActivationKind, a: readonly number[], precision: Precision = "float64") => {
  const linalg = engine(precision);
  return linalg.scope(() => {
    const [from, x, slope] = [0, 0, 0].map(() => linalg.matrix(1, a.length)) as [never, never, never];
    linalg.values(from).set(a);
    linalg.activate(kind, from, x, slope);
    return { f: Array.from(linalg.values(x)), slope: Array.from(linalg.values(slope)) };
  });
};

describe("activations against correctly rounded values", () => {
  it("every activation but relu and linear is in the table", () => {
    expect(activationKinds.filter((kind) => !tabulated.includes(kind))).toEqual(["relu", "linear"]);
  });

  it.each(tabulated)(
    "%s in float64: 2 units in the last place from −5 on, 1e-13 below; f′ to 2⁻⁵⁰",
    (kind) => {
      const found = activate(kind, golden.x);
      golden.x.forEach((x, k) => {
        const { f, derivative } = golden[kind]!;
        const limit = x >= -5 ? 2 * unitInLastPlace(f[k]!) : Math.max(1e-13 * Math.abs(f[k]!), smallest);
        expect(Math.abs(found.f[k]! - f[k]!), `${kind}(${x})`).toBeLessThanOrEqual(limit);
        const slope = derivative[k];
        if (typeof slope === "number") {
          expect(Math.abs(found.slope[k]! - slope), `${kind}′(${x})`).toBeLessThanOrEqual(2 ** -50);
        }
      });
    },
  );

  it.each(tabulated)("%s in float32 is the float64 value to 2 units in the last place", (kind) => {
    const arguments32 = golden.x.map(Math.fround);
    const [found, expected] = [activate(kind, arguments32, "float32"), activate(kind, arguments32)];
    arguments32.forEach((x, k) => {
      const limit = Math.max(2 ** -22 * Math.abs(expected.f[k]!), 2 ** -126);
      expect(Math.abs(found.f[k]! - expected.f[k]!), `${kind}(${x})`).toBeLessThanOrEqual(limit);
      expect(Math.abs(found.slope[k]! - expected.slope[k]!), `${kind}′(${x})`).toBeLessThanOrEqual(2 ** -22);
    });
  });

  it.each([
    ["softplus", 0, 0],
    ["gelu", -0, 0],
    ["silu", -0, 0],
    ["leaky-relu", Number.NEGATIVE_INFINITY, 0.01],
    ["elu", -1, 0],
  ] as const)("%s has its limits at ±∞ and passes NaN on", (kind, low, lowSlope) => {
    const { f, slope } = activate(kind, [
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      1e300,
      0.5,
    ]);
    expect(f.slice(0, 4)).toEqual([low, Number.POSITIVE_INFINITY, Number.NaN, 1e300]);
    expect(slope.slice(0, 2)).toEqual([lowSlope, 1]);
    expect(f[4]).toBeGreaterThan(0);
  });

  it("the kinks have the slope of the left at 0", () => {
    expect(activate("relu", [0, -0]).slope).toEqual([0, 0]);
    expect(activate("leaky-relu", [0, -0]).slope).toEqual([0.01, 0.01]);
    expect(activate("elu", [0, -0]).slope).toEqual([1, 1]);
  });
});
