// npm run costs: computes the paper's figures from nothing, in a folder of its own, and writes to configs/costs.json what a cell of each
// kind took and how fast this machine is. From that file a first run says how long it will take. On an otherwise idle machine.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { costsFile } from "../src/figure/plan/shipped-costs.ts";
import { packageRoot } from "../src/package-root.ts";
import { readRunRecord } from "../src/report/result/result-folder.ts";
import { systemClock } from "../src/run/clock.ts";
import { measurePace } from "../src/run/pace.ts";

const rounded = (seconds: number): number => Number(seconds.toPrecision(3));

const out = mkdtempSync(join(tmpdir(), "ebm-costs-"));
try {
  const pace = measurePace(systemClock);
  const start = systemClock.now();
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(packageRoot, "bin", "ebm.js"), "run", "all", "--out", out],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
  const workerSeconds = availableParallelism() * (systemClock.now() - start);
  if (status !== 0) throw new Error("the figures could not be computed");
  const folders = stdout.split("\n").filter((line) => line !== "");
  const found = folders.flatMap((folder) => readRunRecord(folder)?.kinds ?? []);
  // Figures share cells: each kind once. A millisecond's thousandth is enough.
  const kinds = [...new Map(found.map((each) => [each.kind, each])).values()].map((each) => ({
    ...each,
    seconds: { mean: rounded(each.seconds.mean), most: rounded(each.seconds.most) },
  }));
  const around = workerSeconds / kinds.reduce((sum, { cells, seconds }) => sum + cells * seconds.mean, 0);
  writeFileSync(
    costsFile,
    `${JSON.stringify({ pace: Number(pace.toPrecision(4)), around: rounded(around), kinds }, null, 2)}\n`,
  );
} finally {
  rmSync(out, { recursive: true, force: true });
}
