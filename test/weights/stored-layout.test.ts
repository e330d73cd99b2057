// A config that names a file of weights and not the network: its layout is read from the file.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseOverrides } from "../../src/config/override.ts";
import { readSource } from "../../src/config/source.ts";
import { findConfig } from "../../src/figure/configs/config-files.ts";
import { resolveConfig } from "../../src/figure/configs/resolved-config.ts";
import { resolveSweep } from "../../src/figure/configs/sweep-grid.ts";
import { type NetworkDescription, networkOf } from "../../src/network/description/description.ts";
import { initialise } from "../../src/network/initialise.ts";
import { createStream } from "../../src/random/stream.ts";
import { weightsFile } from "../../src/weights/weights.ts";
import { ebm } from "../cli/ebm.ts";
import { engine } from "../network/problem.ts";

const folder = mkdtempSync(join(tmpdir(), "ebm-layout-"));
afterAll(() => rmSync(folder, { recursive: true }));

const stored = (name: string, description: NetworkDescription): string => {
  const linalg = engine();
  const network = networkOf(description);
  const file = join(folder, `${name}.safetensors`);
  const parameters = initialise(linalg, network, "pytorch-default", createStream(1, "parameters"));
  writeFileSync(file, weightsFile(linalg, network, parameters, {}));
  return file;
};
const config = (name: string, network: string): string => {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    `experiment: nudge-sweep\nseeds: [0]\nlambda: [1e-3]\nalongside: none\nnetwork: ${network}\n`,
  );
  return file;
};
const networkIn = (file: string, ...set: readonly string[]): unknown =>
  Reflect.get(resolveConfig(findConfig(file), parseOverrides(set)).config, "network");

const chain = stored("chain", { sizes: [784, 7, 5, 10], activation: "tanh" });
const free = stored("free", {
  input: [784],
  activation: "tanh",
  layers: [
    { kind: "dense", units: 6, bias: false },
    { kind: "dense", units: 10 },
  ],
});
const images = stored("images", {
  input: [1, 28, 28],
  activation: "tanh",
  layers: [
    { kind: "convolution", channels: 2, kernel: 5, stride: 4 },
    { kind: "dense", units: 10 },
  ],
});

describe("the layout of a network", () => {
  it("is read from its weights: sizes of a chain, layers where some have no bias", () => {
    expect(networkIn(config("chain", `{ weights: ${chain} }`))).toMatchObject({ sizes: [784, 7, 5, 10] });
    const bare = networkIn(config("free", `{ weights: ${free}, activation: gelu }`));
    expect(bare).toMatchObject({
      input: [784],
      activation: "gelu",
      layers: [
        { kind: "dense", units: 6, bias: false },
        { kind: "dense", units: 10, bias: true },
      ],
    });
  });

  it("is that of the config where one is written there, and that of the file where a flag names it", () => {
    const both = config("both", `{ sizes: [784, 8, 5, 10], weights: ${chain} }`);
    expect(networkIn(both)).toMatchObject({ sizes: [784, 8, 5, 10] });
    const other = config("other", "{ sizes: [784, 8, 5, 10] }");
    expect(networkIn(other, `network.weights=${chain}`)).toMatchObject({ sizes: [784, 7, 5, 10] });
    expect(networkIn(other, `network.weights=${chain}`, "network.sizes=[784, 9, 10]")).toMatchObject({
      sizes: [784, 9, 10],
    });
  });

  it("is read in a sweep, too", () => {
    const swept = resolveSweep(findConfig(config("swept", `{ weights: ${chain} }`)), {
      set: [],
      lambda: "1e-3,1e-2",
      maxCells: 10,
    });
    const cells = swept.experiment.cells(swept.config, {
      trainImages: "",
      trainLabels: "",
      testImages: "",
      testLabels: "",
    });
    expect(cells.map(({ settings }) => settings.network)).toEqual(
      [0, 1].map(() => expect.objectContaining({ sizes: [784, 7, 5, 10] })),
    );
  });

  it("has to be described for convolutions, whose strides a file does not tell", async () => {
    const { code, stderr } = await ebm(folder, "validate", config("images", `{ weights: ${images} }`));
    expect(code).toBe(2);
    expect(stderr).toContain("the weights file holds a convolution (0.weight)");
  });

  it("and the order that was used are told before a run, in describe and in the manifest", async () => {
    const file = config("told", `{ weights: ${chain} }`);
    const listed = await ebm(folder, "run", file, "--dry-run");
    const order = `weights of ${chain}, from the input to the output: 0, 2, 4`;
    expect(listed.stderr).toContain(order);
    expect(listed.stderr).toMatch(
      /Layers of told: .* ReLU network\n +0 +input +\[784\]\n +1 +7 +\[7\] +relu\n/,
    );
    const described = await ebm(folder, "describe", file);
    expect(described.stdout.replaceAll("\n", " ")).toContain(order);
    const run = await ebm(folder, "run", file, "--workers", "1");
    expect(run.stderr).toContain(order);
    const manifest = JSON.parse(readFileSync(join(folder, "results", "told", "manifest.json"), "utf8"));
    expect(manifest.orders).toEqual({ [chain]: ["0", "2", "4"] });
    // The config in the folder has the sizes, so that it says what was computed.
    expect(readSource(join(folder, "results", "told", "config.yaml")).data.network).toMatchObject({
      sizes: [784, 7, 5, 10],
    });
  });
});
