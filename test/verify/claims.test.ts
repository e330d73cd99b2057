import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { papers } from "../../src/verify/papers.ts";
import { claims } from "../../src/verify/registry.ts";

describe("the claims as they are declared", () => {
  it("have names of their own", () => {
    const ids = claims.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it("stand together by paper, in the order of the papers, each in its paper's folder", () => {
    const order = Object.keys(papers);
    const ranks = claims.map(({ paper }) => order.indexOf(paper));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(new Set(claims.map(({ paper }) => paper))).toEqual(new Set(order));
    const registry = readFileSync(new URL("../../src/verify/registry.ts", import.meta.url), "utf8");
    const folders = [...registry.matchAll(/claims\/([a-z0-9-]+)\/([a-z0-9-]+)\.ts/g)];
    expect(folders.length).toBe(claims.length);
    for (const [, folder, file] of folders) {
      const source = readFileSync(
        new URL(`../../src/verify/claims/${folder}/${file}.ts`, import.meta.url),
        "utf8",
      );
      expect(source).toContain(`paper: "${folder}"`);
    }
  });

  it.each(claims)("$id says what, where, whose and on what", (claim) => {
    for (const text of [claim.statement, claim.equation, claim.where, claim.source, claim.conditions])
      expect(text.trim()).not.toBe("");
    const names = claim.parts.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const roles = claim.parts.map(({ role }) => role);
    expect(roles).toContain("stated");
    // A stronger condition is named where parts are measured under one, and only there.
    expect(roles.includes("stronger")).toBe(claim.condition !== "");
    expect(claim.expected === "holds under a stronger condition").toBe(claim.condition !== "");
  });

  it("slopes may be off by 0.03 at order 1, 0.05 at order 2, 0.1 at order 3, 0.15 of as many points, over 1.5 decades", () => {
    const slopes = claims.flatMap(({ parts }) =>
      parts.filter(({ name }) => name.endsWith(": slope") && !name.includes("holomorphic")),
    );
    expect(slopes.length).toBeGreaterThan(9);
    for (const { window } of slopes) {
      expect(window).toBeOneOf([
        { kind: "within", value: 1, plusMinus: 0.03 },
        { kind: "within", value: 2, plusMinus: 0.05 },
        { kind: "within", value: 3, plusMinus: 0.1 },
      ]);
    }
    const circles = claims.flatMap(({ parts }) =>
      parts.filter(({ name }) => /holomorphic \d: slope$/.test(name)).map(({ window }) => window),
    );
    const expected = [2, 4, 6].map((value) => ({ kind: "within", value, plusMinus: 0.15 }));
    expect(circles).toEqual([...expected, ...expected]);
    for (const { parts } of claims) {
      const ordered = parts.filter(({ name }) => name.endsWith(": slope"));
      const decades = parts.filter(({ name }) => name.endsWith(": decades"));
      expect(decades.map(({ window }) => window)).toEqual(
        ordered.map(() => ({ kind: "at least", bound: 1.5 })),
      );
    }
  });
});

describe("what claims read of the figures", () => {
  it.each(claims.filter(({ reads }) => reads !== undefined))(
    "$id: cells that there are, each once",
    (claim) => {
      for (const cells of Object.values(claim.reads!())) {
        expect(cells.length).toBeGreaterThan(0);
        expect(new Set(cells.map(({ settings }) => JSON.stringify(settings))).size).toBe(cells.length);
      }
    },
  );
});
