import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { makeManifest, manifestText, parseManifest } from "../../src/report/result/manifest.ts";
import { run } from "./run.ts";

describe("manifest", () => {
  it("tells start, end and the seconds between them", () => {
    expect(makeManifest(run, {}).timings).toEqual({
      started: "2024-05-01T10:00:00.000Z",
      finished: "2024-05-01T10:01:30.500Z",
      seconds: 90.5,
    });
  });

  it("is read as it was written", () => {
    const manifest = makeManifest(run, { "fig3a.csv": "00ff" });
    expect(parseManifest(manifestText(manifest), "manifest.json")).toEqual(manifest);
  });

  it("is refused when made of unfit values", () => {
    expect(() => makeManifest({ ...run, outcomes: { converged: -1 } }, {})).toThrow();
    expect(() => makeManifest({ ...run, seeds: [0.5] }, {})).toThrow();
  });

  it.each([
    ["{", /not JSON/],
    [manifestText({ ...makeManifest(run, {}), precision: "float16" as never }), /precision/],
    [manifestText({ ...makeManifest(run, {}), extra: 1 } as never), /extra/],
  ])("that is damaged is named with what is wrong", (text, message) => {
    const reading = () => parseManifest(text, "results/fig3a/manifest.json");
    expect(reading).toThrow(UserError);
    expect(reading).toThrow(/^results\/fig3a\/manifest.json/);
    expect(reading).toThrow(message);
  });
});
