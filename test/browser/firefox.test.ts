import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Firefox, hasFirefox, openFirefox } from "./firefox.ts";
import { computedHere, computingScript, sampledCells } from "./in-page.ts";

if (!hasFirefox)
  console.warn("test/browser/firefox: skipped, for want of Firefox (`apt-get install firefox-esr`)");

const root = mkdtempSync(join(tmpdir(), "ebm-firefox-page-"));
const file = join(root, "page.html");

describe.skipIf(!hasFirefox)("the laboratory in Firefox, from a file", () => {
  let firefox: Firefox;
  beforeAll(async () => {
    execFileSync(process.execPath, ["bin/ebm.js", "page", "--out", file, "--quiet"]);
    firefox = await openFirefox();
    await firefox.open(file);
  });
  afterAll(async () => {
    await firefox?.close();
    rmSync(root, { recursive: true, force: true });
  });

  it("computes fig2a, ten cells of fig3a and a curve of estimator-order to the bits of Node", async () => {
    const cells = sampledCells();
    expect(cells.length).toBeGreaterThanOrEqual(13);
    const found: unknown = JSON.parse(await firefox.evaluate(computingScript(cells)));
    expect(found).toEqual(JSON.parse(JSON.stringify(await computedHere(cells))));
  });

  it("is live: both sections, with readings and a command", async () => {
    const said = await firefox.evaluate(`new Promise((resolve) => {
      const look = () => {
        const part = (name) => document.querySelector("#limit [data-part=" + name + "]").textContent;
        if (document.querySelector("#limit").dataset.answered === undefined) setTimeout(look, 50);
        else resolve([part("regime"), part("command"), document.querySelectorAll("#limit svg.plot path").length]);
      };
      look();
    })`);
    const [regime, command, paths] = JSON.parse(said) as [string, string, number];
    expect(regime).toMatch(/^Finite: with λ = 0\.1 /);
    expect(command).toBe("npx ebm run fig3a --set 'lambda=[0.1]' --set 'seeds=[0]'");
    expect(paths).toBeGreaterThan(8);
  });
});
