import { describe, expect, it } from "vitest";
import { withFindings } from "../../src/report/chart/alt-text.ts";
import { figure } from "../../src/report/chart/chart.ts";

const text = { name: "t", title: "T", subtitle: [], description: "Lines." };
const findings = Array.from({ length: 5 }, (_, at) => ({ label: `layer ${at}`, value: `error 0.${at}` }));

describe("a chart's alternative text", () => {
  it("has every finding's numbers, and the caption the first of them", () => {
    const { description, usermeta } = withFindings(figure(text, {}), findings) as {
      description: string;
      usermeta: { caption: string };
    };
    for (const { label, value } of findings) expect(description).toContain(`${label}: ${value}.`);
    expect(description.startsWith("Lines.")).toBe(true);
    expect(usermeta.caption).toContain("layer 2: error 0.2.");
    expect(usermeta.caption).not.toContain("layer 3");
  });

  it("stays as it is where the chart has sentences of its own", () => {
    const own = figure({ ...text, found: ["A floor of 7 %."] }, {});
    expect(withFindings(own, findings)).toBe(own);
  });
});
