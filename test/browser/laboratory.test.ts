import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLaboratory } from "../../src/bench/open-laboratory.ts";
import { perform } from "../../src/bench/work.ts";
import { works } from "../../src/experiments/works.ts";
import { namedConfig } from "../../src/figure/configs/config-files.ts";
import { resolveConfig } from "../../src/figure/configs/resolved-config.ts";
import type { Cell } from "../../src/rows/cell.ts";
import { accessibilityProblems, type Browser, hasBrowser, openBrowser } from "./browser.ts";

if (!hasBrowser) console.warn("test/browser: skipped, for want of Chromium (`apt-get install chromium`)");

const root = mkdtempSync(join(tmpdir(), "ebm-laboratory-"));
const file = join(root, "page.html");

/** A timing means nothing where others compute on the same cores. */
const isQuiet = loadavg()[0]! < 1.5;
if (!isQuiet) console.warn("test/browser/laboratory: times are not judged, for the machine is busy");

const cellsOf = (name: string): readonly Cell[] => {
  const { experiment, config } = resolveConfig(namedConfig(name), []);
  return experiment.cells(config, {});
};

/** What the page is told to do: `asked` cells in a worker of its own text. */
const inPage = `(async (asked) => {
  const text = (id) => document.getElementById(id).textContent;
  const carried = JSON.parse(text("laboratory-data"));
  const bytes = (base64) => Uint8Array.from(atob(base64.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes(text("laboratory-worker"))]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const worker = new Worker(URL.createObjectURL(new Blob([await new Response(stream).text()])));
  const digits = { labels: carried.labels, pixels: bytes(carried.pixels) };
  const results = [];
  await new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data }) => {
      if (data.kind === "failed") reject(new Error(data.message));
      if (data.kind !== "cell") return;
      results[data.id - 1] = data.result;
      if (Object.keys(results).length === asked.length) resolve();
    };
    worker.postMessage({ kind: "setup", digits, templates: carried.templates });
    asked.forEach(({ work, settings }, at) => worker.postMessage({ kind: "cell", id: at + 1, work, settings }));
  });
  worker.terminate();
  return results;
})`;

/** The rows of cells, computed in the page. */
const computedInPage = (page: Page, cells: readonly Cell[]): Promise<unknown> =>
  page.evaluate(`${inPage}(${JSON.stringify(cells)})`);

const computedHere = async (cells: readonly Cell[]) => {
  const laboratory = openLaboratory();
  const results = [];
  for (const { work, settings } of cells)
    results.push(await perform(works.find(({ name }) => name === work)!, settings, laboratory));
  laboratory.close();
  return results;
};

/** Once the sliders have been answered so many times. */
const answered = (page: Page, times: number) =>
  expect
    .poll(async () => Number((await page.locator("#limit").getAttribute("data-answered")) ?? 0), {
      timeout: 30_000,
    })
    .toBeGreaterThanOrEqual(times);

const lambdaSlider = (page: Page) => page.getByLabel("nudging strength λ");

describe.skipIf(!hasBrowser)("the laboratory in a browser, from a file", () => {
  let browser: Browser;
  beforeAll(async () => {
    execFileSync(process.execPath, ["bin/ebm.js", "page", "--out", file, "--quiet"]);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(root, { recursive: true, force: true });
  });

  it("computes fig2a, ten cells of fig3a and a curve of estimator-order to the bits of Node", async () => {
    const fig3a = cellsOf("fig3a");
    const every = Math.floor(fig3a.length / 10);
    const order = cellsOf("estimator-order").find(
      ({ settings }) => settings.estimator === "ep-symmetric" && settings.precision === "float32",
    )!;
    const cells = [...cellsOf("fig2a"), ...fig3a.filter((_, at) => at % every === 0).slice(0, 10), order];
    expect(cells.length).toBeGreaterThanOrEqual(13);
    const { page, complaints, requests } = await browser.open(file);
    expect(await computedInPage(page, cells)).toEqual(await computedHere(cells));
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    await page.close();
  });

  it("answers a slider, keeps its state in the address, and names the command", async () => {
    const { page, complaints, requests } = await browser.open(file);
    await answered(page, 1);
    const before = await page.locator("#limit [data-part=readings]").textContent();
    await lambdaSlider(page).focus();
    for (let times = 0; times < 5; times++) await page.keyboard.press("ArrowLeft");
    await expect.poll(() => page.locator("#limit [data-part=readings]").textContent()).not.toBe(before);
    await expect.poll(() => page.url()).toContain("#limit?lambda=");
    const [, lambda = ""] = /lambda=([^&]*)/.exec(page.url()) ?? [];
    expect(await page.locator("#limit [data-part=command]").textContent()).toContain(`lambda=[${lambda}]`);
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    await page.close();
  });

  it("comes back to a state by its link, and begins at a figure", async () => {
    const { page } = await browser.open(file);
    await page.goto(`${page.url()}#formula?estimator=pc-symmetric&seed=2`);
    await page.reload();
    await expect
      .poll(() => page.locator("#formula").getAttribute("data-state"), { timeout: 60_000 })
      .toBe("done");
    expect(await page.locator("#formula [data-part=found]").textContent()).toMatch(
      /float64: measured order 2\.0/,
    );
    expect(await page.locator("#formula [data-part=command]").textContent()).toContain("seeds=[2]");
    const begun = join(root, "begun.html");
    execFileSync(process.execPath, ["bin/ebm.js", "page", "--open", "fig2a", "--out", begun, "--quiet"], {
      env: { ...process.env, BROWSER: process.platform === "win32" ? "" : "true" },
    });
    const other = await browser.open(begun);
    await answered(other.page, 1);
    expect(await other.page.locator("#limit [data-part=command]").textContent()).toContain("lambda=[1]");
    await other.page.close();
    await page.close();
  });

  it("takes a digit that is drawn with the mouse or with keys, and hands it out", async () => {
    const { page } = await browser.open(file);
    await answered(page, 1);
    await page.getByLabel("image", { exact: true }).first().selectOption("drawn");
    const pad = page.locator("canvas.pad");
    await pad.scrollIntoViewIfNeeded();
    const box = (await pad.boundingBox())!;
    await page.mouse.move(box.x + 60, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 150, box.y + 150, { steps: 8 });
    await page.mouse.up();
    await pad.focus();
    await page.keyboard.press("Space");
    await answered(page, 3);
    expect(await page.locator("#limit [data-part=command]").textContent()).toContain("dataset.dir=drawn");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save drawn.tar" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("drawn.tar");
    await page.close();
  });

  it.each([
    { width: 1200, dark: false },
    { width: 360, dark: true },
  ])("gives axe nothing to complain of, and fits, at $width px (dark: $dark)", async (look) => {
    const { page, complaints } = await browser.open(file, look);
    await answered(page, 1);
    await page.locator("#formula").scrollIntoViewIfNeeded();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(
      await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth"),
    ).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("is small: the page below 4 MB, the worker's text below 300 KB", () => {
    expect(statSync(file).size).toBeLessThan(4e6);
    expect(statSync("dist/report/page/worker.js").size).toBeLessThan(300e3);
  });

  it.skipIf(!isQuiet)("answers within a frame, and keeps the page free", async () => {
    const { page } = await browser.open(file);
    await answered(page, 1);
    await page.waitForTimeout(1000);
    await page.evaluate(`(() => {
      globalThis.longest = 0;
      const watch = (list) => list.getEntries().forEach(({ duration }) => { longest = Math.max(longest, duration); });
      new PerformanceObserver(watch).observe({ type: "longtask" });
    })()`);
    await lambdaSlider(page).focus();
    for (let times = 0; times < 60; times++) {
      await page.keyboard.press(times < 30 ? "ArrowLeft" : "ArrowRight");
      await page.waitForTimeout(30);
    }
    const times = page.locator("#limit [data-part=times]");
    const latency = Number(await times.getAttribute("data-latency"));
    const longest = await page.evaluate<number>("longest");
    console.warn(`a slider is answered after ${latency} ms (median); the longest task took ${longest} ms`);
    expect(latency).toBeLessThanOrEqual(16);
    expect(longest).toBeLessThanOrEqual(50);
    await page.close();
  });
});
