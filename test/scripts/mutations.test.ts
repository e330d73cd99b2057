import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { importersOf } from "../../scripts/mutations/importers.ts";
import { mutations } from "../../scripts/mutations/index.ts";
import { occurrences } from "../../scripts/mutations/mutation.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("mutations", () => {
  it("stand for lines that are there, each once, and change them", () => {
    const lost = mutations.filter(
      (mutation) => occurrences(root, mutation) !== 1 || mutation.find === mutation.replace,
    );
    expect(lost).toEqual([]);
  });

  it("have a name of their own in their file", () => {
    const names = mutations.map(({ name, file }) => `${file}: ${name}`);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it("are looked for by the tests that import their file, however far away", () => {
    expect(importersOf(root, "scripts/mutations/index.ts")).toEqual(["test/scripts/mutations.test.ts"]);
    const found = importersOf(root, "src/energy/precisions.ts");
    expect(found).toContain("test/energy/predictive-coding.test.ts");
    expect(found).not.toContain("test/random/stream.test.ts");
  });
});
