import { describe, expect, it } from "vitest";
import { seriesColour, theme } from "../../src/report/chart/theme.ts";

/** Okabe & Ito, Color Universal Design (2008). */
const okabeIto = ["#000000", "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"];

describe("theme", () => {
  it.each([
    [["backprop", "euler", "equilibrium", "pc-nudge"]],
    [["internal", "supervised", "total"]],
    [["all", "1", "2", "3", "4", "5", "6"]],
  ])("gives %s different colours, all of Okabe and Ito", (names) => {
    const colours = names.map((name) => seriesColour(name));
    expect(new Set(colours).size).toBe(names.length);
    for (const colour of colours) expect(okabeIto).toContain(colour);
  });

  it("is legible: no text below 14 pixels, on white", () => {
    const sizes = JSON.stringify(theme).match(/"\w*[fF]ontSize":(\d+)/g)!;
    expect(sizes.length).toBeGreaterThan(5);
    for (const size of sizes) expect(Number(size.split(":")[1])).toBeGreaterThanOrEqual(14);
    expect(theme.background).toBe("#ffffff");
  });
});
