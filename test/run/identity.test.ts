import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import type { Cell } from "../../src/rows/cell.ts";
import { cellKey, digestOf, type Identity, identityOf, readIdentity } from "../../src/run/identity.ts";
import { temporaryFolder } from "./helpers.ts";

const cell: Cell = {
  work: "energy",
  settings: { seed: 3, inference: { stepSize: 0.1 } },
  uses: ["solver euler"],
  label: "seed 3",
};
const identity: Identity = {
  laboratory: "1",
  "work energy": "2",
  "work sweep": "2",
  "solver euler": "3",
  "solver equilibrium": "3",
};

describe("cellKey", () => {
  it("is a SHA-256 in hexadecimal", () => {
    expect(cellKey(cell, identity)).toMatch(/^[0-9a-f]{64}$/);
  });

  it("ignores the label, the order of keys, and what does not compute the cell", () => {
    const same = { ...cell, settings: { inference: { stepSize: 0.1 }, seed: 3 }, label: "another" };
    expect(cellKey(same, identity)).toBe(cellKey(cell, identity));
    const other = { ...identity, "solver equilibrium": "4", "work sweep": "5", "energy new": "6" };
    expect(cellKey(cell, other)).toBe(cellKey(cell, identity));
  });

  it.each(["laboratory", "work energy", "solver euler"])("changes with the part %s", (part) => {
    expect(cellKey(cell, { ...identity, [part]: "other" })).not.toBe(cellKey(cell, identity));
  });

  it.each([
    ["the work", { ...cell, work: "sweep" }],
    ["a nested setting", { ...cell, settings: { seed: 3, inference: { stepSize: 0.2 } } }],
    ["a setting more", { ...cell, settings: { ...cell.settings, images: 1 } }],
    ["the type of a value", { ...cell, settings: { seed: "3", inference: { stepSize: 0.1 } } }],
    ["the parts that it uses", { ...cell, uses: ["solver equilibrium"] }],
  ])("changes with %s", (_name, other) => {
    expect(cellKey(other, identity)).not.toBe(cellKey(cell, identity));
  });
});

describe("the identity of several cells", () => {
  it("has the parts that compute them, once, and no others", () => {
    const other = { ...cell, work: "sweep", uses: [] };
    expect(Object.keys(identityOf([cell, other, cell], identity))).toEqual([
      "laboratory",
      "solver euler",
      "work energy",
      "work sweep",
    ]);
  });

  it("is told apart by its digest", () => {
    const [own, changed] = [identity, { ...identity, "solver euler": "4" }].map((each) =>
      digestOf(identityOf([cell], each)),
    );
    expect(own).toMatch(/^[0-9a-f]{16}$/);
    expect(changed).not.toBe(own);
  });
});

describe("readIdentity", () => {
  it("says how to build when the program has not been built", () => {
    const missing = pathToFileURL(join(temporaryFolder(), "identity.json"));
    expect(() => readIdentity(missing)).toThrowError(
      expect.objectContaining({
        code: exitCode.environment,
        message: expect.stringContaining("npm run build"),
      }),
    );
  });
});
