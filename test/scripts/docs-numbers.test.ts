import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { describe, expect, it } from "vitest";
import { elsewhere } from "../../scripts/docs/elsewhere.ts";
import { renumbered } from "../../scripts/docs/markers.ts";
import { numberNamed, pages, readMeasured } from "../../scripts/docs/pages.ts";
import { accuracyText, cosineText, grouped, percent, short } from "../../scripts/docs/results.ts";
import { settled, unmarked } from "../../scripts/docs/unmarked.ts";

describe("the numbers of the pages", () => {
  const numberOf = numberNamed();
  it.each(pages().map((page) => [relative(".", page), page]))("%s agrees with the results", (_, page) => {
    expect(renumbered(readFileSync(page, "utf8"), numberOf).differences).toEqual([]);
  });

  it.each(pages().map((page) => [relative(".", page), page]))(
    "%s has no number by hand that looks measured",
    (name, page) => {
      const found = new Set(unmarked(readFileSync(page, "utf8")));
      expect([...found].sort()).toEqual([...(settled[name] ?? [])].sort());
    },
  );

  it("the README and the page on the reproduction have some", () => {
    const counts = pages().map((page) => renumbered(readFileSync(page, "utf8"), numberOf).names.length);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThanOrEqual(2);
  });

  it("what is kept of other runs is named by the script that measures it, and the other way round", () => {
    expect(Object.keys(readMeasured()).sort()).toEqual(Object.keys(elsewhere).sort());
  });
});

describe("a marked number", () => {
  const numberOf = (name: string): string => {
    if (name === "a") return "0.5";
    throw new Error(`no number is called ${name}`);
  };

  it("is written where it differs, and nothing else is touched", () => {
    const page = "x 1 <!-- n:a -->0.4<!-- /n --> y\n<!-- n:a -->0.5<!-- /n -->";
    expect(renumbered(page, numberOf)).toEqual({
      text: "x 1 <!-- n:a -->0.5<!-- /n --> y\n<!-- n:a -->0.5<!-- /n -->",
      names: ["a", "a"],
      differences: [{ name: "a", found: "0.4", expected: "0.5" }],
    });
  });

  it("that is not closed, or that nobody knows, is a mistake", () => {
    expect(() => renumbered("<!-- n:a -->0.4", numberOf)).toThrow("1 numbers are opened and 0 are closed");
    expect(() => renumbered("<!-- n:b -->0.4<!-- /n -->", numberOf)).toThrow("no number is called b");
  });
});

it("a number by hand is noticed outside of code, and what is marked is not", () => {
  const page =
    "7.3 % of 59 of 110 in 8.1 s, `0.5`, <!-- n:a -->0.4<!-- /n -->, 1 in 598, 2e-5\n```\n3.2 %\n```\n250,000 in 47 seconds";
  expect(unmarked(page)).toEqual(["7.3 %", "59 of 110", "8.1", "1 in 598", "2e-5", "250,000", "47 seconds"]);
});

it("numbers are shown in the digits that they are good for", () => {
  expect([percent(0.0712, 2), percent(0.0996, 2), accuracyText(0.73804)]).toEqual([
    "7.1 %",
    "10 %",
    "73.80 %",
  ]);
  expect([cosineText(0.99463), cosineText(0.999357), cosineText(0.99999996)]).toEqual([
    "0.9946",
    "0.99936",
    "1.0000000",
  ]);
  expect([short(6.01e-5), short(0.603), grouped(249517)]).toEqual(["6.0e-5", "0.60", "249,517"]);
});
