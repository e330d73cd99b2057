import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, ebmWatched, start, temporaryFolder, tiny, training, writeConfig } from "./ebm.ts";

const bytesOf = (folder: string, files: readonly string[]) =>
  files.map((file) => readFileSync(join(folder, file), "utf8"));

const doneLines = (stderr: string) => stderr.match(/^done /gm)?.length ?? 0;

/** What the terminal's Ctrl-C is to the command that runs in this process, and to nothing else in it. */
const listenForCtrlC = () => {
  const others = process.listeners("SIGINT");
  return () => {
    for (const listener of process.listeners("SIGINT").filter((each) => !others.includes(each)))
      listener("SIGINT");
  };
};

describe("Ctrl-C", () => {
  it("ends a run when the running cells are finished, which goes on to the same bytes", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "train", [
      ...training.filter((line) => !/^(seeds|training)/.test(line)),
      "seeds: [0]",
      "training: { images: 128, testImages: 20 }",
    ]);
    const ctrlC = listenForCtrlC();
    let sent = false;
    const { code, stdout, stderr } = await ebmWatched(folder, ["run", config], (heard) => {
      if (sent || doneLines(heard) === 0) return;
      sent = true;
      ctrlC();
    });
    expect({ code, stdout }).toEqual({ code: exitCode.interrupted, stdout: "" });
    expect(stderr).toContain("finishing the cells that are running (Ctrl-C again stops at once)");
    const [, said] =
      /Interrupted: (\d+) of 3 cells are finished and kept\. To go on: ebm run \.\/train\.yaml\n$/.exec(
        stderr,
      ) ?? [];
    const first = doneLines(stderr);
    expect(Number(said)).toBe(first);
    expect(first).toBeLessThan(3);

    // What was finished isn't computed again.
    const last = await ebm(folder, "run", config, "--json");
    expect(last.code).toBe(exitCode.done);
    expect(JSON.parse(last.stdout).cells).toEqual({ total: 3, computed: 3 - first, left: 0 });
    await ebm(folder, "run", config, "--quiet", "--out", "undisturbed");
    const files = ["train.csv", "train-test.csv", "train.vl.json", "config.yaml"];
    expect(bytesOf(join(folder, "results/train"), files)).toEqual(
      bytesOf(join(folder, "undisturbed/train"), files),
    );
  });

  it("twice stops at once, and loses the running cells alone", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", [...tiny.with(1, "seeds: [0]"), "alongside: none"]);
    await ebm(folder, "run", config, "--quiet");
    const ctrlC = listenForCtrlC();
    // Two cells that are there, and two that would compute for hours, each in a process of its own.
    const endless = ["sweep", config, "--lambda", "0.1,1", "--vary", "inference.steps=50,1000000000"];
    const sweep = ebm(folder, ...endless, "--workers", "2");
    const claims = () =>
      readdirSync(join(folder, "results/.cells"), { recursive: true }).filter((name) =>
        String(name).endsWith(".claim"),
      );
    await vi.waitUntil(() => claims().length === 2, { timeout: 60_000 });
    ctrlC();
    ctrlC();
    const { code, stdout, stderr } = await sweep;
    expect({ code, stdout }).toEqual({ code: exitCode.interrupted, stdout: "" });
    expect(stderr).toContain(
      "Interrupted: 2 of 4 cells are finished and kept. To go on: ebm sweep ./tiny.yaml",
    );
    expect(claims()).toEqual([]);
  });
});

describe("a sweep at work", () => {
  it("shares its folder with another, is named by status, and when it is killed by -9, goes on to the same bytes", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", tiny);
    const args = [
      ...["sweep", config, "--lambda", "0.1..1:log:3", "--vary", "inference.steps=250..1250:lin:3"],
      ...["--seeds", "0..1", "--set", "alongside=none"],
    ];
    const total = 18;
    let stopped = false;
    const { child, ended } = start(folder, [...args, "--workers", "1"], {
      watch: (stderr, running) => {
        if (doneLines(stderr) >= 3 && !stopped) stopped = running.kill("SIGSTOP");
      },
    });
    await vi.waitUntil(() => stopped || child.exitCode !== null, { timeout: 60_000 });
    // It stands in the middle of its work until it is killed.
    const status = await ebm(folder, "status");
    expect(status.stderr).toMatch(new RegExp(`running: process ${child.pid} .*ebm sweep \\./tiny\\.yaml`));
    expect(status.stdout).toMatch(/^ {2}tiny-sweep +\d+ +0 +\d+ /m);
    const other = await ebm(folder, "sweep", config, "--lambda", "0.01", "--seeds", "0", "--name", "other");
    expect(other.code).toBe(exitCode.done);
    child.kill("SIGKILL");
    const killed = await ended;
    expect(killed.signal).toBe("SIGKILL");
    const finished = doneLines(killed.stderr);
    expect(finished).toBeGreaterThanOrEqual(3);

    const last = await ebm(folder, ...args, "--json");
    expect(last.code).toBe(exitCode.done);
    const { cells } = JSON.parse(last.stdout);
    expect(cells).toMatchObject({ total, left: 0 });
    expect(cells.computed).toBeLessThanOrEqual(total - finished);
    expect(cells.computed).toBeGreaterThan(0);
    expect(last.stderr).toMatch(
      new RegExp(`process ${child.pid} on .* \\(ebm sweep ./tiny.yaml .*\\) is gone: taking over`),
    );

    expect(await ebm(folder, ...args, "--quiet", "--out", "undisturbed")).toMatchObject({ stderr: "" });
    const files = ["csv", "vl.json", "svg"].map((ending) => `tiny-sweep.${ending}`);
    files.push("tiny-sweep-summary.csv", "config.yaml");
    expect(bytesOf(join(folder, "results/tiny-sweep"), files)).toEqual(
      bytesOf(join(folder, "undisturbed/tiny-sweep"), files),
    );
    expect(existsSync(join(folder, "results/other/other.csv"))).toBe(true);
  });
});
