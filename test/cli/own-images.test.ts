import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { writeCifar100, writeColourIdx, writeEmnist, writeFashion } from "../data/image-sets.ts";
import { ebm, temporaryFolder, writeConfig } from "./ebm.ts";

const smoke = fileURLToPath(new URL("../../configs/smoke/", import.meta.url));

it("images of one's own are recognised by their files, and called by that name before a run, in its chart and in its manifest", async () => {
  const folder = temporaryFolder();
  cpSync(join(smoke, "colour"), join(folder, "pictures", "raw"), { recursive: true });
  const small = ["dataset.dir=pictures", "seeds=[0]", "lambda=[0.1]", "network.sizes=[3072,2,10]"];
  const set = small.flatMap((each) => ["--set", each]);
  const found = /^images in pictures: CIFAR-10: 6 training and 3 test images of 3 × 32 × 32 in \d+ classes$/m;
  const planned = await ebm(folder, "run", join(smoke, "colour.yaml"), ...set, "--name", "mine", "--dry-run");
  expect(planned.stderr).toMatch(found);
  const run = await ebm(
    folder,
    "run",
    join(smoke, "colour.yaml"),
    ...set,
    "--name",
    "mine",
    "--workers",
    "1",
  );
  expect(run).toMatchObject({ code: 0, stderr: expect.stringMatching(found) });
  const read = (file: string): string => readFileSync(join(folder, "results", "mine", file), "utf8");
  expect(JSON.parse(read("manifest.json"))).toMatchObject({ datasetName: "CIFAR-10" });
  expect(read("mine.vl.json")).toContain("images of CIFAR-10");
});

const chain = (sizes: readonly number[]): string =>
  `network: { sizes: [${sizes.join(", ")}], activation: tanh }`;

/** Sets as they are published: how they get into a folder, what they are called, what is said of them, and a network for them. */
const sets = [
  [
    "emnist-letters",
    (folder: string) => writeEmnist(folder, "letters"),
    "3 training and 2 test images of 2 × 3 in 27 classes",
    chain([6, 4, 27]),
  ],
  ["FashionMNIST", writeFashion, "3 training and 2 test images of 2 × 3 in 4 classes", chain([6, 4, 4])],
  [
    "CIFAR-100",
    writeCifar100,
    "3 training and 1 test images of 3 × 32 × 32 in 100 classes",
    chain([3072, 2, 100]),
  ],
  [
    "pictures",
    writeColourIdx,
    "3 training and 1 test images of 3 × 2 × 2 in 2 classes",
    "network: { input: [3, 2, 2], activation: tanh, layers: [{ kind: convolution, channels: 2, kernel: 2 }, { kind: dense, units: 2 }] }",
  ],
] as const;

describe.each(sets)("%s in dataset.dir", (name, write, holds, network) => {
  const place = () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "pictures"));
    write(join(folder, "pictures"));
    return folder;
  };
  const common = ["dataset: { dir: pictures }", network, "loss: squared-error", "seeds: [0]"];
  const read = (folder: string, file: string): string =>
    readFileSync(join(folder, "results", "mine", file), "utf8");
  const ran = async (folder: string, lines: readonly string[]) => {
    const config = writeConfig(folder, "mine", [...common, ...lines]);
    const run = await ebm(folder, "run", config, "--workers", "1");
    expect(run.stderr).toContain(`images in pictures: ${name}: ${holds}`);
    expect(run.code).toBe(0);
    expect(JSON.parse(read(folder, "manifest.json"))).toMatchObject({ datasetName: name });
    expect(read(folder, "mine.vl.json")).toContain(name);
  };

  it("is measured on, and named in the chart and the manifest", async () => {
    const folder = place();
    await ran(folder, [
      "experiment: nudge-sweep",
      "lambda: [0.01, 0.1]",
      "inference: { solver: equilibrium }",
      "alongside: none",
    ]);
    const [, first, second] = read(folder, "mine.csv").trim().split("\n");
    // The error grows with λ: it is another number of this image, not of none.
    const distance = (row: string): number => Number(row.split(",")[3]);
    expect(distance(first!)).toBeGreaterThan(0);
    expect(distance(second!)).toBeGreaterThan(2 * distance(first!));
  });

  it("is trained on, and named in the chart and the manifest", async () => {
    const folder = place();
    await ran(folder, [
      "experiment: training-accuracy",
      "lambda: 0.001",
      "inference: { solver: equilibrium }",
      "alongside: none",
      "training: { batchSize: 3, learningRate: 0.05, momentum: 0, images: 3, testImages: 1, epochs: 8 }",
    ]);
    const rows = read(folder, "mine.csv").trim().split("\n").slice(1);
    const losses = rows.filter((row) => row.startsWith("backprop,")).map((row) => Number(row.split(",")[4]));
    expect(losses).toHaveLength(8);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });
});
