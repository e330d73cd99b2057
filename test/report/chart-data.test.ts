import { describe, expect, it } from "vitest";
import { withColumnTypes } from "../../src/report/chart/chart-data.ts";

const rows = [
  { seed: 0, layer: 1, value: null, name: "a" },
  { seed: 1, layer: "all", value: 2, name: null },
];
const tables = { "t.csv": { columns: ["seed", "layer", "value", "name"], rows } };

describe("withColumnTypes", () => {
  it("reads a column as numbers where all its values are numbers or missing, else as text", () => {
    const { data } = withColumnTypes({ data: { url: "t.csv" } }, tables);
    expect(data).toEqual({
      url: "t.csv",
      format: { type: "csv", parse: { seed: "number", layer: "string", value: "number", name: "string" } },
    });
  });

  it("finds data inside layers and panels, and leaves other data alone", () => {
    const chart = { hconcat: [{ layer: [{ data: { url: "t.csv" } }, { data: { values: [{}] } }] }] };
    const typed = JSON.parse(JSON.stringify(withColumnTypes(chart, tables)));
    expect(typed.hconcat[0].layer[0].data.format.type).toBe("csv");
    expect(typed.hconcat[0].layer[1]).toEqual({ data: { values: [{}] } });
  });

  it("refuses a file that the experiment does not write", () => {
    expect(() => withColumnTypes({ data: { url: "u.csv" } }, tables)).toThrow(/u\.csv/);
  });
});
