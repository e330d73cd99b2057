import { inFile, type Mutation } from "./mutation.ts";

export const statistics: readonly Mutation[] = [
  ...inFile("src/statistics/order-fit.ts", [
    "order read on both sides of the wall",
    "(!reached || (dial > least.dial && error >= clearance * least.error))",
    "(!reached || error >= clearance * least.error)",
  ]),
];
