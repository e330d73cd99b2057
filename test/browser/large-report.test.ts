import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, hasBrowser, openBrowser } from "./browser.ts";

if (!hasBrowser) console.warn("test/browser: skipped, for want of Chromium (`apt-get install chromium`)");

const root = mkdtempSync(join(tmpdir(), "ebm-large-report-"));
const file = join(root, "report.html");
const ebm = (...words: readonly string[]) =>
  execFileSync(process.execPath, ["bin/ebm.js", ...words], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

const minutes = 60_000;
const seeds = 3;
const rowsPerStep = 5;
const steps = 6700;
const rows = seeds * rowsPerStep * steps;

/** Milliseconds until something in a page has come. */
const lasting = async (act: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await act();
  return Math.round(performance.now() - start);
};

describe.skipIf(!hasBrowser)("a report of a hundred thousand rows", () => {
  let browser: Browser;
  let csv = "";
  beforeAll(async () => {
    const settings = [`inference.steps=${steps}`, "alongside=none"].flatMap((text) => ["--set", text]);
    ebm("run", "smoke/fig2b", ...settings, "--name", "large", "--out", root, "--quiet");
    const folder = join(root, "large");
    csv = readFileSync(join(folder, readdirSync(folder).find((name) => name.endsWith(".csv"))!), "utf8");
    ebm("report", "large", "--results", root, "--out", file);
    browser = await openBrowser();
  }, 5 * minutes);
  afterAll(async () => {
    await browser?.close();
    rmSync(root, { recursive: true, force: true });
  });

  it("has all rows, and is below 3 MB", () => {
    expect(rows).toBeGreaterThan(100_000);
    expect(csv.trimEnd().split("\n")).toHaveLength(rows + 1);
    console.warn(`the report of ${rows} rows has ${statSync(file).size} bytes, its CSV ${csv.length}`);
    expect(statSync(file).size).toBeLessThan(3e6);
  });

  it(
    "draws a thinned chart, turns and filters its table, and hands out the whole CSV",
    async () => {
      const { page, complaints, requests } = await browser.open(file);
      const section = page.locator("#result-large");
      await section.scrollIntoViewIfNeeded();
      const chart = section.locator(".chart[data-state=drawn]");
      const drawing = await lasting(() => chart.waitFor());
      expect(await chart.textContent()).toMatch(/one step in \d+; the file has all rows/);
      const details = section.locator("details", { has: page.locator("[data-table]") }).first();
      await details.locator("summary").click();
      await details.locator("[data-table]").scrollIntoViewIfNeeded();
      const data = details.locator("[data-table][data-state=drawn]");
      const opening = await lasting(() => data.waitFor());
      const status = () => data.locator(".status").textContent();
      expect(await data.locator("tbody tr").count()).toBe(25);
      expect(await status()).toBe(`rows 1 to 25 of ${rows.toLocaleString("en")}`);
      const turning = await lasting(async () => {
        await data.getByRole("button", { name: "Next" }).click();
        await expect.poll(status).toMatch(/^rows 26 to 50 of /);
      });
      const sorting = await lasting(async () => {
        await data.getByRole("button", { name: "distance", exact: true }).click();
        await expect.poll(() => data.locator("th[aria-sort=ascending]").count()).toBe(1);
      });
      const filtering = await lasting(async () => {
        await data.getByRole("searchbox").fill(`step=${steps} metric=error-signal`);
        await expect.poll(status).toMatch(new RegExp(`^rows 1 to ${seeds} of ${seeds} of `));
      });
      console.warn(
        `a report of ${rows} rows: chart ${drawing} ms, table ${opening}, next page ${turning}, sorted ${sorting}, filtered ${filtering}`,
      );
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        data.getByRole("button", { name: /^Download / }).click(),
      ]);
      expect(readFileSync(await download.path(), "utf8")).toBe(csv);
      expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
      await page.close();
    },
    2 * minutes,
  );
});
