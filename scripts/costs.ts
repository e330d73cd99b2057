// npm run costs: computes the paper's figures from nothing, in a folder of its own, and one seed of each of configs/architectures, and writes
// to configs/costs.json what a cell of each kind took and how fast this machine is. From that file a first run says how long it will take.
// On an otherwise idle machine.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { costsFile } from "../src/figure/plan/shipped-costs.ts";
import { packageRoot } from "../src/package-root.ts";
import { readRunRecord } from "../src/report/result/result-folder.ts";
import { systemClock } from "../src/run/clock.ts";
import type { KindCost } from "../src/run/kind.ts";
import { measurePace } from "../src/run/pace.ts";

const rounded = (seconds: number): number => Number(seconds.toPrecision(3));

/** Figures share cells: each kind once. A millisecond's thousandth is enough. */
const once = (found: readonly KindCost[]): KindCost[] =>
  [...new Map(found.map((each) => [each.kind, each])).values()].map((each) => ({
    ...each,
    seconds: { mean: rounded(each.seconds.mean), most: rounded(each.seconds.most) },
  }));

const out = mkdtempSync(join(tmpdir(), "ebm-costs-"));

/** The kinds of cells that a run computed. */
const kindsOf = (...words: readonly string[]): readonly KindCost[] => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(packageRoot, "bin", "ebm.js"), "run", ...words, "--out", out],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
  if (status !== 0) throw new Error(`${words.join(" ")} could not be computed`);
  const folders = stdout.split("\n").filter((line) => line !== "");
  return folders.flatMap((folder) => readRunRecord(folder)?.kinds ?? []);
};

/** Other architectures: cells of another seed are of the same kind. */
const architectures = readdirSync(join(packageRoot, "configs", "architectures"))
  .sort()
  .map((file) => `architectures/${basename(file, ".yaml")}`);

try {
  const pace = measurePace(systemClock);
  const start = systemClock.now();
  const figures = once(kindsOf("all"));
  const workerSeconds = availableParallelism() * (systemClock.now() - start);
  const around = workerSeconds / figures.reduce((sum, { cells, seconds }) => sum + cells * seconds.mean, 0);
  const kinds = once([...architectures.flatMap((name) => kindsOf(name, "--set", "seeds=[0]")), ...figures]);
  writeFileSync(
    costsFile,
    `${JSON.stringify({ pace: Number(pace.toPrecision(4)), around: rounded(around), kinds }, null, 2)}\n`,
  );
} finally {
  rmSync(out, { recursive: true, force: true });
}
