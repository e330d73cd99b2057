import { describe, expect, it } from "vitest";
import { changedName } from "../../src/figure/configs/result-name.ts";

const named = (field: string, value: unknown): string =>
  changedName("fig3a", [{ path: field.split("."), value }], "0123456789abcdef");

describe("the name of a changed config's result", () => {
  it.each([
    ["inference.steps", 100, "fig3a-steps=100"],
    ["precision", "float32", "fig3a-float32"],
    ["network.sizes", [784, 64, 10], "fig3a-sizes=784x64x10"],
    ["energy.options", { kappa: 2, tau: 0.5 }, "fig3a-options=kappa=2_tau=0.5"],
    ["energy.options", { precisions: [1, 2] }, "fig3a-options=precisions=1x2"],
    ["network.layers", [{ dense: 4 }, { dense: 10 }], "fig3a-layers=dense=4xdense=10"],
  ])("says what %s is", (field, value, name) => {
    expect(named(field, value)).toBe(name);
  });

  it("is that of its fingerprint where it would be too long", () => {
    expect(
      named(
        "seeds",
        Array.from({ length: 100 }, (_, i) => i),
      ),
    ).toBe("fig3a-01234567");
  });
});
