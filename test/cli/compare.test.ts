import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

const quietly = ["--quiet", "--workers", "1"];

describe("ebm compare", { timeout: 120_000 }, () => {
  it("says in which fields and by how many standard errors two results differ", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", tiny);
    await ebm(folder, "run", config, ...quietly);
    await ebm(folder, "run", config, ...quietly, "--set", "inference.steps=20", "--out", "other");
    const { code, stdout } = await ebm(folder, "compare", "tiny", "other/tiny-steps=20");
    expect(code).toBe(exitCode.done);
    expect(stdout).toContain("results/tiny  →  other/tiny-steps=20\n\nconfig: 1 field differs\n");
    expect(stdout).toMatch(/^ {2}inference\.steps {2}50 {2}→ {2}20$/m);
    // Two inferences, two values of λ and five measures; the equilibrium takes no such steps.
    expect(stdout).toMatch(
      /^numbers: \d+ of \d+ means differ, \d+ by 2 standard errors or more, compared seed by seed$/m,
    );
    expect(stdout).not.toContain("equilibrium");
    const { differences } = JSON.parse(
      (await ebm(folder, "compare", "tiny", "other/tiny-steps=20", "--json")).stdout,
    );
    const steps = differences.filter(({ measure }: { measure: string }) => measure === "iterations");
    expect(steps).toHaveLength(2);
    for (const each of steps)
      expect(each).toMatchObject({ means: [50, 20], difference: -30, standardError: 0, counts: [2, 2] });

    // What was measured comes before what it cost, and a difference that all seeds have alike is no infinity of standard errors.
    const isWork = differences.map(({ measure }: { measure: string }) =>
      ["iterations", "residual"].includes(measure),
    );
    expect(isWork.indexOf(true)).toBeGreaterThan(0);
    expect(isWork.lastIndexOf(false)).toBeLessThan(isWork.indexOf(true));
    expect(stdout).not.toMatch(/∞|Infinity|NaN/);

    const same = await ebm(folder, "compare", "tiny", "tiny");
    expect(same.stdout).toBe(
      "results/tiny  →  results/tiny\n\nconfig: the same\n\nnumbers: 0 of 52 means differ\n",
    );

    // A figure within its sweep: at λ = 0.1, two inferences, relu and tanh, five measures.
    const sweep = ["--lambda", "0.1", "--vary", "network.activation=relu,tanh"];
    await ebm(folder, "sweep", config, ...sweep, ...quietly);
    const within = JSON.parse((await ebm(folder, "compare", "tiny", "tiny-sweep", "--json")).stdout);
    expect(within).toMatchObject({ compared: 52, only: [2, 0] });
    for (const { at } of within.differences)
      expect(at).toMatchObject({ "network.activation": "tanh", lambda: 0.1 });
    // All that differ are of tanh; which of the two activations they are of is said all the same.
    const told = await ebm(folder, "compare", "tiny", "tiny-sweep");
    expect(told.stdout).toMatch(/^ {2}(euler|equilibrium), tanh {2}/m);
  });

  it.each([
    [["tiny", "nope"], /found "tiny"; `ebm status` shows the results/],
    [[".", "."], /expected a result folder with its config\.yaml and one chart, found \. without/],
  ])("refuses %j in one message", async (args, message) => {
    const { code, stderr } = await ebm(temporaryFolder(), "compare", ...args);
    expect(code).toBe(exitCode.usage);
    expect(stderr).toMatch(message);
  });
});
