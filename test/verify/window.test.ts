import { describe, expect, it } from "vitest";
import {
  atLeast,
  atMost,
  exactly,
  isInside,
  limitsOf,
  numberText,
  windowText,
  within,
} from "../../src/verify/window.ts";

describe("windows", () => {
  it.each([
    [exactly(0), 0, true],
    [exactly(0), 5e-324, false],
    [within(1, 0.03), 1.03, true],
    [within(1, 0.03), 0.97, true],
    [within(1, 0.03), 1.031, false],
    [within(1, 0.03), 0.969, false],
    [within(-2, 0.15), -2.1, true],
    [within(-2, 0.15), 2, false],
    [atMost(1e-12), 1e-12, true],
    [atMost(1e-12), 1.1e-12, false],
    [atLeast(0.999), 0.999, true],
    [atLeast(0.999), 0.9989, false],
  ])("%o holds %d: %s", (window, measured, inside) => {
    expect(isInside(window, measured)).toBe(inside);
  });

  it.each([exactly(0), within(1, 0.03), atMost(1), atLeast(1)])(
    "what is no number is outside %o",
    (window) => {
      expect(isInside(window, Number.NaN)).toBe(false);
    },
  );

  it("infinity is outside every window but one without an end there", () => {
    expect(
      [exactly(0), within(1, 0.03), atMost(1)].map((window) => isInside(window, Number.POSITIVE_INFINITY)),
    ).toEqual([false, false, false]);
  });

  it("ends", () => {
    expect(limitsOf(exactly(3))).toEqual({ low: 3, high: 3 });
    expect(limitsOf(within(1, 0.03))).toEqual({ low: 0.97, high: 1.03 });
    expect(limitsOf(atMost(1e-12))).toEqual({ low: null, high: 1e-12 });
    expect(limitsOf(atLeast(0.5))).toEqual({ low: 0.5, high: null });
  });
});

describe("texts", () => {
  it("windows", () => {
    expect(
      [
        exactly(0),
        within(1, 0.03),
        within(-2, 0.15),
        within(0, 1e-6),
        atMost(1e-12),
        atLeast(0.999),
        atMost(1 / 64),
      ].map(windowText),
    ).toEqual([
      "exactly 0",
      "1 ± 0.03",
      "−2 ± 0.15",
      "0 ± 1e-6",
      "at most 1e-12",
      "at least 0.999",
      "at most 0.01563",
    ]);
  });

  it("numbers", () => {
    expect([0, 782, 0.98921, -2.0049, 1.24e-15, -6.6e-4, 123456.7, 2.5e7].map(numberText)).toEqual([
      "0",
      "782",
      "0.9892",
      "−2.005",
      "1.2e-15",
      "−6.6e-4",
      "1.235e5",
      "2.5e7",
    ]);
  });
});
