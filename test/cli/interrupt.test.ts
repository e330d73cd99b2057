import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, start, temporaryFolder, training, writeConfig } from "./ebm.ts";

const files = ["train.csv", "train-test.csv", "train.vl.json", "config.yaml"];
const bytesOf = (folder: string) =>
  files.map((file) => readFileSync(join(folder, "results/train", file), "utf8"));

const doneLines = (stderr: string) => stderr.match(/^done /gm)?.length ?? 0;

it("a run that is interrupted by Ctrl-C, then killed by -9, keeps what was finished, and goes on to the same bytes", async () => {
  const folder = temporaryFolder();
  const config = writeConfig(folder, "train", training);

  let sent = false;
  const interrupted = await start(folder, ["run", config, "--workers", "2"], {
    watch: (stderr, child) => {
      if (!sent && doneLines(stderr) > 0) sent = child.kill("SIGINT");
    },
  }).ended;
  const { code, stdout, stderr } = interrupted;
  expect({ code, stdout }).toEqual({ code: exitCode.interrupted, stdout: "" });
  expect(stderr).toContain("finishing the cells that are running (Ctrl-C again stops at once)");
  const [, said] =
    /Interrupted: (\d+) of 12 cells are finished and kept\. To go on: ebm run \.\/train\.yaml --workers 2\n$/.exec(
      stderr,
    ) ?? [];
  const first = doneLines(stderr);
  expect(Number(said)).toBe(first);

  const { child, ended } = start(folder, ["run", config, "--workers", "1"], {
    watch: (heard, running) => {
      if (doneLines(heard) >= 2) running.kill("SIGKILL");
    },
  });
  const killed = await ended;
  expect(killed.signal).toBe("SIGKILL");
  const finished = first + doneLines(killed.stderr);

  // What was finished isn't computed again.
  const last = await ebm(folder, "run", config, "--json");
  expect(last.code).toBe(exitCode.done);
  const { cells } = JSON.parse(last.stdout);
  expect(cells).toMatchObject({ total: 12, left: 0 });
  expect(cells.computed).toBeLessThanOrEqual(12 - finished);
  expect(cells.computed).toBeGreaterThan(0);
  expect(last.stderr).toMatch(
    new RegExp(`process ${child.pid} on .* \\(ebm run ./train.yaml --workers 1\\) is gone: taking over`),
  );

  await ebm(folder, "run", config, "--quiet", "--out", "undisturbed/results");
  expect(bytesOf(folder)).toEqual(bytesOf(join(folder, "undisturbed")));
});
