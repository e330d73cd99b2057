import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, inject, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, temporaryFolder, writeConfig } from "../cli/ebm.ts";

const slurmFolder = inject("slurmFolder");
if (slurmFolder !== "") process.env.SLURM_CONF = join(slurmFolder, "slurm.conf");

const tiny = [
  "experiment: nudge-sweep",
  "seeds: 0..4",
  "lambda: 0.1",
  "alongside: none",
  "network: { sizes: [784, 8, 6, 10] }",
];
/** 40 step sizes × 5 seeds. */
const sweep = ["sweep", "./tiny.yaml", "--vary", "inference.stepSize=0.05..0.5:lin:40"];
const slurm = ["--executor", "slurm", "--slurm", "time=10", "--cells-per-task", "50"];

const csvOf = (folder: string, out: string) =>
  ["", "-summary"].map((suffix) =>
    readFileSync(join(folder, out, "tiny-sweep", `tiny-sweep${suffix}.csv`), "utf8"),
  );

describe.skipIf(slurmFolder === "")("the claims, by an array", () => {
  it("have the same verdicts and bytes as here; detached, the next call gives them", async () => {
    const folder = temporaryFolder();
    const one = ["verify", "--full", "--paper", "song-2020"];
    const slurm = ["--executor", "slurm", "--slurm", "time=10"];
    expect((await ebm(folder, ...one, "--out", "here", "--quiet")).code).toBe(exitCode.done);
    const waited = await ebm(folder, ...one, ...slurm, "--out", "there");
    expect(waited).toMatchObject({ code: exitCode.done, stdout: "there/verify-full-song-2020\n" });
    expect(waited.stderr).toMatch(/^Submitted job \d+: /);
    const left = await ebm(folder, ...one, ...slurm, "--slurm", "hold", "--detach", "--out", "later");
    expect(left).toMatchObject({ code: exitCode.done, stdout: "" });
    const [, job = ""] = /(\d+) of \1 cells are with job (\d+)/.exec(left.stderr)?.slice(1) ?? [];
    execFileSync("scontrol", ["release", job]);
    const then = await ebm(folder, ...one, ...slurm, "--out", "later");
    expect(then.stderr).toContain(`Job ${job} has `);
    const read = (out: string) =>
      readFileSync(join(folder, out, "verify-full-song-2020", "verify-full-song-2020.json"), "utf8");
    expect([read("there"), read("later")]).toEqual([read("here"), read("here")]);
  });
});

describe.skipIf(slurmFolder === "")("a sweep of 200 cells through an array", () => {
  it("gives the same bytes as locally, with a line for each task and none for a cell", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, "tiny", tiny);
    expect((await ebm(folder, ...sweep, "--out", "here", "--quiet")).code).toBe(exitCode.done);
    const { code, stdout, stderr } = await ebm(folder, ...sweep, ...slurm, "--out", "there");
    expect({ code, stdout }).toEqual({ code: exitCode.done, stdout: "there/tiny-sweep\n" });
    expect(csvOf(folder, "there")).toEqual(csvOf(folder, "here"));
    expect(stderr).toMatch(/^Submitted job \d+: 4 tasks of up to 50 cells/);
    expect(stderr.match(/^job \d+, task \d on n\d: done, 50 of 50 cells$/gm)).toHaveLength(4);
    expect(stderr).not.toMatch(/^done /m);
    expect(stderr).toMatch(/1 figure of 200 cells, in .* with 4 tasks of job \d+$/m);
  });

  it("detached: status shows its tasks, collect says what is missing, and then writes the same", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, "tiny", tiny);
    const submitted = await ebm(folder, ...sweep, ...slurm, "--slurm", "hold", "--detach", "--json");
    expect(submitted.code).toBe(exitCode.done);
    const { results, submitted: jobs } = JSON.parse(submitted.stdout);
    expect({ results, jobs }).toEqual({ results: [], jobs: [{ job: expect.any(String), tasks: 4 }] });
    const { job } = jobs[0];
    const waiting = await ebm(folder, "status");
    expect(waiting.stdout).toMatch(new RegExp(`job ${job} \\(ebm sweep .*\\): 4 tasks: 4 pending`));
    const early = await ebm(folder, "collect");
    expect(early).toMatchObject({ code: exitCode.cellsFailed, stdout: "" });
    expect(early.stderr).toMatch(/200 cells of 200 are missing:\n {2}missing: inference\.stepSize 0\.05/);
    expect((await ebm(folder, "collect", "tiny-swep")).stderr).toContain("did you mean tiny-sweep?");

    execFileSync("scontrol", ["release", job]);
    for (let left = 1; left > 0; await sleep(500)) {
      const { jobs: open } = JSON.parse((await ebm(folder, "status", "--json")).stdout);
      left = open.length;
    }
    const collected = await ebm(folder, "collect", "tiny-sweep");
    expect(collected).toMatchObject({ code: exitCode.done, stdout: "results/tiny-sweep\n" });
    await ebm(folder, ...sweep, "--out", "here", "--quiet");
    expect(csvOf(folder, "results")).toEqual(csvOf(folder, "here"));
  });

  it("proposes limits from what the cells took", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, "tiny", tiny);
    await ebm(folder, "run", "./tiny.yaml", "--quiet");
    const { code, stderr } = await ebm(folder, ...sweep, "--executor", "slurm", "--dry-run");
    expect(code).toBe(exitCode.done);
    expect(stderr).toMatch(/asked for; .*--slurm time=0:\d\d:00 --slurm mem=\d+M is enough/);
  });

  it("that Slurm refuses is an error of the environment with Slurm's own words", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, "tiny", tiny);
    const refused = await ebm(folder, ...sweep, ...slurm, "--slurm", "partition=nowhere");
    expect(refused.code).toBe(exitCode.environment);
    expect(refused.stderr).toMatch(/^sbatch refuses the job: .*partition/im);
    mkdirSync(join(folder, "x"), { recursive: true });
    expect((await ebm(folder, "status", "--json")).stdout).toContain('"jobs": []');
  });
});
