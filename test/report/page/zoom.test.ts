import { describe, expect, it } from "vitest";
import { zoomedInterval } from "../../../src/report/page/interval.ts";

describe("an interval that is zoomed", () => {
  it("shrinks around its centre, on a linear axis by differences, on a logarithmic one by ratios", () => {
    expect(zoomedInterval([0, 10], "linear", 0.5, 0.5)).toEqual([2.5, 7.5]);
    const [from, to] = zoomedInterval([1e-4, 1], "log", 0.5, 0.5);
    expect(from).toBeCloseTo(1e-3, 12);
    expect(to).toBeCloseTo(1e-1, 12);
  });

  it("keeps the place under the pointer where it is", () => {
    const [from, to] = zoomedInterval([2, 4], "linear", 0.8, 0.25);
    expect(from + 0.25 * (to - from)).toBeCloseTo(2.5, 12);
  });

  it("moves by a part of its width", () => {
    expect(zoomedInterval([0, 10], "linear", 1, 0.5, 0.1)).toEqual([1, 11]);
    expect(zoomedInterval([1, 100], "log", 1, 0.5, 0.5)[0]).toBeCloseTo(10, 12);
  });
});
