import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { cellKey, readEngine } from "../../src/run/identity.ts";
import { temporaryFolder } from "./helpers.ts";

const cell = { work: "energy", settings: { seed: 3, inference: { stepSize: 0.1 } }, label: "seed 3" };

describe("cellKey", () => {
  it("is a SHA-256 in hexadecimal", () => {
    expect(cellKey(cell, "a")).toMatch(/^[0-9a-f]{64}$/);
  });

  it("ignores the label and the order of keys", () => {
    const same = { work: "energy", settings: { inference: { stepSize: 0.1 }, seed: 3 }, label: "another" };
    expect(cellKey(same, "a")).toBe(cellKey(cell, "a"));
  });

  it.each([
    ["the engine", cell, "b"],
    ["the work", { ...cell, work: "sweep" }, "a"],
    ["a nested setting", { ...cell, settings: { seed: 3, inference: { stepSize: 0.2 } } }, "a"],
    ["a setting more", { ...cell, settings: { ...cell.settings, images: 1 } }, "a"],
    ["the type of a value", { ...cell, settings: { seed: "3", inference: { stepSize: 0.1 } } }, "a"],
  ])("changes with %s", (_name, other, engine) => {
    expect(cellKey(other, engine)).not.toBe(cellKey(cell, "a"));
  });
});

describe("readEngine", () => {
  it("says how to build when there is no fingerprint", () => {
    const missing = pathToFileURL(join(temporaryFolder(), "fingerprint.json"));
    expect(() => readEngine(missing)).toThrowError(
      expect.objectContaining({
        code: exitCode.environment,
        message: expect.stringContaining("npm run build"),
      }),
    );
  });
});
