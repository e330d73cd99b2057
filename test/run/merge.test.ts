import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cellKey } from "../../src/run/identity.ts";
import { mergeStores } from "../../src/run/merge.ts";
import { readPlanRecord, writePlanRecord } from "../../src/run/plan-record.ts";
import {
  cellPath,
  lookUpCell,
  readRows,
  type Store,
  storedKeys,
  writeCell,
} from "../../src/run/store/store.ts";
import { cellOf, freshStore, identity } from "./helpers.ts";

const keyOf = (seed: number) => cellKey(cellOf("w", { seed }), identity);
const put = (store: Store, seed: number, value: number, seconds = 1) =>
  writeCell(
    store,
    keyOf(seed),
    cellOf("w", { seed }),
    { tables: { main: [{ seed, value }] }, outcomes: {} },
    seconds,
  );

describe("joining stores", () => {
  it("copies what is new, knows what is the same, and leaves what disagrees as it was", () => {
    const [a, b, into] = [freshStore(), freshStore(), freshStore()];
    put(a, 1, 0.1);
    put(a, 2, 0.2);
    put(b, 2, 0.2, 99);
    put(b, 3, 0.3);
    put(b, 4, 0.4);
    put(into, 4, 0.4 + 2 ** -54);
    const merged = mergeStores([a, b], into);
    expect(merged).toEqual({
      copied: 3,
      same: 1,
      different: [{ key: keyOf(4), settings: { seed: 4 }, from: b.resultsRoot }],
      damaged: [],
    });
    expect(storedKeys(into)).toEqual([1, 2, 3, 4].map(keyOf).sort());
    expect(readRows(into, keyOf(4), "main")).toEqual([{ seed: 4, value: 0.4 + 2 ** -54 }]);
    expect(mergeStores([a], into)).toMatchObject({ copied: 0, same: 2 });
  });

  it("leaves damaged cells out, and replaces damaged ones", () => {
    const [a, into] = [freshStore(), freshStore()];
    put(a, 1, 0.1);
    put(a, 2, 0.2);
    put(into, 2, 0.2);
    writeFileSync(cellPath(a, keyOf(1), ".jsonl"), "cut");
    writeFileSync(cellPath(into, keyOf(2), ".jsonl"), "cut");
    const merged = mergeStores([a], into);
    expect(merged).toMatchObject({ copied: 1, damaged: [cellPath(a, keyOf(1), ".jsonl")] });
    expect(lookUpCell(into, keyOf(1)).state).toBe("absent");
    expect(lookUpCell(into, keyOf(2)).state).toBe("finished");
  });

  it("takes the plans along, the first of each name", () => {
    const [a, b, into] = [freshStore(), freshStore(), freshStore()];
    const record = (seed: number) => ({ identity, cells: [{ key: keyOf(seed), ...cellOf("w", { seed }) }] });
    writePlanRecord(a, "fig3a", record(1));
    writePlanRecord(b, "fig3a", record(2));
    writePlanRecord(b, "published-code/fig3b", record(3));
    mergeStores([a, b], into);
    expect(readPlanRecord(into, "fig3a")?.cells[0]?.key).toBe(keyOf(1));
    expect(readPlanRecord(into, "published-code/fig3b")?.cells[0]?.key).toBe(keyOf(3));
  });
});
