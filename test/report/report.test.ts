import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { drawPictures } from "../../src/report/drawing/pictures.ts";
import { nothingDrawn } from "../../src/report/result/drawn-before.ts";
import { parseManifest, parseRunRecord } from "../../src/report/result/manifest.ts";
import { config, figures } from "./figures.ts";
import { reported } from "./reported.ts";
import { run } from "./run.ts";

const { chart, rows } = figures.fig3a!;
const columns = ["inference", "seed", "lambda", "gradient_distance", "relative_distance", "cosine"];
const content = {
  name: "smoke/fig3a",
  tables: [
    { name: "main", columns, rows },
    { name: "test", columns: ["seed"], rows: [{ seed: 0 }] },
  ],
  chart: () => chart(config),
  config: "experiment: nudge-sweep\n",
  run,
  drawing: "a program",
  draw: drawPictures,
  drawnBefore: nothingDrawn,
};

/** A chart takes a second to draw, so all tests look at the same files. */
const written = reported(content);

describe("putReport", () => {
  it("names the files by the last part of the name", async () => {
    expect(Object.keys((await written).files)).toEqual([
      "fig3a.csv",
      "fig3a-test.csv",
      "fig3a.vl.json",
      "fig3a.svg",
      "fig3a.png",
      "config.yaml",
      "manifest.json",
      "run.json",
    ]);
  });

  it("refers in the specification to the CSV beside it", async () => {
    const { files } = await written;
    const specification = JSON.parse(String(files["fig3a.vl.json"]));
    expect(specification.$schema).toMatch(/vega-lite\/v6\.json$/);
    expect(specification.data).toMatchObject({
      url: "fig3a.csv",
      format: { type: "csv", parse: { lambda: "number" } },
    });
  });

  it("puts the checksum of every file that the numbers make into the manifest", async () => {
    const { files } = await written;
    const manifest = parseManifest(String(files["manifest.json"]), "manifest.json");
    const others = Object.entries(files).filter(([file]) => !["manifest.json", "run.json"].includes(file));
    const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
    expect(manifest.files).toEqual(Object.fromEntries(others.map(([file, data]) => [file, sha256(data)])));
    expect(manifest.configHash).toBe(run.configHash);
  });

  it("keeps the numbers where the chart can't be drawn, and says why", async () => {
    const numbers = ["fig3a.csv", "fig3a-test.csv", "config.yaml", "manifest.json", "run.json"];
    const unspecified = await reported({
      ...content,
      chart: () => {
        throw new Error("too many colours");
      },
    });
    expect(unspecified.undrawn).toBe("too many colours");
    expect(Object.keys(unspecified.files)).toEqual(numbers);
    const { title: _, description: __, ...untitled } = chart(config);
    const undrawable = await reported({ ...content, chart: () => untitled as ReturnType<typeof chart> });
    expect(undrawable.undrawn).toMatch(/title|description/);
    expect(Object.keys(undrawable.files).filter((name) => !name.endsWith(".vl.json"))).toEqual(numbers);
    expect((await written).undrawn).toBeNull();
  });

  it("draws nothing that was drawn before from the same specification and data by the same program", async () => {
    const kept = { "fig3a.svg": "the SVG", "fig3a.png": new Uint8Array([137, 80]) };
    const asked: string[] = [];
    const fromOf = async (changed: Partial<typeof content>): Promise<string> => {
      const drawnBefore = (stem: string, from: string) => {
        expect(stem).toBe("fig3a");
        asked.push(from);
        return kept;
      };
      const { files, drawings } = await reported({ ...content, ...changed, drawnBefore });
      for (const [file, picture] of Object.entries(kept)) expect(files[file]).toEqual(Buffer.from(picture));
      const checksums = parseManifest(String(files["manifest.json"]), "manifest.json").files;
      const pictures = Object.fromEntries(Object.keys(kept).map((file) => [file, checksums[file]]));
      expect(drawings).toEqual({ fig3a: { from: asked.at(-1), files: pictures } });
      expect(parseRunRecord(String(files["run.json"]), "run.json").drawings).toEqual(drawings);
      return asked.at(-1)!;
    };
    const from = await fromOf({});
    const [main, test] = content.tables;
    const { columns: sameColumns, rows: sameRows } = main!;
    const moved = sameRows.map((row, index) => (index === 0 ? { ...row, cosine: 0.125 } : row));
    expect(from).toBe((await written).drawings.fig3a!.from);
    expect(await fromOf({ run: { ...run, commit: "another", started: new Date(0) } })).toBe(from);
    expect(await fromOf({ config: "# another comment\n" })).toBe(from);
    const caption = () => ({
      ...chart(config),
      title: { text: "another title", subtitle: "for the same data" },
    });
    const others = [
      await fromOf({ chart: caption }),
      await fromOf({
        chart: () => ({ ...chart(config), description: "other words for those who can't see it" }),
      }),
      await fromOf({ tables: [{ name: "main", columns: sameColumns, rows: moved }, test!] }),
      await fromOf({ drawing: "another program" }),
    ];
    expect(new Set([from, ...others]).size).toBe(1 + others.length);
  });

  it("gives the same bytes again", async () => {
    const [{ files: first }, { files: second }] = [await written, await reported(content)];
    for (const [file, data] of Object.entries(first))
      expect(Buffer.from(data).equals(Buffer.from(second[file]!))).toBe(true);
  });
});
