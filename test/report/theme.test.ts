import { describe, expect, it } from "vitest";
import { seriesColour, theme } from "../../src/report/chart/theme.ts";

/** Okabe & Ito, Color Universal Design (2008), with a darker blue. */
const okabeIto = ["#000000", "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#00588a", "#d55e00", "#cc79a7"];

/** The grey that a colour is printed as, 0 to 255 (ITU-R BT.601). */
const greyOf = (colour: string): number => {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return 0.299 * r! + 0.587 * g! + 0.114 * b!;
};

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

  it.each([
    [["backprop", "euler", "equilibrium"]],
    [["internal", "supervised", "total"]],
    [["all", "1", "2"]],
    [["1", "2", "3"]],
  ])("keeps %s apart in grey", (names) => {
    const greys = names.map((name) => greyOf(seriesColour(name))).sort((a, b) => a - b);
    const least = Math.min(...greys.slice(1).map((grey, at) => grey - greys[at]!));
    expect(least).toBeGreaterThan(30);
  });

  it("is legible: no text below 14 pixels, on white", () => {
    const sizes = JSON.stringify(theme).match(/"\w*[fF]ontSize":(\d+)/g)!;
    expect(sizes.length).toBeGreaterThan(5);
    for (const size of sizes) expect(Number(size.split(":")[1])).toBeGreaterThanOrEqual(14);
    expect(theme.background).toBe("#ffffff");
  });
});
