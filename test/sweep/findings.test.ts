import { describe, expect, it } from "vitest";
import { orderOverSeeds } from "../../src/statistics/order-over-seeds.ts";
import { orderText } from "../../src/sweep/findings.ts";

const window = { from: 0, to: 0.01 };
const dials = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2];
const curve = (error: (dial: number) => number) => dials.map((dial) => ({ dial, error: error(dial) }));

const told = (...errors: readonly ((dial: number) => number)[]): string =>
  orderText("relative_distance", orderOverSeeds(errors.map(curve), window), window);

describe("what is said of an order", () => {
  it("a curve that stays at 58 %, as that of two Euler steps, has a floor and no order", () => {
    expect(
      told(
        () => 0.57,
        () => 0.59,
      ),
    ).toBe("no convergence: floor 58 % (relative_distance, at λ = 0.0001)");
    expect(told((dial) => 0.58 + dial)).toMatch(/^no convergence: floor 58 %/);
  });

  it("the ± is the standard error of the seeds' own slopes, and the scatter of the mean curve is said apart", () => {
    // Slopes 1 and 1.02: mean 1.01, sd 0.01 √2, standard error 0.01. Each curve is straight, and so is their mean, nearly.
    const said = told(
      (dial) => dial,
      (dial) => dial ** 1.02,
    );
    expect(said).toMatch(/^1\.010 ± 0\.01 \(relative_distance, λ from 0\.0001 to 0\.01, 2 seeds; scatter/);
    expect(Number(/scatter of the mean curve (\S+)\)$/.exec(said)![1])).toBeLessThan(0.001);
  });

  it("a window of three points over one decade is too short for a number", () => {
    const short = [1e-3, 3e-3, 1e-2].map((dial) => ({ dial, error: dial }));
    expect(orderText("relative_distance", orderOverSeeds([short], window), window)).toMatch(
      /^not fitted: 1 of the 1\.5 decades that it takes with λ ≤ 0\.01/,
    );
  });
});
