import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseManifest } from "../../src/report/result/manifest.ts";
import { reportFiles } from "../../src/report/result/report.ts";
import { config, figures } from "./figures.ts";
import { run } from "./run.ts";

const { chart, rows } = figures.fig3a!;
const columns = ["inference", "seed", "lambda", "gradient_distance", "relative_distance", "cosine"];
const content = {
  name: "smoke/fig3a",
  tables: [
    { name: "main", columns, rows },
    { name: "test", columns: ["seed"], rows: [{ seed: 0 }] },
  ],
  chart: chart(config),
  config: "experiment: nudge-sweep\n",
  run,
};

/** A chart takes a second to draw, so all tests look at the same files. */
const written = reportFiles(content);

describe("reportFiles", () => {
  it("names the files by the last part of the name, the manifest last", async () => {
    expect(Object.keys(await written)).toEqual([
      "fig3a.csv",
      "fig3a-test.csv",
      "fig3a.vl.json",
      "fig3a.svg",
      "fig3a.png",
      "config.yaml",
      "run.json",
      "manifest.json",
    ]);
  });

  it("refers in the specification to the CSV beside it", async () => {
    const files = await written;
    const specification = JSON.parse(String(files["fig3a.vl.json"]));
    expect(specification.$schema).toMatch(/vega-lite\/v6\.json$/);
    expect(specification.data).toMatchObject({
      url: "fig3a.csv",
      format: { type: "csv", parse: { lambda: "number" } },
    });
  });

  it("puts the checksum of every file that the numbers make into the manifest", async () => {
    const files = await written;
    const manifest = parseManifest(String(files["manifest.json"]), "manifest.json");
    const others = Object.entries(files).filter(([file]) => !["manifest.json", "run.json"].includes(file));
    const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
    expect(manifest.files).toEqual(Object.fromEntries(others.map(([file, data]) => [file, sha256(data)])));
    expect(manifest.configHash).toBe(run.configHash);
  });

  it("gives the same bytes again", async () => {
    const [first, second] = [await written, await reportFiles(content)];
    for (const [file, data] of Object.entries(first))
      expect(Buffer.from(data).equals(Buffer.from(second[file]!))).toBe(true);
  });
});
