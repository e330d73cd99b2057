import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { ebm, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

const quietly = ["--quiet", "--workers", "1"];

/** The CSV files that a page carries, by their names. */
const carried = (page: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...page.matchAll(/<script [^>]*class="csv"[^>]*data-file="([^"]*)">([^<]*)<\/script>/g)].map(
      ([, file, packed]) => [file!, inflateRawSync(Buffer.from(packed!, "base64")).toString("utf8")],
    ),
  );

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
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", tiny);
    await ebm(folder, "run", config, ...quietly);
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
    expect(page.match(/<script>/g)).toHaveLength(1);
  });

  it("names the nearest result where there is none, and writes nothing", async () => {
    const folder = temporaryFolder();
    const config = writeConfig(folder, "tiny", tiny);
    await ebm(folder, "run", config, ...quietly);
    const { code, stderr } = await ebm(folder, "report", "tinny");
    expect(code).toBe(exitCode.usage);
    expect(stderr).toContain("did you mean tiny?");
    mkdirSync(join(folder, "empty"));
    const none = await ebm(folder, "report", "--results", "empty");
    expect(none.code).toBe(exitCode.usage);
    expect(none.stderr).toContain("expected results in empty, found none");
    expect(existsSync(join(folder, "report.html"))).toBe(false);
  });
});
