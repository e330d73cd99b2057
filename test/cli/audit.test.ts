import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ebm, temporaryFolder } from "./ebm.ts";
import { writeModel } from "./model.ts";

describe("ebm audit", () => {
  it("answers for a file of weights in one short command: on the screen, as JSON, CSV and a picture", async () => {
    const folder = temporaryFolder();
    writeModel(folder, [784, 6, 5, 10]);
    const { code, stdout, stderr } = await ebm(
      folder,
      "audit",
      "model.safetensors",
      "--images",
      "2",
      "--name",
      "model-audit",
    );
    expect(code).toBe(0);
    expect(stdout).toBe("results/model-audit\n");
    for (const words of [
      "fc1",
      "taken for granted",
      "largest λ",
      "recommended",
      "float32",
      "3 (out)",
      "direct-feedback-alignment, cosine ",
    ])
      expect(stderr).toContain(words);
    const answer = stderr.slice(stderr.indexOf("layer "), stderr.indexOf("numbers "));
    for (const line of answer.split("\n")) expect([...line].length, line).toBeLessThanOrEqual(80);
    for (const file of ["model-audit.csv", "model-audit.json", "model-audit.png", "model-audit-images.csv"])
      expect(existsSync(join(folder, "results/model-audit", file)), file).toBe(true);
    const layers = readFileSync(join(folder, "results/model-audit/model-audit.csv"), "utf8");
    expect(layers.trim().split("\n")).toHaveLength(1 + 2 * 3);

    const again = await ebm(
      folder,
      "audit",
      "model.safetensors",
      "--images",
      "2",
      "--name",
      "model-audit",
      "--json",
    );
    const { results } = JSON.parse(again.stdout);
    expect(results[0]).toMatchObject({ numbers: "unchanged", cells: { computed: 0, reused: 1 } });
    expect(results[0].findings.map(({ label }: { label: string }) => label)).toContain("recommended");
  });

  it("says of a config that it can't audit what it can", async () => {
    const folder = temporaryFolder();
    for (const [args, words] of [
      [
        ["audit", "depth"],
        "expected a config of one network, found the experiment depth, which has several; audit a config of energy-evolution, ",
      ],
      [["audit", "nudge-sweep"], "fig3a"],
      [["audit", "none.safetensors"], "expected a safetensors file"],
      [["audit", "fig3a", "--target", "2"], "target.cosine"],
      [["audit", "fig3a", "--images", "0"], "dataset.images"],
    ] as const) {
      const { code, stderr } = await ebm(folder, ...args);
      expect(code, args.join(" ")).toBe(2);
      expect(stderr).toContain(words);
    }
  });
});
