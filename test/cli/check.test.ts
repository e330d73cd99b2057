import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { manifestDifferences } from "../../src/figure/result/manifest-difference.ts";
import { ebm, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

/** Replaces the last digit of the first row's number in `column`. */
const changeDigit = (file: string, column: string): { readonly was: string } => {
  const [header = "", first = "", ...rest] = readFileSync(file, "utf8").split("\n");
  const cells = first.split(",");
  const at = header.split(",").indexOf(column);
  const value = cells[at]!;
  const was = value.slice(0, -1) + ((Number(value.at(-1)) + 1) % 10);
  cells[at] = was;
  writeFileSync(file, [header, cells.join(","), ...rest].join("\n"));
  return { was };
};

/** A folder with the result of `tiny`, which was computed once. */
const withResult = (): string => {
  const folder = temporaryFolder();
  cpSync(computed, folder, { recursive: true });
  return folder;
};
const computed = temporaryFolder();
const config = writeConfig(computed, "tiny", tiny);
beforeAll(() => ebm(computed, "run", config, "--quiet"));

describe("ebm run --check", () => {
  it("passes while every number is reproduced, trusting nothing that was kept, and fails for a changed digit", async () => {
    const folder = withResult();
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
    expect(figures).toMatchObject([{ name: "tiny", folder: "results/tiny", state: "different" }]);
    expect(figures[0].differences).toEqual([
      expect.stringMatching(/1 of \d+ cells differ:/),
      expect.stringMatching(/^tiny\.vl\.json: description was "another", is "/),
    ]);
    expect(figures[0].differences[0]).toContain(
      `inference euler, seed 0, lambda 0.1: gradient_distance was ${was}, is `,
    );
    expect(readFileSync(csv, "utf8")).toBe(tampered);
  });

  it("fails where there is nothing to compare with, without computing", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, "tiny", tiny);
    const { code, stdout, stderr } = await ebm(folder, "run", config, "--check");
    expect({ code, stdout }).toEqual({
      code: exitCode.checkFailed,
      stdout: "absent  tiny  results/tiny\n",
    });
    expect(stderr).toBe(
      "  there is no result in results/tiny to check; `ebm run` computes it\n" +
        "tiny: never computed, so that there is nothing to check\n",
    );
  });

  it("believes nothing of what the manifest records, and a run writes it anew", async () => {
    const folder = withResult();
    const file = join(folder, "results/tiny/manifest.json");
    const manifest = readFileSync(file, "utf8");
    const record = JSON.parse(manifest);
    const written = (changed: object) => JSON.stringify({ ...record, ...changed });
    const cases: readonly (readonly [string | null, RegExp])[] = [
      [written({ seeds: [7, 8] }), /^ {2}manifest\.json: seeds\[0\] was 7, is 0$/m],
      [
        written({ configHash: "0".repeat(64) }),
        /^ {2}manifest\.json: configHash was 0{64}, is [0-9a-f]{64}$/m,
      ],
      [
        written({ files: { ...record.files, "tiny.csv": "00" } }),
        /^ {2}manifest\.json: files\.tiny\.csv was 00, is [0-9a-f]{64}$/m,
      ],
      [
        written({ files: { ...record.files, "tiny.png": "00" } }),
        /^ {2}manifest\.json: files\.tiny\.png was 00, is [0-9a-f]{64}$/m,
      ],
      ["garbage", /^ {2}manifest\.json: not a manifest$/m],
      [null, /^ {2}manifest\.json: missing$/m],
    ];
    const fresh = join(folder, "fresh.json");
    writeFileSync(fresh, manifest);
    for (const [text, message] of cases) {
      if (text === null) rmSync(file);
      else writeFileSync(file, text);
      const difference = manifestDifferences(join(folder, "results/tiny"), fresh);
      expect(difference.map((line) => `  ${line}`).join("\n")).toMatch(message);
    }
    writeFileSync(file, written({ seeds: [7, 8] }));
    const checked = await ebm(folder, "run", config, "--check");
    expect(checked).toMatchObject({ code: exitCode.checkFailed, stdout: "different  tiny  results/tiny\n" });
    expect(checked.stderr).toMatch(cases[0]![1]);
    const again = await ebm(folder, "run", config);
    expect(again.code).toBe(exitCode.done);
    expect(again.stderr).toMatch(/what the folder said of its origin was not so; it is written anew/);
    expect(readFileSync(file, "utf8")).toBe(manifest);
  });
});
