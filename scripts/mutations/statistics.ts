import { inFile, type Mutation } from "./mutation.ts";

export const statistics: readonly Mutation[] = [
  ...inFile("src/statistics/order-fit.ts", [
    "order read on both sides of the wall",
    "(!reached || (dial > least.dial && error >= clearance * least.error))",
    "(!reached || error >= clearance * least.error)",
  ]),
  ...inFile(
    "src/statistics/order-over-seeds.ts",
    ["a floor is a slope", "return least !== first || slope < leastSlope ? least : null;", "return null;"],
    [
      "the ± of an order is the scatter of the mean curve",
      'return { kind: "order", slopes: spreadOf(slopes), line, floor: floor?.error ?? null };',
      'return { kind: "order", slopes: { ...spreadOf(slopes), standardError: line.scatter }, line, floor: floor?.error ?? null };',
    ],
  ),
  ...inFile("src/sweep/compare/compare-numbers.ts", [
    "seeds that both results share are paired only where all are shared",
    "return complete || pairs.length > 1 ? pairs : null;",
    "return complete ? pairs : null;",
  ]),
  ...inFile("src/statistics/spread.ts", [
    "standard deviation for standard error",
    "sd === null ? null : sd / Math.sqrt(n)",
    "sd",
  ]),
  ...inFile("src/statistics/logarithm.ts", [
    "a term of the logarithm forgotten",
    "const terms = 12;",
    "const terms = 7;",
  ]),
];
