import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

/** Replaces the last digit of the first row's number in `column`. */
function changeDigit(file: string, column: string): { readonly was: string } {
  const [header = "", first = "", ...rest] = readFileSync(file, "utf8").split("\n");
  const cells = first.split(",");
  const at = header.split(",").indexOf(column);
  const value = cells[at]!;
  const was = value.slice(0, -1) + ((Number(value.at(-1)) + 1) % 10);
  cells[at] = was;
  writeFileSync(file, [header, cells.join(","), ...rest].join("\n"));
  return { was };
}

describe("ebm run --check", () => {
  it("passes while every number is reproduced, trusting nothing that was kept, and fails for a changed digit", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", tiny);
    await ebm(folder, "run", config, "--quiet");
    const csv = join(folder, "results/tiny/tiny.csv");
    const same = await ebm(folder, "run", config, "--check");
    expect(same).toMatchObject({ code: exitCode.done, stdout: "same  tiny  results/tiny\n" });
    expect(same.stderr).toMatch(/^8 cells computed afresh in .*: no number differs$/m);

    const { was } = changeDigit(csv, "gradient_distance");
    const tampered = readFileSync(csv, "utf8");
    const specification = join(folder, "results/tiny/tiny.vl.json");
    const chart = JSON.parse(readFileSync(specification, "utf8"));
    writeFileSync(specification, JSON.stringify({ ...chart, description: "another" }));
    const different = await ebm(folder, "run", config, "--check", "--json");
    expect(different.code).toBe(exitCode.checkFailed);
    const { figures, error } = JSON.parse(different.stdout);
    expect(error).toEqual({
      code: exitCode.checkFailed,
      message: expect.stringMatching(
        /^tiny: not the same as what was computed afresh, which is in .*ebm-check-/,
      ),
    });
    const fresh = error.message.slice(error.message.indexOf("which is in ") + "which is in ".length);
    expect(readdirSync(fresh)).toContain("tiny");
    rmSync(fresh, { recursive: true });
    expect(figures).toMatchObject([{ name: "tiny", folder: "results/tiny", same: false }]);
    expect(figures[0].differences).toEqual([
      expect.stringContaining("1 of 72 cells differ:"),
      expect.stringMatching(/^tiny\.vl\.json: description was "another", is "/),
    ]);
    expect(figures[0].differences[0]).toContain(
      `inference euler, seed 0, lambda 0.1: gradient_distance was ${was}, is `,
    );
    expect(readFileSync(csv, "utf8")).toBe(tampered);
  });

  it("fails where there is nothing to compare with, without computing", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", tiny);
    const { code, stdout, stderr } = await ebm(folder, "run", config, "--check");
    expect({ code, stdout }).toEqual({
      code: exitCode.checkFailed,
      stdout: "different  tiny  results/tiny\n",
    });
    expect(stderr).toBe(
      "  there is no result in results/tiny; `ebm run` makes one\n" +
        "tiny: not the same as what was computed afresh\n",
    );
  });
});
