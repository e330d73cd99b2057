import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

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
      config,
      "--lambda",
      "0.1",
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
    expect(stdout).toMatch(/^ {2}tiny-sweep +4 +2 +0 +\d\.\d s +–$/m);

    const details = await ebm(folder, "status", "tiny-sweep");
    expect(details.stdout).toMatch(
      /^failed: inference\.stepSize 50, euler, seed 0, λ 0\.1\n {2}.*\n(.*\n)*? {2}log: /m,
    );
    const { results, running } = JSON.parse((await ebm(folder, "status", "tiny-sweep", "--json")).stdout);
    expect(running).toEqual([]);
    expect(results).toMatchObject([
      { name: "tiny-sweep", done: 4, missing: [], current: true, written: null },
    ]);
    expect(results[0].failed).toHaveLength(2);

    const unknown = await ebm(folder, "status", "tiny-swep");
    expect(unknown).toMatchObject({ code: exitCode.usage, stdout: "" });
    expect(unknown.stderr).toContain("did you mean tiny-sweep?");
  });
});
