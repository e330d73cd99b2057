import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import {
  makeManifest,
  makeRunRecord,
  manifestText,
  parseManifest,
  parseRunRecord,
} from "../../src/report/result/manifest.ts";
import { run } from "./run.ts";

describe("manifest", () => {
  it("is the same for the same numbers, whoever computed them, when, where and how often", () => {
    const other = {
      ...run,
      commit: "another",
      engine: "faster",
      node: "24.0.0",
      cells: { computed: 0, reused: 4 },
      started: new Date("2031-01-01T00:00:00.000Z"),
      finished: new Date("2031-01-01T00:00:01.000Z"),
    };
    expect(manifestText(makeManifest(other, {}))).toBe(manifestText(makeManifest(run, {})));
    expect(manifestText(makeRunRecord(other))).not.toBe(manifestText(makeRunRecord(run)));
  });

  it("of an earlier version, with the run in it, can be read", () => {
    const earlier = { ...makeManifest(run, {}), ...makeRunRecord(run), cells: { computed: 1, failed: [] } };
    expect(parseManifest(JSON.stringify(earlier), "manifest.json")).toEqual(makeManifest(run, {}));
  });

  it("has beside it the start, the end and the seconds between them", () => {
    expect(makeRunRecord(run).timings).toEqual({
      started: "2024-05-01T10:00:00.000Z",
      finished: "2024-05-01T10:01:30.500Z",
      seconds: 90.5,
    });
  });

  it("is read as it was written", () => {
    const manifest = makeManifest(run, { "fig3a.csv": "00ff" });
    expect(parseManifest(manifestText(manifest), "manifest.json")).toEqual(manifest);
    const record = makeRunRecord(run);
    expect(parseRunRecord(manifestText(record), "run.json")).toEqual(record);
  });

  it("is refused when made of unfit values", () => {
    expect(() => makeManifest({ ...run, outcomes: { converged: -1 } }, {})).toThrow();
    expect(() => makeManifest({ ...run, seeds: [0.5] }, {})).toThrow();
  });

  it.each([
    ["{", /not JSON/],
    [manifestText({ ...makeManifest(run, {}), precision: "float16" as never }), /precision/],
    [manifestText({ ...makeManifest(run, {}), seeds: "all" } as never), /seeds/],
  ])("that is damaged is named with what is wrong", (text, message) => {
    const reading = () => parseManifest(text, "results/fig3a/manifest.json");
    expect(reading).toThrow(UserError);
    expect(reading).toThrow(/^results\/fig3a\/manifest.json/);
    expect(reading).toThrow(message);
  });
});
