import { describe, expect, it } from "vitest";
import {
  accumulateComplexProduct,
  complexHadamard,
  complexMatrix,
  complexScale,
} from "../../src/linalg/complex.ts";
import type { ActivationKind, Complex } from "../../src/linalg/linalg.ts";
import { engine } from "../network/problem.ts";

const linalg = engine();

type Pair = readonly [number, number];

const complex = (rows: number, columns: number, values: readonly Pair[] = []): Complex => {
  const matrix = complexMatrix(linalg, rows, columns);
  values.forEach(([re, im], k) => {
    linalg.values(matrix.re)[k] = re;
    linalg.values(matrix.im)[k] = im;
  });
  return matrix;
};

const pairs = ({ re, im }: Complex): Pair[] =>
  Array.from(linalg.values(re), (value, k): Pair => [value, linalg.values(im)[k]!]);

const near = (value: number) => expect.closeTo(value, 14);

describe("holomorphic activations", () => {
  // mpmath with 40 digits: tanh(mpc(0.3, 0.2)) and 1/(1+exp(-mpc(0.3, 0.2))).
  it.each([
    ["tanh", [0.3, 0.2], "0.30222912890777213769", "0.18486280400641455906"],
    ["tanh", [-1.5, 0.75], "-0.98811210057047912814", "0.098387819139671397961"],
    ["tanh", [0, 0.5], "0", "0.54630248984379051326"],
    ["tanh", [2.25, -1.25], "1.0178688403486999289", "-0.013536119733026646184"],
    ["tanh", [25, 0.5], "1", "3.2459740680285571155e-22"],
    ["tanh", [-30, 2], "-1", "-1.3253898390798913135e-26"],
    ["sigmoid", [0.3, 0.2], "0.57517515746712602924", "0.049044344655472474523"],
    ["sigmoid", [-1.5, 0.75], "0.15479710423313561649", "0.11050859165713011651"],
    ["sigmoid", [0, 0.5], "0.5", "0.12767096061051813325"],
    ["sigmoid", [2.25, -1.25], "0.95884872368386234438", "-0.092821308678999193036"],
    ["linear", [2.25, -1.25], "2.25", "-1.25"],
  ] as const)("%s(%j), and its derivative", (kind, [x, y], re, im) => {
    const [a, f, slope] = [complex(1, 1, [[x, y]]), complex(1, 1), complex(1, 1)];
    linalg.activateComplex(kind, a, f, slope);
    const [u, v] = [Number(re), Number(im)];
    expect(pairs(f)).toEqual([[near(u), near(v)]]);
    // tanh′ = 1 − f², σ′ = f − f², in real and imaginary parts.
    const square = [u * u - v * v, 2 * u * v] as const;
    const derivative = {
      tanh: [1 - square[0], -square[1]],
      sigmoid: [u - square[0], v - square[1]],
      linear: [1, 0],
    }[kind];
    expect(pairs(slope)).toEqual([derivative.map(near)]);
  });

  it("a tiny imaginary part far out keeps its leading digits", () => {
    const [a, f, slope] = [complex(1, 1, [[25, 0.5]]), complex(1, 1), complex(1, 1)];
    linalg.activateComplex("tanh", a, f, slope);
    expect(pairs(f)[0]![1] / 3.24597406802856e-22).toBeCloseTo(1, 10);
  });

  it.each(["tanh", "sigmoid", "linear"] as const)(
    "%s of a real number is the real activation",
    (kind: ActivationKind) => {
      const values = [-2, -0.3, 0, 0.7, 3];
      const [a, f, slope] = [
        complex(
          1,
          5,
          values.map((x): Pair => [x, 0]),
        ),
        complex(1, 5),
        complex(1, 5),
      ];
      linalg.activateComplex(kind, a, f, slope);
      const [real, rate, rise] = [linalg.matrix(1, 5), linalg.matrix(1, 5), linalg.matrix(1, 5)];
      linalg.values(real).set(values);
      linalg.activate(kind, real, rate, rise);
      values.forEach((_, k) => {
        expect(pairs(f)[k]).toEqual([near(linalg.values(rate)[k]!), 0]);
        expect(pairs(slope)[k]).toEqual([near(linalg.values(rise)[k]!), expect.closeTo(0, 15)]);
      });
    },
  );
});

describe("complex arithmetic", () => {
  it("output errors: o − T, and the continued softmax − T", () => {
    const o = complex(1, 3, [
      [1, 0.5],
      [-2, 0.25],
      [0.5, -1],
    ]);
    const target = linalg.matrix(1, 3);
    linalg.values(target)[1] = 1;
    const error = complex(1, 3);
    linalg.outputErrorComplex("squared-error", o, target, error);
    expect(pairs(error)).toEqual([
      [1, 0.5],
      [-3, 0.25],
      [0.5, -1],
    ]);
    linalg.outputErrorComplex("cross-entropy", o, target, error);
    // mpmath: exp(o)/Σ exp(o).
    expect(pairs(error)).toEqual([
      [near(0.694248960931398), near(0.392780463249428)],
      [near(0.038328170497804 - 1), near(0.0103960341714244)],
      [near(0.267422868570798), near(-0.403176497420852)],
    ]);
  });

  it("products with a real matrix, with each other and with a number", () => {
    const a = complex(1, 2, [
      [1, 2],
      [-3, 0.5],
    ]);
    const b = linalg.matrix(2, 1);
    linalg.values(b).set([2, 4]);
    const c = complex(1, 1, [[1, 1]]);
    accumulateComplexProduct(linalg, a, linalg.pack(b), c);
    expect(pairs(c)).toEqual([[1 + 2 - 12, 1 + 4 + 2]]);
    const out = complex(1, 2);
    complexHadamard(
      linalg,
      0.5,
      a,
      complex(1, 2, [
        [0, 1],
        [2, 2],
      ]),
      out,
    );
    // ½ (1 + 2i) i = −1 + ½i; ½ (−3 + ½i)(2 + 2i) = −3.5 − 2.5i.
    expect(pairs(out)).toEqual([
      [-1, 0.5],
      [-3.5, -2.5],
    ]);
    complexScale(linalg, { re: 2, im: -1 }, a, out);
    expect(pairs(out)).toEqual([
      [4, 3],
      [-5.5, 4],
    ]);
  });

  it("points of the unit circle", () => {
    for (const angle of [0, 0.5, Math.PI / 3, 2, -1, 6]) {
      const [cosine, sine] = linalg.unitCircle(angle);
      expect(cosine).toBeCloseTo(Math.cos(angle), 15);
      expect(sine).toBeCloseTo(Math.sin(angle), 15);
    }
  });
});
