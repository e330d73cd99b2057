// A cell's key covers what computes it, and nothing else: on a copy of the built program, which is changed in one place.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
// @ts-expect-error: the build is plain JavaScript.
import { hashProgram, readProgram } from "../../scripts/identity.mjs";
import { mnistChecksums } from "../../src/data/dataset.ts";
import type { Cell } from "../../src/rows/cell.ts";
import { cellKey, drawingOf, type Identity, partsOf } from "../../src/run/identity.ts";
import { configured } from "../experiments/compute.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ebm-identity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cellsOf = (file: string, ...settings: readonly string[]): readonly Cell[] => {
  const { experiment, config } = configured(`smoke/${file}`, ...settings);
  return experiment.cells(config, mnistChecksums);
};

const configs = [
  "fig2a",
  "fig2b",
  "fig3a",
  "fig3b",
  "estimator-order",
  "first-step",
  "feedback-sweep",
  "forces",
  "train-compare",
];
/** A network with another kind of connection. */
const convolutional = [
  "network={ input: [1, 28, 28], layers: [{ kind: convolution, channels: 2, kernel: 8, stride: 4 }, { kind: dense, units: 10 }], activation: silu }",
  "seeds=[0]",
];
const cells = [...configs.flatMap((file) => cellsOf(file)), ...cellsOf("fig2b", ...convolutional)];

interface Computed {
  readonly parts: Identity;
  readonly files: Readonly<Record<string, readonly string[]>>;
}

const identityOfCopy = async (): Promise<Computed> => hashProgram(folder, await readProgram(folder));

/** Changes a file of the copy, gives the cells that are new then, and changes it back. */
const newWith = async (
  file: string,
  change: (text: string) => string,
  before: Computed,
  identity: () => Computed | Promise<Computed>,
) => {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  const changed = change(text);
  expect(changed, file).not.toBe(text);
  writeFileSync(path, changed);
  try {
    const { parts } = await identity();
    return cells.filter((cell) => cellKey(cell, parts) !== cellKey(cell, before.parts));
  } finally {
    writeFileSync(path, text);
  }
};

const added = (text: string): string => `${text}\nexport const added = 1;\n`;

describe("what a cell is computed by", () => {
  let before: Computed;
  let program: unknown;
  /** For changes that leave the imports as they are. */
  const again = (): Computed => hashProgram(folder, program);

  beforeAll(async () => {
    cpSync(join(root, "dist"), join(folder, "dist"), {
      recursive: true,
      filter: (path) => !path.endsWith(".d.ts"),
    });
    mkdirSync(join(folder, "node_modules"));
    for (const name of readdirSync(join(root, "node_modules")).filter((each) => !each.startsWith("."))) {
      if (name !== "pure-rand")
        symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
    }
    cpSync(join(root, "node_modules/pure-rand"), join(folder, "node_modules/pure-rand"), { recursive: true });
    cpSync(join(root, "package.json"), join(folder, "package.json"));
    cpSync(join(root, "src/linalg/assembly"), join(folder, "src/linalg/assembly"), { recursive: true });
    program = await readProgram(folder);
    before = again();
  });

  it("is what the build wrote down", () => {
    expect(JSON.parse(readFileSync(join(root, "dist/identity.json"), "utf8"))).toEqual(before);
  });

  it("knows every part of every cell", () => {
    for (const cell of cells) for (const part of partsOf(cell)) expect(before.parts).toHaveProperty([part]);
  });

  it.each([
    [
      "a caption",
      "dist/experiments/nudge-sweep/chart.js",
      (text: string) => text.replace("against λ", "over λ"),
    ],
    [
      "a summary's words",
      "dist/experiments/nudge-sweep/present.js",
      (text: string) => text.replace("slope", "incline"),
    ],
    [
      "a column's meaning",
      "dist/experiments/columns.js",
      (text: string) => text.replace("similarity", "likeness"),
    ],
    [
      "a field's description",
      "dist/config/fields.js",
      (text: string) => text.replace("the images", "images"),
    ],
  ])("does not change with %s", async (_, file, change) => {
    expect(await newWith(file, change, before, again)).toEqual([]);
  });

  it.each([
    ["estimator", "dist/gradient/estimator/pc-symmetric.js", "estimator pc-symmetric"],
    [
      "holomorphic estimator, which has three names",
      "dist/gradient/estimator/pc-holomorphic.js",
      "estimator pc-holomorphic-",
    ],
    ["solver", "dist/inference/solver/euler.js", "solver euler"],
    ["work", "dist/experiments/forces/measure.js", "work forces"],
    ["kind of connection", "dist/network/connection/convolution.js", "connection convolution"],
  ])("changes for its own cells with the file of a %s, and for no others", async (_, file, part) => {
    const uses = (cell: Cell): boolean => partsOf(cell).some((each) => each.startsWith(part));
    const found = await newWith(file, added, before, again);
    const reached = new Set(
      Object.entries(before.files).flatMap(([name, files]) =>
        files.includes(file.slice("dist/".length)) ? [name] : [],
      ),
    );
    expect(found).toEqual(cells.filter((cell) => partsOf(cell).some((each) => reached.has(each))));
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(cells.length);
    for (const cell of cells.filter(uses)) expect(found).toContain(cell);
  });

  it.each([
    ["kernel", "src/linalg/assembly/activation/tanh.ts", added],
    [
      "record",
      "dist/network/activation.js",
      (text: string) => text.replace('tanh: { label: "tanh"', 'tanh: { label: "hyperbolic tangent"'),
    ],
  ])(
    "changes with the %s of an activation for the networks that have it, and for no others",
    async (_, file, change) => {
      const found = await newWith(file, change, before, again);
      expect(found).toEqual(cells.filter((cell) => partsOf(cell).includes("activation tanh")));
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThan(cells.length);
    },
  );

  it("does not change with one more entry of a registry", async () => {
    const estimator = (text: string) =>
      text
        .replace(
          "import { backprop }",
          'import { backprop as another } from "./estimator/backprop.js";\nimport { backprop }',
        )
        .replace("    backprop,\n", "    backprop,\n    another,\n");
    expect(await newWith("dist/gradient/registry.js", estimator, before, identityOfCopy)).toEqual([]);
  });

  it("changes for all cells with the resolved version of the random generator, and with a kernel", async () => {
    const version = (text: string) => text.replace(/"version": "[^"]+"/, '"version": "99.0.0"');
    expect(await newWith("node_modules/pure-rand/package.json", version, before, again)).toEqual(cells);
    expect(await newWith("src/linalg/assembly/product.ts", added, before, again)).toEqual(cells);
  });

  it("is not what draws: that is drawn by its own modules, packages and fonts", () => {
    // Links to the packages: their versions are changed in copies.
    for (const name of ["vega-lite", "dejavu-fonts-ttf"]) {
      const file = readFileSync(join(root, "node_modules", name, "package.json"));
      rmSync(join(folder, "node_modules", name));
      mkdirSync(join(folder, "node_modules", name));
      writeFileSync(join(folder, "node_modules", name, "package.json"), file);
    }
    const plain = drawingOf(again().parts);
    const drawnWith = (file: string, change: (text: string) => string): string => {
      const path = join(folder, file);
      const text = readFileSync(path, "utf8");
      writeFileSync(path, change(text));
      try {
        const { parts } = again();
        expect(parts).toEqual({ ...before.parts, drawing: parts.drawing });
        return drawingOf(parts);
      } finally {
        writeFileSync(path, text);
      }
    };
    const version = (text: string) => text.replace(/"version": "[^"]+"/, '"version": "99.0.0"');
    const others = [
      drawnWith("dist/report/drawing/render.js", added),
      drawnWith("dist/report/chart/theme.js", added),
      drawnWith("node_modules/vega-lite/package.json", version),
      drawnWith("node_modules/dejavu-fonts-ttf/package.json", version),
    ];
    expect(new Set([plain, ...others]).size).toBe(1 + others.length);
    expect(drawnWith("dist/report/chart/chart.js", added)).toBe(plain);
  });

  it("fails where an entry of a registry has no file of its name", async () => {
    const path = join(folder, "dist/gradient/estimator/chl.js");
    const moved = join(dirname(path), "moved.js");
    const registry = join(folder, "dist/gradient/registry.js");
    const text = readFileSync(registry, "utf8");
    cpSync(path, moved);
    rmSync(path);
    writeFileSync(registry, text.replace("./estimator/chl.js", "./estimator/moved.js"));
    try {
      await expect(identityOfCopy()).rejects.toThrow(
        /^estimator chl: expected it in dist\/gradient\/estimator\/chl\.js/,
      );
    } finally {
      cpSync(moved, path);
      rmSync(moved);
      writeFileSync(registry, text);
    }
  });

  it("is all that runs: no function of another module is called while a cell is computed", () => {
    // One cell of each kind, a work with the parts that it says it uses; a little of each is enough to call every function.
    const little: Readonly<Record<string, readonly string[]>> = {
      "estimator-order": ["dial=[0.1]", "seeds=[0]"],
      "feedback-sweep": ["gamma=[0.1]", "seeds=[0]"],
      "train-compare": ["training={ images: 8, testImages: 4, batchSize: 4 }", "seeds=[0]"],
      fig3b: ["training={ images: 8, testImages: 4, batchSize: 4 }", "seeds=[0]"],
    };
    const some = configs.flatMap((file) => cellsOf(file, ...(little[file] ?? [])));
    const kinds = new Map(some.map((cell) => [JSON.stringify(partsOf(cell)), cell]));
    const chosen = [...kinds.values()];
    const file = join(folder, "cells.json");
    writeFileSync(file, JSON.stringify(chosen));
    const script = join(root, "test/run/fixtures/executed.mjs");
    const executed = JSON.parse(
      execFileSync(process.execPath, [script, file], { encoding: "utf8" }),
    ) as string[][];
    chosen.forEach((cell, i) => {
      const covered = new Set(partsOf(cell).flatMap((part) => before.files[part]!));
      expect(executed[i]!.length, cell.label).toBeGreaterThan(10);
      expect(
        executed[i]!.filter((module) => !covered.has(module)),
        `${cell.work}: ${cell.label}`,
      ).toEqual([]);
    });
  });
});
