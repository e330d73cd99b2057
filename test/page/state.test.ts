import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseOverrides } from "../../src/config/override.ts";
import { openDataset } from "../../src/data/dataset.ts";
import { namedConfig } from "../../src/figure/configs/config-files.ts";
import { resolveConfig } from "../../src/figure/configs/resolved-config.ts";
import { drawnFolder, formulaCommand, limitCommand } from "../../src/page/state/command.ts";
import { blankDrawing, brushLevels, decodeDrawing, encodeDrawing } from "../../src/page/state/drawing.ts";
import { firstFormula } from "../../src/page/state/formula.ts";
import { figureFragments, fromFragment, type PageState, toFragment } from "../../src/page/state/fragment.ts";
import { drawnFiles, tar } from "../../src/page/state/idx.ts";
import { type LimitState, paperLimit, sizesOfLimit } from "../../src/page/state/limit.ts";
import { regimeText } from "../../src/page/state/regime.ts";

const limits = { estimators: ["pc-nudge", "chl"], images: 10 };
const folder = mkdtempSync(join(tmpdir(), "ebm-page-state-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const moved: LimitState = {
  lambda: 0.0123,
  stepSize: 0.3,
  steps: 77,
  activation: "tanh",
  depth: 3,
  width: 64,
  loss: "cross-entropy",
  image: 4,
  drawing: "",
  seed: 11,
  at: 12,
};

/** Every level of the brush, in every place of a byte. */
const stroke = Uint8Array.from({ length: 784 }, (_, at) => brushLevels[(at * at + (at >> 3)) % 4]!);
const drawn = encodeDrawing({ pixels: stroke, label: 3 });

/** The config that a command of the page asks for. */
const configOf = (command: string) => {
  const [, name = "", rest = ""] = /npx ebm run (\S+)(.*)$/.exec(command) ?? [];
  const texts = [...rest.matchAll(/--set (?:'([^']*)'|(\S+))/g)].map((match) => match[1] ?? match[2]!);
  return resolveConfig(namedConfig(name), parseOverrides(texts)).config as unknown as Record<string, unknown>;
};

describe("the fragment of the page's address", () => {
  const states: readonly PageState[] = [
    { section: "limit", limit: paperLimit, formula: firstFormula },
    { section: "limit", limit: moved, formula: firstFormula },
    { section: "limit", limit: { ...paperLimit, image: "drawn", drawing: drawn }, formula: firstFormula },
    { section: "formula", limit: paperLimit, formula: firstFormula },
    { section: "formula", limit: moved, formula: { estimator: "chl", seed: 3, image: 9 } },
    { section: "limit", limit: { ...moved, at: 0 }, formula: { estimator: "chl", seed: 3, image: 9 } },
  ];
  it.each(states)("brings a state of both sections back: $section", (state) => {
    expect(fromFragment(toFragment(state), limits)).toEqual(state);
    expect(fromFragment(`#${toFragment(state)}`, limits)).toEqual(state);
  });

  it("is short where nothing was moved, and leaves what makes no sense as it was", () => {
    const start = { section: "limit", limit: paperLimit, formula: firstFormula } as const;
    expect(toFragment(start)).toBe("limit");
    const odd =
      "limit?lambda=7&steps=1.5&activation=cosine&depth=-1&width=100&image=10&seed=x&loss=&drawing=x&at=51;formula?estimator=x";
    expect(fromFragment(odd, limits)).toEqual(start);
    expect(fromFragment("result-fig3a", limits)).toBeNull();
  });

  it("carries a drawing: each pixel, and the label", () => {
    expect(decodeDrawing(drawn)).toEqual({ pixels: stroke, label: 3 });
    expect(decodeDrawing(encodeDrawing(blankDrawing))).toEqual(blankDrawing);
    for (const text of ["", "7", "12.AA", "3.A*", `3.${"B".repeat(265)}`])
      expect(decodeDrawing(text)).toBeNull();
  });

  it("exists for each figure that a page can begin at", () => {
    for (const fragment of Object.values(figureFragments))
      expect(fromFragment(fragment, limits)).not.toBeNull();
    expect(fromFragment(figureFragments.fig2a!, limits)).toMatchObject({
      limit: { lambda: 1, steps: 50 },
    });
  });
});

describe("the commands of the page", () => {
  it("ask for the config that the sliders describe", () => {
    for (const state of [paperLimit, moved]) {
      expect(configOf(limitCommand(state))).toMatchObject({
        lambda: [state.lambda],
        seeds: [state.seed],
        loss: state.loss,
        dataset: { dir: null, image: state.image },
        network: { sizes: sizesOfLimit(state), activation: state.activation },
        inference: { stepSize: state.stepSize, steps: state.steps },
      });
    }
    expect(configOf(formulaCommand({ estimator: "chl", seed: 3, image: 9 }))).toMatchObject({
      estimators: ["chl"],
      seeds: [3],
      dataset: { image: 9 },
    });
  });

  it("take a drawn digit from the folder of its archive, which reads as a dataset of ten classes", () => {
    const pixels = Uint8Array.from({ length: 784 }, (_, at) => (at * 7) % 256);
    writeFileSync(join(folder, `${drawnFolder}.tar`), tar(drawnFolder, drawnFiles(pixels, 4)));
    execFileSync("tar", ["xf", `${drawnFolder}.tar`], { cwd: folder });
    const { train, close } = openDataset(join(folder, drawnFolder));
    const read = new Uint8Array(784);
    train.readPixels(0, read);
    expect({ count: train.count, classes: train.classes, label: train.label(0) }).toEqual({
      count: 1,
      classes: 10,
      label: 4,
    });
    expect(read).toEqual(pixels);
    close();
    const command = limitCommand({ ...paperLimit, image: "drawn" });
    expect(command).toContain(`tar xf ${drawnFolder}.tar && `);
    expect(configOf(command)).toMatchObject({ dataset: { dir: drawnFolder, image: 0 } });
  });
});

describe("the regime in words", () => {
  const reading = (relativeError: number, outcome = "converged") => ({
    distance: 1,
    relativeError,
    cosine: 1,
    layerCosines: [],
    outcome,
    residual: 0,
    iterations: 1,
    internal: 0,
    supervised: 0,
  });
  it.each([
    [/^Truncated: .* 7\.1 % the nudge itself makes 0\.06 %/, reading(0.071, "max-steps"), reading(6e-4)],
    [/^Infinitesimal: .* 0\.06 % is in proportion/, reading(6e-4), reading(6e-4)],
    [/^Finite: .* 15 % off backprop/, reading(0.15), reading(0.11)],
    [/^The signal of the loss climbs/, reading(1, "not-arrived"), reading(0.1)],
  ])("is %s", (words, euler, equilibrium) => {
    expect(regimeText(paperLimit, { euler, equilibrium }, null)).toMatch(words);
  });
  it("names the safe step where Euler's method diverges", () => {
    const text = regimeText(
      { ...paperLimit, stepSize: 1.2 },
      { euler: null, equilibrium: reading(0.1) },
      0.907,
    );
    expect(text).toMatch(/diverges: a step of 1\.2 is too long \(it is above 2\/λ_max = 0\.907\)/);
  });
});
