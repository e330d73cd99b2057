import { parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { keepRows } from "../../src/rows/rows.ts";
import { jsonTable, parquetTable, spreadsheetTable } from "../../src/sweep/formats.ts";

const columns = ["inference.stepSize", "seed", "distance", "outcome"];
const rows = [
  { outcome: "kink", "inference.stepSize": 0.1, seed: 0, distance: 1 / 3 },
  { outcome: "converged", "inference.stepSize": 5e-324, seed: 1, distance: null },
  { outcome: null, "inference.stepSize": 1, seed: 4_294_967_295, distance: -1e300 },
];

describe("a table", () => {
  it("as JSON is its rows, columns in their order", () => {
    const text = [...jsonTable({ columns, rows })].join("");
    expect(JSON.parse(text)).toEqual(rows);
    expect(text.split("\n")).toHaveLength(rows.length + 3);
    expect(Object.keys(JSON.parse(text)[0])).toEqual(columns);
  });

  it("as Parquet keeps every double, text and missing value", async () => {
    const bytes = await parquetTable({ columns, rows });
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    expect(await parquetReadObjects({ file })).toEqual(
      rows.map((row) => ({ ...row, seed: BigInt(row.seed) })),
    );
  });

  it("as Parquet keeps integers as integers, and what only looks like one as it is", async () => {
    const written = [
      { seed: 0, whole: 1, zero: -0, large: 2 ** 60, empty: null },
      { seed: 2, whole: null, zero: 1, large: 1, empty: null },
    ];
    const bytes = await parquetTable({ columns: Object.keys(written[0]!), rows: written });
    const [first, second] = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer });
    expect(first).toEqual({ seed: 0n, whole: 1n, zero: -0, large: 2 ** 60, empty: null });
    expect(second).toEqual({ seed: 2n, whole: null, zero: 1, large: 1, empty: null });
  });

  it("for a spreadsheet has no formulas, and the same numbers", () => {
    const texts = ["=1+1", "+cmd", "-x", "@SUM(A1)", "-0.5", "relu"];
    const lines = spreadsheetTable({ columns: ["a", "b"], rows: texts.map((a) => ({ a, b: -1.5 })) });
    expect([...lines].map((line) => line.trimEnd())).toEqual([
      "a,b",
      "'=1+1,-1.5",
      "'+cmd,-1.5",
      "'-x,-1.5",
      "'@SUM(A1),-1.5",
      "-0.5,-1.5",
      "relu,-1.5",
    ]);
  });

  it("as Parquet has a first part of a thousand rows, and others of a hundred thousand", async () => {
    const many = Array.from({ length: 2500 }, (_, seed) => ({
      seed,
      distance: seed / 7,
      outcome: seed % 2 ? "kink" : null,
    }));
    const names = ["seed", "distance", "outcome"];
    const keeper = keepRows(names);
    for (const row of many) keeper.add(row);
    const bytes = await parquetTable({ columns: names, rows: keeper.rows() });
    const whole = parquetWriteBuffer({
      columnData: [
        { name: "seed", type: "INT64", nullable: true, data: many.map(({ seed }) => BigInt(seed)) },
        { name: "distance", type: "DOUBLE", nullable: true, data: many.map(({ distance }) => distance) },
        { name: "outcome", type: "STRING", nullable: true, data: many.map(({ outcome }) => outcome) },
      ],
    });
    expect(Buffer.from(bytes).equals(Buffer.from(whole))).toBe(true);
  });

  it("is the same bytes each time", async () => {
    expect(await parquetTable({ columns, rows })).toEqual(await parquetTable({ columns, rows }));
  });

  it("without rows is empty", async () => {
    expect(JSON.parse([...jsonTable({ columns, rows: [] })].join(""))).toEqual([]);
    const bytes = await parquetTable({ columns, rows: [] });
    expect(await parquetReadObjects({ file: bytes.buffer as ArrayBuffer })).toEqual([]);
  });
});
