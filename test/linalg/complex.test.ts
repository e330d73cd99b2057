import { describe, expect, it } from "vitest";
import {
  accumulateComplexProduct,
  complexHadamard,
  complexMatrix,
  complexScale,
} from "../../src/linalg/complex.ts";
import type { Complex } from "../../src/linalg/linalg.ts";
import { type ActivationKind, activationKinds, activations } from "../../src/network/activation.ts";
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

  // mpmath with 40 digits: log1p(exp(z)), z erfc(−z/√2)/2, z/(1 + exp(−z)) and their derivatives.
  it.each([
    [
      "softplus",
      [0.3, 0.2],
      "0.84945845326468286093",
      "0.1149372199943329192",
      "0.57517515746712602924",
      "0.049044344655472474523",
    ],
    [
      "softplus",
      [-1.5, 0.75],
      "0.1597032848206262457",
      "0.13001050647332129619",
      "0.15479710423313561649",
      "0.11050859165713011651",
    ],
    ["softplus", [0, 0.5], "0.6615661293124757017", "0.25", "0.5", "0.12767096061051813325"],
    [
      "softplus",
      [2.25, -1.25],
      "2.2873581792234629475",
      "-1.1534957477026594411",
      "0.95884872368386234438",
      "-0.092821308678999193036",
    ],
    [
      "softplus",
      [-3, 2],
      "-0.019868952547455816791",
      "0.046196170348647631676",
      "-0.018979391428966218462",
      "0.047106460064772198233",
    ],
    [
      "softplus",
      [6, 3],
      "5.9975430995656231388",
      "2.9996493379815108765",
      "1.0024598594543915503",
      "0.00035152461217887351369",
    ],
    [
      "gelu",
      [0.3, 0.2],
      "0.17071806010166174387",
      "0.14706726837014927114",
      "0.74140605867048427614",
      "0.14742181434558311526",
    ],
    [
      "gelu",
      [-1.5, 0.75],
      "-0.078786974408326710331",
      "-0.1186424443492630192",
      "-0.21670235760511641038",
      "-0.092447855350171143447",
    ],
    ["gelu", [0, 0.5], "-0.1040518087599600917", "0.25", "0.5", "0.434134031469837934"],
    [
      "gelu",
      [2.25, -1.25],
      "2.3082237975511353091",
      "-1.2759295439940559309",
      "0.90506044199632624632",
      "0.13459748904721049486",
    ],
    [
      "gelu",
      [-3, 2],
      "-0.029751640830253790834",
      "0.010642957018172424944",
      "-0.067525319084640278683",
      "0.092457046215392921822",
    ],
    [
      "gelu",
      [0.5, -0.0078125],
      "0.34571242819368237249",
      "-0.0067773581238518715777",
      "0.86751527041415461913",
      "-0.0048134578428016076666",
    ],
    [
      "gelu",
      [6, 3],
      "5.9999996505131345525",
      "2.9999995889208087",
      "1.0000008606722675837",
      "3.5163773376649773408e-6",
    ],
    [
      "silu",
      [0.3, 0.2],
      "0.16274367830904330694",
      "0.12974833489006695405",
      "0.65067613703280815737",
      "0.096183003544559706267",
    ],
    [
      "silu",
      [-1.5, 0.75],
      "-0.31507710009255101212",
      "-0.049665059310843462396",
      "-0.11699538891392382127",
      "0.10335026630381258555",
    ],
    ["silu", [0, 0.5], "-0.063835480305259066626", "0.25", "0.5", "0.26082089770212436961"],
    [
      "silu",
      [2.25, -1.25],
      "2.0413829924399412836",
      "-1.4074088491325761148",
      "1.1734917704957121682",
      "0.038745861753895738532",
    ],
    [
      "silu",
      [-3, 2],
      "-0.03727474584264574108",
      "-0.17927816305224903162",
      "-0.065406748891681251939",
      "-0.13381841209225037172",
    ],
    [
      "silu",
      [6, 3],
      "6.0137045828898126812",
      "3.009488726036247892",
      "0.98872490073752883431",
      "-0.0091653598547048287089",
    ],
  ] as const)("%s(%j), and its derivative in closed form", (kind, [x, y], re, im, slopeRe, slopeIm) => {
    const [a, f, slope] = [complex(1, 1, [[x, y]]), complex(1, 1), complex(1, 1)];
    linalg.activateComplex(kind, a, f, slope);
    expect(pairs(f)).toEqual([[near(Number(re)), near(Number(im))]]);
    expect(pairs(slope)).toEqual([[near(Number(slopeRe)), near(Number(slopeIm))]]);
  });

  it("softplus is continued without a jump past the imaginary part π, on both sides of its branch points", () => {
    for (const x of [-1, 1]) {
      const path = Array.from({ length: 81 }, (_, k): Pair => [x, (k / 80) * 4]);
      const [a, f, slope] = [complex(1, 81, path), complex(1, 81), complex(1, 81)];
      linalg.activateComplex("softplus", a, f, slope);
      const found = pairs(f);
      found.slice(1).forEach(([re, im], k) => {
        expect(Math.hypot(re - found[k]![0], im - found[k]![1])).toBeLessThan(0.1);
      });
    }
  });

  it.each(activationKinds.filter((kind) => !activations[kind].holomorphic))("%s is not continued", (kind) => {
    const [a, f, slope] = [complex(1, 1), complex(1, 1), complex(1, 1)];
    expect(() => linalg.activateComplex(kind, a, f, slope)).toThrow(`${kind} has no continuation`);
  });

  it("a tiny imaginary part far out keeps its leading digits", () => {
    const [a, f, slope] = [complex(1, 1, [[25, 0.5]]), complex(1, 1), complex(1, 1)];
    linalg.activateComplex("tanh", a, f, slope);
    expect(pairs(f)[0]![1] / 3.24597406802856e-22).toBeCloseTo(1, 10);
  });

  it.each(activationKinds.filter((kind) => activations[kind].holomorphic))(
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
