import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityProblems, type Browser, hasBrowser, openBrowser } from "./browser.ts";

if (!hasBrowser) console.warn("test/browser: skipped, for want of Chromium (`apt-get install chromium`)");

const root = mkdtempSync(join(tmpdir(), "ebm-report-"));
const file = join(root, "report.html");
const ebm = (...words: readonly string[]) =>
  execFileSync(process.execPath, ["bin/ebm.js", ...words], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

/** The chart and the opened table of a result, once they are drawn. */
const partsOf = async (page: Page, name: string) => {
  const section = page.locator(`#result-${name}`);
  await section.scrollIntoViewIfNeeded();
  await section.locator(".chart[data-state=drawn]").waitFor();
  return { section, chart: section.locator(".chart") };
};

const openTable = async (page: Page, name: string) => {
  const { section } = await partsOf(page, name);
  const details = section.locator("details", { has: page.locator("[data-table]") }).first();
  await details.locator("summary").click();
  // It is drawn when a reader comes near it, below the meanings of its columns.
  await details.locator("[data-table]").scrollIntoViewIfNeeded();
  const data = details.locator("[data-table][data-state=drawn]");
  await data.waitFor();
  return data;
};

const column = (cells: readonly (readonly string[])[], at: number) => cells.map((row) => row[at]!);

const rowsOf = (page: Page, scope: string) =>
  page.$$eval(`${scope} tbody tr`, (rows) =>
    rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "")),
  );

describe.skipIf(!hasBrowser)("a report in a browser, from a file", () => {
  let browser: Browser;
  beforeAll(async () => {
    for (const figure of ["fig3a", "fig2b"]) ebm("run", `smoke/${figure}`, "--out", root, "--quiet");
    ebm("report", "smoke/fig3a", "smoke/fig2b", "--results", root, "--out", file);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(root, { recursive: true, force: true });
  });

  it("draws every chart, says nothing to the console and asks no network for anything", async () => {
    const { page, complaints, requests } = await browser.open(file);
    for (const name of ["smoke-fig3a", "smoke-fig2b"]) {
      const { chart } = await partsOf(page, name);
      expect(await chart.locator("svg path, canvas").count()).toBeGreaterThan(0);
    }
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    await page.close();
  });

  it("says what a point stands for, with the number that the CSV has", async () => {
    const { page } = await browser.open(file);
    const { chart } = await partsOf(page, "smoke-fig3a");
    await chart.locator(".mark-symbol path").first().hover();
    const text = await page.locator(".tooltip").textContent();
    expect(text).toMatch(/λ/);
    expect(text).toMatch(/mean/);
    await page.close();
  });

  it("zooms with its buttons, with keys and with the wheel, and comes back", async () => {
    const { page } = await browser.open(file);
    const { chart } = await partsOf(page, "smoke-fig3a");
    // In no order: the drawing keeps labels that come back where it finds room.
    const labels = async () => (await chart.locator(".role-axis-label text").allTextContents()).sort();
    const whole = await labels();
    const settled = async (change: () => Promise<void>) => {
      const before = await labels();
      await change();
      await expect.poll(labels).not.toEqual(before);
    };
    const back = async () => {
      await chart.getByRole("button", { name: "Whole" }).click();
      await expect.poll(labels).toEqual(whole);
    };
    await settled(async () => {
      for (let time = 0; time < 4; time += 1) await chart.getByRole("button", { name: "Zoom in" }).click();
    });
    await back();
    await chart.locator(".surface").focus();
    await settled(async () => {
      for (let time = 0; time < 4; time += 1) await page.keyboard.press("+");
    });
    await back();
    const box = (await chart.locator(".surface svg").boundingBox())!;
    await page.mouse.move(box.x + 300, box.y + 200);
    await page.keyboard.down("Control");
    await settled(async () => {
      for (let time = 0; time < 4; time += 1) await page.mouse.wheel(0, -200);
    });
    await page.keyboard.up("Control");
    await back();
    await settled(async () => {
      await page.mouse.move(box.x + 300, box.y + 200);
      await page.mouse.down();
      await page.mouse.move(box.x + 420, box.y + 200, { steps: 6 });
      await page.mouse.up();
    });
    await page.close();
  });

  it("hides a series and shows it again", async () => {
    const { page } = await browser.open(file);
    const { chart } = await partsOf(page, "smoke-fig3a");
    const visible = () =>
      chart
        .locator(".mark-line path")
        .evaluateAll((lines) => lines.filter((line) => line.getAttribute("stroke-opacity") !== "0").length);
    const all = await visible();
    expect(all).toBe(2);
    const box = chart.getByRole("checkbox").first();
    await box.uncheck();
    await expect.poll(visible).toBe(all - 1);
    await box.check();
    await expect.poll(visible).toBe(all);
    await page.close();
  });

  it("draws an axis logarithmic, with ticks at powers of ten, and linear again", async () => {
    const { page } = await browser.open(file);
    const { chart } = await partsOf(page, "smoke-fig2b");
    const toggle = chart.getByRole("button", { name: "log y" });
    expect(await toggle.getAttribute("aria-pressed")).toBe("false");
    const labels = () => chart.locator(".role-axis-label text").allTextContents();
    const linear = await labels();
    await toggle.click();
    await expect.poll(() => toggle.getAttribute("aria-pressed")).toBe("true");
    expect(await labels()).not.toEqual(linear);
    expect(await chart.locator("svg").innerHTML()).not.toContain("NaN");
    await toggle.click();
    await expect.poll(() => toggle.getAttribute("aria-pressed")).toBe("false");
    await page.close();
  });

  it("sorts, filters, and hands the CSV out to the byte", async () => {
    const { page } = await browser.open(file);
    const data = await openTable(page, "smoke-fig3a");
    const scope = '[data-result="smoke-fig3a"][data-table]';
    await data.getByRole("button", { name: "gradient_distance", exact: true }).click();
    const up = column(await rowsOf(page, scope), 3).map(Number);
    expect(up.length).toBeGreaterThan(2);
    expect(up).toEqual([...up].sort((a, b) => a - b));
    await data.getByRole("button", { name: "gradient_distance", exact: true }).click();
    const down = column(await rowsOf(page, scope), 3).map(Number);
    expect(down).toEqual([...down].sort((a, b) => b - a));
    expect(await data.locator("th[aria-sort=descending]").count()).toBe(1);
    await data.getByRole("searchbox").fill("inference=equilibrium lambda>=0.1");
    const kept = await rowsOf(page, scope);
    expect(kept.length).toBeGreaterThan(0);
    for (const row of kept) {
      expect(row[0]).toBe("equilibrium");
      expect(Number(row[2])).toBeGreaterThanOrEqual(0.1);
    }
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      data.getByRole("button", { name: "Download fig3a.csv" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("fig3a.csv");
    expect(readFileSync(await download.path(), "utf8")).toBe(
      readFileSync(join(root, "smoke/fig3a/fig3a.csv"), "utf8"),
    );
    await page.close();
  });

  it.each([
    { width: 1200, dark: false },
    { width: 360, dark: true },
  ])("gives axe nothing to complain of, and fits, at $width px (dark: $dark)", async (look) => {
    const { page, complaints } = await browser.open(file, look);
    await openTable(page, "smoke-fig3a");
    await partsOf(page, "smoke-fig2b");
    await page.$$eval("details", (all) => {
      for (const details of all) details.open = true;
    });
    expect(await accessibilityProblems(page)).toEqual([]);
    const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    expect(overflow).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("prints without its buttons", async () => {
    const { page } = await browser.open(file);
    await partsOf(page, "smoke-fig3a");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("button:visible").count()).toBe(0);
    expect(await page.locator("#result-smoke-fig3a svg").first().isVisible()).toBe(true);
    await page.close();
  });
});
