import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, start, temporaryFolder, training, writeConfig } from "./ebm.ts";

const files = ["train.csv", "train-test.csv", "train.vl.json", "config.yaml"];
const bytesOf = (folder: string) =>
  files.map((file) => readFileSync(join(folder, "results/train", file), "utf8"));

let undisturbed: readonly string[];
beforeAll(async () => {
  const folder = temporaryFolder();
  await ebm(folder, "run", writeConfig(folder, "train", training), "--quiet");
  undisturbed = bytesOf(folder);
});

/** Runs again after a disturbance: what was finished isn't computed again, and the bytes are the same. */
const resume = async (folder: string, finished: number): Promise<string> => {
  const { code, stdout, stderr } = await ebm(folder, "run", "./train.yaml", "--json");
  expect(code).toBe(exitCode.done);
  const { cells } = JSON.parse(stdout);
  expect(cells).toMatchObject({ total: 12, left: 0 });
  expect(cells.computed).toBeLessThanOrEqual(12 - finished);
  expect(cells.computed).toBeGreaterThan(0);
  expect(bytesOf(folder)).toEqual(undisturbed);
  return stderr;
};

const doneLines = (stderr: string) => stderr.match(/^done /gm)?.length ?? 0;

describe("an interrupted run", () => {
  it("by Ctrl-C finishes the running cells, says how to go on, exits 130, and goes on", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "train", training);
    let sent = false;
    const { ended } = start(folder, ["run", config, "--workers", "2"], {
      watch: (stderr, child) => {
        if (!sent && doneLines(stderr) > 0) sent = child.kill("SIGINT");
      },
    });
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: exitCode.interrupted, stdout: "" });
    expect(stderr).toContain("finishing the cells that are running (Ctrl-C again stops at once)");
    const [, finished] =
      /Interrupted: (\d+) of 12 cells are finished and kept\. To go on: ebm run \.\/train\.yaml --workers 2\n$/.exec(
        stderr,
      ) ?? [];
    expect(Number(finished)).toBe(doneLines(stderr));
    await resume(folder, Number(finished));
  });

  it("by kill -9 keeps what was finished, and goes on", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "train", training);
    const { child, ended } = start(folder, ["run", config], {
      watch: (stderr, running) => {
        if (doneLines(stderr) >= 3) running.kill("SIGKILL");
      },
    });
    const { signal, stderr } = await ended;
    expect(signal).toBe("SIGKILL");
    expect(await resume(folder, doneLines(stderr))).toMatch(
      new RegExp(`process ${child.pid} on .* \\(ebm run ./train.yaml\\) is gone: taking over`),
    );
  });
});
