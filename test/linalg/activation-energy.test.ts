import { describe, expect, it } from "vitest";
import type { Matrix, Precision } from "../../src/linalg/linalg.ts";
import { type ActivationKind, activationKinds, activations } from "../../src/network/activation.ts";
import { engine } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";

const kinds = activationKinds;
const invertible = kinds.filter((kind) => activations[kind].inverse);

const filled = (values: readonly number[], precision: Precision = "float64"): Matrix => {
  const linalg = engine(precision);
  const matrix = linalg.matrix(1, values.length);
  linalg.values(matrix).set(values);
  return matrix;
};

describe.each(["float64", "float32"] as const)("errors as forces, in %s", (precision) => {
  const linalg = engine(precision);
  const digits = precision === "float64" ? 15 : 6;

  it.each(kinds)("%s: force = −π (x − f(a)), signal = π (x − f(a)) f′(a), for all lengths", (kind) => {
    const draw = randomNumbers(3);
    for (let count = 1; count <= 11; count++) {
      const a = filled(
        Array.from({ length: count }, (_, k) => (k % 4 === 3 ? 0 : draw())),
        precision,
      );
      const x = filled(Array.from({ length: count }, draw), precision);
      const [f, slope, force, signal] = [0, 0, 0, 0].map(() => linalg.matrix(1, count));
      linalg.activate(kind, a, f!, slope!);
      linalg.errorForce(kind, a, x, 1.5, force!, signal!);
      for (let k = 0; k < count; k++) {
        const error = linalg.values(x)[k]! - linalg.values(f!)[k]!;
        expect(linalg.values(force!)[k]).toBeCloseTo(-1.5 * error, digits);
        expect(linalg.values(signal!)[k]).toBeCloseTo(1.5 * error * linalg.values(slope!)[k]!, digits);
      }
    }
  });
});

describe("inverse and potential of an activation", () => {
  const linalg = engine();
  const applied = (
    operation: "inverse" | "potential",
    kind: ActivationKind,
    x: readonly number[],
  ): number[] => {
    const out = linalg.matrix(1, x.length);
    linalg[operation](kind, filled(x), out);
    return Array.from(linalg.values(out));
  };
  const rates: Readonly<Partial<Record<ActivationKind, readonly number[]>>> = {
    relu: [0.1, 0.5, 2],
    tanh: [-0.9, -0.2, 0, 0.3, 0.99],
    sigmoid: [0.01, 0.3, 0.5, 0.95],
    linear: [-3, 0, 2],
    softplus: [0.05, 0.3, 0.7, 1.5, 4],
    "leaky-relu": [-2, -0.1, 0.5, 3],
    elu: [-0.95, -0.3, 0.4, 2],
  };

  it.each(invertible)("f(f⁻¹(x)) = x for %s", (kind) => {
    const a = filled(applied("inverse", kind, rates[kind]!));
    const [f, slope] = [linalg.matrix(1, a.columns), linalg.matrix(1, a.columns)];
    linalg.activate(kind, a, f, slope);
    rates[kind]!.forEach((rate, k) => {
      expect(linalg.values(f)[k]).toBeCloseTo(rate, 14);
    });
  });

  it("f⁻¹ in closed form: artanh and logit", () => {
    expect(applied("inverse", "tanh", [0.5])[0]).toBeCloseTo(Math.atanh(0.5), 15);
    expect(applied("inverse", "sigmoid", [0.75])[0]).toBeCloseTo(Math.log(3), 15);
  });

  // mpmath with 40 digits: x²/2 + polylog(2, exp(−x)).
  it.each([
    [0.05, "1.4457741892599372159"],
    [0.3, "1.0066170569724138591"],
    [0.7, "0.82251388783441724675"],
    [1.5, "1.3619924122759423773"],
    [4, "8.0184001943529288143"],
  ])("the potential of softplus at %d, by the dilogarithm", (x, expected) => {
    expect(applied("potential", "softplus", [x])[0]! / Number(expected)).toBeCloseTo(1, 14);
  });

  it.each(kinds.filter((kind) => !activations[kind].inverse))("%s is not inverted", (kind) => {
    expect(() => applied("inverse", kind, [0.5])).toThrow(`${kind} has no inverse`);
    expect(() => applied("potential", kind, [0.5])).toThrow(`${kind} has no inverse`);
  });

  it.each(invertible)("the potential of %s has the inverse for its slope", (kind) => {
    const h = 1e-3;
    for (const x of rates[kind]!.map((rate) => rate * 0.95 + 0.02)) {
      const [far, back, near, front] = applied("potential", kind, [x - 2 * h, x - h, x + h, x + 2 * h]) as [
        number,
        number,
        number,
        number,
      ];
      const slope = (far - 8 * back + 8 * near - front) / (12 * h);
      expect(slope).toBeCloseTo(applied("inverse", kind, [x])[0]!, 6);
    }
  });
});
