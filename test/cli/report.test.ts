import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, ebmPainting, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

const quietly = ["--quiet", "--workers", "1"];

/** The CSV files that a page carries, by their names. */
const carried = (page: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...page.matchAll(/<script [^>]*class="csv"[^>]*data-file="([^"]*)">([^<]*)<\/script>/g)].map(
      ([, file, packed]) => [file!, inflateRawSync(Buffer.from(packed!, "base64")).toString("utf8")],
    ),
  );

/** A folder with the result of `tiny`, which was computed once. */
const withResult = (): string => {
  const folder = temporaryFolder();
  cpSync(computed, folder, { recursive: true });
  return folder;
};
const computed = temporaryFolder();
beforeAll(() => ebm(computed, "run", writeConfig(computed, "tiny", tiny), ...quietly));

describe("ebm report", { timeout: 120_000 }, () => {
  it("writes one page with the data to the byte, the config, what differs from the default, and the command", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", tiny);
    await ebm(folder, "run", config, ...quietly, "--set", "inference.steps=20", "--name", "tiny");
    await ebm(folder, "sweep", config, "--lambda", "1e-3,0.1", ...quietly);
    const { code, stdout } = await ebm(folder, "report", "--out", "sent/page.html");
    expect(code).toBe(exitCode.done);
    expect(stdout).toBe("sent/page.html\n");
    const page = readFileSync(join(folder, "sent/page.html"), "utf8");
    const tables = carried(page);
    for (const file of ["tiny/tiny.csv", "tiny-sweep/tiny-sweep.csv", "tiny-sweep/tiny-sweep-summary.csv"])
      expect(tables[file.split("/")[1]!]).toBe(readFileSync(join(folder, "results", file), "utf8"));
    expect(page).toContain("<td>inference.steps</td><td>50</td><td>20</td>");
    expect(page).toContain("ebm run results/tiny/config.yaml");
    expect(page).toContain("ebm sweep results/tiny-sweep/config.yaml");
    expect(page.length).toBeLessThan(1_500_000);
    // Nothing but the page itself may be loaded.
    expect(page).toMatch(
      /Content-Security-Policy" content="default-src &#39;none&#39;; script-src &#39;sha256-/,
    );
    expect(page).not.toMatch(/(src|href)="https?:/);
  });

  it("shows what a config or a chart says as text, whatever it says", async () => {
    const folder = withResult();
    const evil = '</script><script>document.title="caught"</script><img src=x onerror=alert(1)>';
    const chart = join(folder, "results/tiny/tiny.vl.json");
    const drawn = JSON.parse(readFileSync(chart, "utf8"));
    writeFileSync(
      chart,
      JSON.stringify({ ...drawn, description: evil, title: { text: evil, subtitle: [evil] } }),
    );
    const yaml = join(folder, "results/tiny/config.yaml");
    writeFileSync(yaml, `${readFileSync(yaml, "utf8")}# ${evil}\n`);
    await ebm(folder, "report", "tiny");
    const page = readFileSync(join(folder, "report.html"), "utf8");
    expect(page).not.toContain(evil);
    expect(page).not.toContain("<img");
    // Its own, and that of the laboratory.
    expect(page.match(/<script>/g)).toHaveLength(2);
  });

  it("names the nearest result where there is none, and writes nothing", async () => {
    const folder = withResult();
    const { code, stderr } = await ebm(folder, "report", "tinny");
    expect(code).toBe(exitCode.usage);
    expect(stderr).toContain("did you mean tiny?");
    mkdirSync(join(folder, "empty"));
    const none = await ebm(folder, "report", "--results", "empty");
    expect(none.code).toBe(exitCode.usage);
    expect(none.stderr).toContain("expected results in empty, found none");
    expect(existsSync(join(folder, "report.html"))).toBe(false);
  });

  it("shows two results over one another: fields, means, standard errors, and the curves of both", async () => {
    const folder = withResult();
    await ebm(
      folder,
      "run",
      "./tiny.yaml",
      ...quietly,
      "--set",
      "inference.steps=20",
      "--name",
      "tiny",
      "--out",
      "other",
    );
    const { code } = await ebm(folder, "report", "--compare", "tiny", "other/tiny");
    expect(code).toBe(exitCode.done);
    const page = readFileSync(join(folder, "report.html"), "utf8");
    expect(page).toContain("<td>inference.steps</td><td>50</td><td>20</td>");
    // The same seeds: 50 and 20 steps, λ = 0.1 and 1, and no doubt about it.
    expect(page).toMatch(
      /<td>iterations<\/td><td>50<\/td><td>20<\/td><td>−30<\/td><td>0<\/td><td>2 and 2, paired<\/td>/,
    );
    const lines = new Set(
      carried(page)
        ["comparison.csv"]!.trim()
        .split("\n")
        .slice(1)
        .map((line) => /^"([^"]*)"/.exec(line)?.[1]),
    );
    expect([...lines].sort()).toEqual([
      "other/tiny, equilibrium",
      "other/tiny, euler",
      "tiny, equilibrium",
      "tiny, euler",
    ]);
    const one = await ebm(folder, "report", "--compare", "tiny");
    expect(one.code).toBe(exitCode.usage);
  });

  it("writes an RO-Crate in which every file is described, and every description has its file", async () => {
    const folder = withResult();
    const { code, stdout } = await ebm(folder, "report", "tiny", "--crate", "--out", "archive");
    expect([code, stdout]).toEqual([exitCode.done, "archive\n"]);
    const read = (path: string) => readFileSync(join(folder, "archive", path));
    const crate = JSON.parse(read("ro-crate-metadata.json").toString());
    expect(crate["@context"]).toBe("https://w3id.org/ro/crate/1.1/context");
    const entities: readonly Record<string, unknown>[] = crate["@graph"];
    const entity = (id: string) => entities.find((each) => each["@id"] === id)!;
    // RO-Crate 1.1: the descriptor, and what a root must have.
    expect(entity("ro-crate-metadata.json")).toMatchObject({
      "@type": "CreativeWork",
      conformsTo: { "@id": "https://w3id.org/ro/crate/1.1" },
      about: { "@id": "./" },
    });
    const root = entity("./");
    expect(root).toMatchObject({ "@type": "Dataset", license: { "@id": expect.stringMatching(/^https:/) } });
    for (const property of ["name", "description"]) expect(root[property]).toMatch(/./);
    expect(root.datePublished).toMatch(/^\d{4}-\d\d-\d\dT/);
    const described = entities.filter((each) => each["@type"] === "File").map((each) => String(each["@id"]));
    const present = readdirSync(join(folder, "archive"), { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name).slice(join(folder, "archive").length + 1));
    expect(described.toSorted()).toEqual(
      present.filter((path) => path !== "ro-crate-metadata.json").toSorted(),
    );
    expect((root.hasPart as readonly { "@id": string }[]).map((part) => part["@id"]).toSorted()).toEqual(
      described.toSorted(),
    );
    for (const path of described) {
      expect(entity(path)).toMatchObject({
        contentSize: String(read(path).length),
        sha256: createHash("sha256").update(read(path)).digest("hex"),
      });
    }
    // Every reference within the crate has its entity.
    const references = [...JSON.stringify(crate["@graph"]).matchAll(/\{"@id":"([^"]*)"\}/g)].map(
      (match) => match[1]!,
    );
    for (const id of references.filter((each) => !each.startsWith("https://w3id.org")))
      expect(entity(id)).toBeDefined();
  });

  it("draws figures for papers: as wide as asked, fonts within, without title, dense as asked", async () => {
    const folder = withResult();
    const write = (...flags: readonly string[]) =>
      ebmPainting(folder, "report", "tiny", "--width", "85mm", ...flags);
    const results = [
      await write("--format", "pdf", "--no-title"),
      await write("--format", "svg", "--no-title"),
      await write("--format", "png", "--dpi", "150"),
    ];
    expect(results.map(({ code, stdout }) => [code, stdout])).toEqual(
      ["pdf", "svg", "png"].map((format) => [exitCode.done, `tiny.${format}\n`]),
    );
    const points = (85 / 25.4) * 72;
    const pdf = readFileSync(join(folder, "tiny.pdf"), "latin1");
    expect(pdf.startsWith("%PDF-")).toBe(true);
    expect(pdf).toContain("/FontFile2");
    expect(Number(/\/MediaBox \[0 0 ([\d.]+)/.exec(pdf)?.[1])).toBeLessThanOrEqual(points);
    const svg = readFileSync(join(folder, "tiny.svg"), "utf8");
    expect(svg).toContain("@font-face");
    expect(Number(/ width="([\d.]+)pt"/.exec(svg)?.[1])).toBeLessThanOrEqual(points);
    expect(svg.replace(/<title>.*?<\/title>|aria-label="[^"]*"/g, "")).not.toContain(
      "Distance of the PC-Nudge gradient",
    );
    const png = readFileSync(join(folder, "tiny.png"));
    const density = png.subarray(png.indexOf("pHYs") + 4);
    expect([density.readUInt32BE(0), density.readUInt32BE(4), density[8]]).toEqual([5906, 5906, 1]);
    const bad = await ebm(folder, "report", "tiny", "--format", "pdf", "--width", "85");
    expect(bad.code).toBe(exitCode.usage);
    expect(bad.stderr).toContain("85mm");
  });
});
