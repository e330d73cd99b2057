import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, short, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

describe("ebm status", { timeout: 120_000 }, () => {
  it("says when there is nothing, and what there is", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", tiny);
    expect(await ebm(folder, "status")).toMatchObject({
      code: exitCode.done,
      stdout: "",
      stderr: "nothing has been computed into results yet; `ebm run all` begins\n",
    });
    await ebm(folder, "run", config, "--quiet", "--workers", "1");
    const failing = [
      "sweep",
      writeConfig(folder, "short", short),
      "--vary",
      "inference.stepSize=0.1,50",
      "--quiet",
      "--workers",
      "1",
    ];
    await ebm(folder, ...failing);
    const { code, stdout } = await ebm(folder, "status");
    expect(code).toBe(exitCode.done);
    expect(stdout).toMatch(/^ {2}result +done +failed +missing +computing +written$/m);
    expect(stdout).toMatch(/^ {2}tiny +8 +0 +0 +\d\.\d s +\d{4}-\d\d-\d\d \d\d:\d\d UTC$/m);
    expect(stdout).toMatch(/^ {2}short-sweep +2 +2 +0 +\d\.\d s +–$/m);

    const details = await ebm(folder, "status", "short-sweep");
    expect(details.stdout).toMatch(
      /^failed: inference\.stepSize 50, pc-nudge, euler, seed 0\n {2}.*\n(.*\n)*? {2}log: /m,
    );
    const { results, running } = JSON.parse((await ebm(folder, "status", "short-sweep", "--json")).stdout);
    expect(running).toEqual([]);
    expect(results).toMatchObject([
      { name: "short-sweep", done: 2, missing: [], current: true, written: null },
    ]);
    expect(results[0].failed).toHaveLength(2);

    const unknown = await ebm(folder, "status", "short-swep");
    expect(unknown).toMatchObject({ code: exitCode.usage, stdout: "" });
    expect(unknown.stderr).toContain("did you mean short-sweep?");
  });
});
