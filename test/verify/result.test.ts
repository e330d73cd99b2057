import { describe, expect, it } from "vitest";
import { withColumnTypes } from "../../src/report/chart/chart-data.ts";
import { compileChart, drawChart } from "../../src/report/drawing/render.ts";
import { csvText } from "../../src/report/result/csv.ts";
import type { Row } from "../../src/rows/row.ts";
import { check, type MeasuringClaim, stated, stronger } from "../../src/verify/claim.ts";
import { judge } from "../../src/verify/judge.ts";
import { claimsChart, hasOrders } from "../../src/verify/order/claims.chart.ts";
import { claims } from "../../src/verify/registry.ts";
import { pages } from "../../src/verify/report/markdown.ts";
import { partColumns, partRows, pointColumns, pointRows, recordOf } from "../../src/verify/report/tables.ts";
import { declarationText, tallyText, verdictText } from "../../src/verify/report/wording.ts";
import { atLeast, atMost, within } from "../../src/verify/window.ts";
import { laboratory } from "../network/problem.ts";

const text = {
  statement: "It is so.",
  equation: "|a| = |b|",
  paper: "millidge-2022",
  where: "Eq. 1",
  source: "Somebody 2022",
  conditions: "a network",
  scale: "small",
  note: "",
} as const;

const slope: MeasuringClaim = {
  ...text,
  id: "slope",
  parts: [
    stated("as it is", within(1, 0.03), "one-sided"),
    stronger("at rest", within(1, 0.03), "one-sided, at rest"),
    check("|left over|", atMost(0.01)),
  ],
  expected: "holds under a stronger condition",
  condition: "it rests",
  measure: () => ({
    values: { "as it is": 0.5, "at rest": 1.01, "|left over|": 0.001 },
    points: [{ series: "line", dial: "λ", at: 0.1, seed: 3, error: Number.NaN }],
  }),
};

const broken: MeasuringClaim = {
  ...text,
  id: "broken",
  parts: [stated("cosine", atLeast(0.999))],
  expected: "holds",
  condition: "",
  measure: () => ({ values: { cosine: Number.NaN } }),
};

const judgements = [slope, broken].map((claim) => judge(claim, laboratory));

describe("the figure of all orders", () => {
  const rows = partRows(judgements);
  const drawnFrom = (shown: readonly Row[]) => {
    const columns = partColumns.map(({ name }) => name);
    const chart = withColumnTypes(claimsChart("verify", shown), { "verify.csv": { columns, rows: shown } });
    return drawChart(compileChart(chart), { "verify.csv": csvText(columns, shown) });
  };

  it("has a row for each exponent, its number beside it, and says which lie outside their windows", async () => {
    const svg = await drawnFrom(rows);
    for (const text of ["First order", ">one-sided<", ">0.500<", ">one-sided, at rest<", ">1.010<"])
      expect(svg).toContain(text);
    expect(svg).not.toContain("Other orders");
    expect(svg).toMatch(/1 of 2 lie in their windows\. Not: one-sided, 0\.50\./);
  });

  it("is there only where an order was measured", () => {
    expect([rows, rows.slice(1), rows.slice(2), []].map(hasOrders)).toEqual([true, true, false, false]);
  });

  it("names each exponent of the claims once, all that are slopes among them", () => {
    const named = claims.flatMap(({ parts }) =>
      parts.flatMap(({ order }) => (order === undefined ? [] : [order])),
    );
    expect(new Set(named).size).toBe(named.length);
    // Those of fresh networks stand beside the exponents that they repeat.
    for (const { name, order, role } of claims.flatMap(({ parts }) => parts))
      if (/slope$|^exponent[^;]*$/.test(name) && role !== "check") expect(order, name).toBeDefined();
  });
});

describe("what a verification writes", () => {
  it("one row a part, its window as two ends, no number where none was measured", () => {
    const rows = partRows(judgements);
    expect(rows).toHaveLength(4);
    expect(rows[0]).toEqual({
      claim: "slope",
      where: "Eq. 1",
      part: "as it is",
      role: "stated",
      measured: 0.5,
      low: 0.97,
      high: 1.03,
      inside: "no",
      verdict: "holds under a stronger condition",
      declared: "holds under a stronger condition",
      order: "one-sided",
    });
    expect(rows.slice(1).map(({ order }) => order)).toEqual(["one-sided, at rest", null, null]);
    expect(rows[3]).toMatchObject({
      measured: null,
      low: 0.999,
      high: null,
      inside: "no",
      verdict: "does not hold",
    });
    for (const row of rows) expect(Object.keys(row)).toEqual(partColumns.map(({ name }) => name));
  });

  it("one row a point", () => {
    const rows = pointRows(judgements);
    expect(rows).toEqual([{ claim: "slope", series: "line", dial: "λ", at: 0.1, seed: 3, error: null }]);
    expect(Object.keys(rows[0]!)).toEqual(pointColumns.map(({ name }) => name));
  });

  it("JSON holds all that was declared and measured, and no NaN", () => {
    const [first, second] = JSON.parse(JSON.stringify(judgements.map(recordOf)));
    expect(first).toMatchObject({
      id: "slope",
      condition: "it rests",
      asDeclared: true,
      source: "Somebody 2022",
    });
    expect(first.parts[1]).toEqual({
      name: "at rest",
      role: "stronger",
      window: { kind: "within", value: 1, plusMinus: 0.03 },
      order: "one-sided, at rest",
      measured: 1.01,
      inside: true,
    });
    expect(second).toMatchObject({ id: "broken", verdict: "does not hold", asDeclared: false });
    expect(second.parts[0].measured).toBeNull();
  });

  it("words", () => {
    expect(tallyText(judgements)).toBe("2 claims: 1 holds under a stronger condition, 1 does not hold");
    expect(declarationText(judgements)).toBe("not as declared: broken");
    expect(declarationText(judgements.slice(0, 1))).toBe("every verdict is the one that was declared");
    expect(verdictText(judgements[0]!)).toBe("holds under a stronger condition: it rests");
  });

  it("the overview links to a page for each paper", () => {
    const written = pages("verify", judgements, "ebm verify");
    expect(Object.keys(written)).toEqual(["verify.md", "millidge-2022.md"]);
    expect(written["verify.md"]).toContain("| [slope](millidge-2022.md#slope) | Eq. 1 |");
    expect(written["verify.md"]).not.toContain("## broken");
  });

  it("a paper's page has a table row a deciding part, bars escaped, and a section a claim", () => {
    const page = pages("verify", judgements, "ebm verify")["millidge-2022.md"]!;
    expect(page).toContain(
      "| [slope](#slope) | Eq. 1 | as it is: **0.5000** | 1 ± 0.03 (outside) | holds under a stronger condition: it rests |",
    );
    expect(page).toContain("|  |  | under the condition, at rest: **1.010** | 1 ± 0.03 |  |");
    expect(page).toContain("| \\|left over\\| | check | 0.001000 | at most 0.01 | yes |");
    expect(page).toContain("## broken");
    expect(page).toContain("**Verdict: does not hold** (declared: holds)");
  });
});
