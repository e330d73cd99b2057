import { describe, expect, it } from "vitest";
import type { LossKind } from "../../src/linalg/linalg.ts";
import { type ActivationKind, activationKinds } from "../../src/network/activation.ts";
import { engine } from "../network/problem.ts";

// Literals, as text because they have more digits than a number: mpmath 1.3 with 60 digits, for example nstr(tanh(mpf(0.2)), 25) and nstr(1/(1+exp(-mpf(0.2))), 25).

const hyperbolicTangents: readonly (readonly [number, string])[] = [
  [-20.5, "-0.9999999999999999968742356"],
  [-3.75, "-0.9988944427261528009678421"],
  [-1, "-0.7615941559557648881194583"],
  [-0.625, "-0.5545997223493822939990391"],
  [-0.25, "-0.2449186624037091292778011"],
  [-0.0078125, "-0.007812341058161013821391816"],
  [2 ** -20, "0.0000009536743164059608794206706"],
  [0.03125, "0.03123983144603125676817868"],
  [0.2, "0.1973753202249040114078778"],
  [0.5, "0.4621171572600097585023185"],
  [0.75, "0.6351489523872873192144344"],
  [1, "0.7615941559557648881194583"],
  [1.5, "0.9051482536448664382423037"],
  [2.25, "0.9780261147388136399227292"],
  [5, "0.9999092042625951312109904"],
  [9.5, "0.9999999887944071877081204"],
  [18, "0.999999999999999536095434"],
];

const sigmoids: readonly (readonly [number, string])[] = [
  [-700.25, "7.678723813110872211649887e-305"],
  [-40, "4.248354255291588977280721e-18"],
  [-20.5, "1.250152864823860441556406e-9"],
  [-3.75, "0.02297736991002561495390389"],
  [-1, "0.2689414213699951207488408"],
  [-0.625, "0.3486451353339457563788013"],
  [-0.25, "0.4378234991142018959726764"],
  [-0.0078125, "0.4980468849340468299594636"],
  [2 ** -20, "0.50000023841857910154443"],
  [0.2, "0.5498339973124779113071385"],
  [0.5, "0.6224593312018545646389006"],
  [1, "0.7310585786300048792511592"],
  [2.25, "0.9046505351008905060303852"],
  [5, "0.993307149075715144440638"],
  [18, "0.9999999847700204872396511"],
  [36.5, "0.9999999999999998593138288"],
];

/** Distance of neighbouring numbers at |x|. */
const unitInLastPlace = (x: number, digits: number): number =>
  2 ** (Math.floor(Math.log2(Math.abs(x))) - digits + 1);

const activate = (
  kind: ActivationKind,
  a: readonly number[],
  precision: "float64" | "float32" = "float64",
) => {
  const linalg = engine(precision);
  return linalg.scope(() => {
    const [from, x, slope] = [
      linalg.matrix(1, a.length),
      linalg.matrix(1, a.length),
      linalg.matrix(1, a.length),
    ];
    linalg.values(from).set(a);
    linalg.activate(kind, from, x, slope);
    return { x: Array.from(linalg.values(x)), slope: Array.from(linalg.values(slope)) };
  });
};

describe("activations", () => {
  it.each([
    ["tanh", hyperbolicTangents, 1],
    // One rounding each in exp, + and /.
    ["sigmoid", sigmoids, 2],
  ] as const)("%s in float64 is right to the last place", (kind, table, units) => {
    const { x } = activate(
      kind,
      table.map(([a]) => a),
    );
    table.forEach(([a, text], k) => {
      const expected = Number(text);
      expect(Math.abs(x[k]! - expected), `${kind}(${a})`).toBeLessThanOrEqual(
        units * unitInLastPlace(expected, 53),
      );
    });
  });

  it.each([
    ["tanh", hyperbolicTangents],
    ["sigmoid", sigmoids],
  ] as const)("%s in float32 is right to two units in the last place", (kind, table) => {
    // Numbers that float32 holds exactly, so that the argument is not rounded.
    const exact = table.filter(([a, text]) => Math.fround(a) === a && Math.abs(Number(text)) > 1e-30);
    const { x } = activate(
      kind,
      exact.map(([a]) => a),
      "float32",
    );
    exact.forEach(([a, text], k) => {
      const expected = Number(text);
      expect(Math.abs(x[k]! - expected), `${kind}(${a})`).toBeLessThanOrEqual(
        2 * unitInLastPlace(expected, 24),
      );
    });
  });

  it("slopes are 1 − f², f (1 − f), 1 where a > 0, and 1", () => {
    const a = [-2, -0.5, 0.25, 0, 1, 3, -0.125];
    activate("tanh", a).slope.forEach((slope, k) => {
      expect(slope).toBeCloseTo(1 / Math.cosh(a[k]!) ** 2, 14);
    });
    activate("sigmoid", a).slope.forEach((slope, k) => {
      expect(slope).toBeCloseTo(1 / (2 + Math.exp(a[k]!) + Math.exp(-a[k]!)), 14);
    });
    expect(activate("relu", a)).toEqual({ x: [0, 0, 0.25, 0, 1, 3, 0], slope: [0, 0, 1, 0, 1, 1, 0] });
    expect(activate("linear", a)).toEqual({ x: a, slope: [1, 1, 1, 1, 1, 1, 1] });
  });

  it.each(["float64", "float32"] as const)(
    "relu treats vector and remaining entries alike in %s",
    (precision) => {
      for (let count = 1; count <= 9; count++) {
        const a = Array.from({ length: count }, (_, k) => [-0.5, 0, -0, 0.5, 2][(k * 2) % 5]!);
        expect(activate("relu", a, precision)).toEqual({
          x: a.map((value) => Math.max(0, value)),
          slope: a.map((value) => Number(value > 0)),
        });
      }
    },
  );

  it("an activation without a kernel is no other one", () => {
    expect(() => activate("swish" as ActivationKind, [1])).toThrow("no kernel of the activation swish");
  });

  it.each(activationKinds)("%s passes NaN on and leaves its neighbours alone", (kind) => {
    for (let at = 0; at < 5; at++) {
      const a = [0.5, 0.5, 0.5, 0.5, 0.5];
      a[at] = Number.NaN;
      const { x } = activate(kind, a);
      expect(x.map(Number.isNaN)).toEqual(a.map(Number.isNaN));
    }
  });

  it("saturates without overflow", () => {
    expect(activate("sigmoid", [-1e6, 1e6, Number.NEGATIVE_INFINITY]).x).toEqual([0, 1, 0]);
    expect(activate("tanh", [-1e6, 1e6, Number.POSITIVE_INFINITY]).x).toEqual([-1, 1, 1]);
  });
});

const losses = (kind: LossKind, output: readonly number[][], target: readonly number[][]) => {
  const linalg = engine();
  return linalg.scope(() => {
    const [rows, columns] = [output.length, output[0]!.length];
    const [o, t, error] = [
      linalg.matrix(rows, columns),
      linalg.matrix(rows, columns),
      linalg.matrix(rows, columns),
    ];
    const loss = linalg.matrix(rows, 1);
    linalg.values(o).set(output.flat());
    linalg.values(t).set(target.flat());
    linalg.outputError(kind, o, t, error);
    linalg.lossPerRow(kind, o, t, loss);
    return { error: Array.from(linalg.values(error)), loss: Array.from(linalg.values(loss)) };
  });
};

describe("losses", () => {
  it("squared error is ½‖o − T‖² a row", () => {
    const found = losses(
      "squared-error",
      [
        [1, 2, -3],
        [0.5, 0, 4],
      ],
      [
        [0, 2, 1],
        [0.25, 1, 4],
      ],
    );
    expect(found.error).toEqual([1, 0, -4, 0.25, -1, 0]);
    expect(found.loss).toEqual([8.5, 0.53125]);
  });

  // Two logits, the first is the right class: −log softmax and softmax by mpmath with 60 digits.
  it.each([
    [0, 0, "0.6931471805599453094172321", "0.5"],
    [1, -1, "0.1269280110429724964437268", "0.8807970779778824440597291"],
    [3.5, 0.25, "0.03804137168778312856120856", "0.9626731126558705398022858"],
    [30, 0, "9.357622968839736779377697e-14", "0.9999999999999064237703116"],
    [0, 30, "30.00000000000009357622969", "9.357622968839298953839563e-14"],
    [800, 0, "0", "1"],
    [0, 800, "800", "0"],
    [-1000.5, -1000, "0.9740769841801066808729974", "0.3775406687981454353610994"],
    [1e300, -1e300, "0", "1"],
  ])("cross-entropy of logits %d, %d", (first, second, lossText, probabilityText) => {
    const [loss, probability] = [Number(lossText), Number(probabilityText)];
    const found = losses("cross-entropy", [[first, second]], [[1, 0]]);
    expect(Math.abs(found.loss[0]! - loss)).toBeLessThanOrEqual(2 ** -52 * Math.max(1, loss));
    expect(Math.abs(found.error[0]! - (probability - 1))).toBeLessThanOrEqual(2 ** -52);
    expect(Math.abs(found.error[1]! - (1 - probability))).toBeLessThanOrEqual(2 ** -52);
  });

  it("cross-entropy of ten equal logits is log 10, row by row", () => {
    const zeros = new Array<number>(10).fill(0);
    const target = zeros.map((_, k) => Number(k === 3));
    const found = losses("cross-entropy", [zeros, zeros.map(() => -7)], [target, target]);
    for (const loss of found.loss) expect(loss).toBeCloseTo(Math.LN10, 14);
    found.error.forEach((error, k) => {
      expect(error).toBeCloseTo(k % 10 === 3 ? -0.9 : 0.1, 15);
    });
  });
});
