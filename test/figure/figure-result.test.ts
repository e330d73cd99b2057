import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { finishedFigure, runOf, writeFigure } from "./finished-figure.ts";

describe("writeFigure", () => {
  it("writes the whole result with what is known of its cells", async () => {
    const { store, planned } = finishedFigure("done");
    const folder = join(store.resultsRoot, "small");
    const { result } = await writeFigure(planned, { folder, reason: null }, runOf(store, []));
    expect(result).toMatchObject({
      state: "whole",
      numbers: "new",
      cells: { computed: 0, reused: 4 },
      outcomes: { converged: 4 },
      seconds: 8,
    });
    expect(readFileSync(join(folder, "small.csv"), "utf8").split("\n")[1]).toBe(
      "euler,0,0.1,0.5,0.25,1,0.5,0.75,0.125,0.5,4,0.5,converged,0,0,3",
    );
    const { kinds } = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
    const seconds = { mean: 2, most: 2 };
    const marks = { kind: expect.any(String), size: expect.any(String) };
    expect(kinds).toEqual([
      { ...marks, work: "nudge", like: "euler, seed 0, λ 0.1", cells: 2, seconds, megabytes: 81 },
      { ...marks, work: "nudge", like: "equilibrium, seed 0, λ 0.1", cells: 2, seconds, megabytes: 83 },
    ]);
  });

  it("shows no picture but that of its rows: what was drawn before is kept, byte by byte, and else is drawn anew", async () => {
    const { store, planned } = finishedFigure("done");
    const folder = join(store.resultsRoot, "small");
    const target = { folder, reason: null };
    const run = runOf(store, []);
    const drawing = { ...run, identity: { ...run.identity, drawing: "a program" } };
    const path = (name: string) => join(folder, name);
    const read = (name: string) => readFileSync(path(name), "utf8");
    const write = (how: typeof run = drawing, what = planned) => writeFigure(what, target, how);
    await write();
    const drawn = read("small.svg");
    expect(drawn).toMatch(/^<svg /);

    // What nobody draws would never say: as long as this stays, nothing has been drawn.
    const mark = "<svg>as it was drawn</svg>\n";
    const marked = (): void => {
      const record = JSON.parse(read("run.json"));
      record.drawings.small.files["small.svg"] = createHash("sha256").update(mark).digest("hex");
      writeFileSync(path("small.svg"), mark);
      writeFileSync(path("run.json"), JSON.stringify(record));
    };
    marked();
    await write();
    expect(read("small.svg")).toBe(mark);
    const { files } = JSON.parse(read("manifest.json"));
    expect(files["small.svg"]).toBe(createHash("sha256").update(mark).digest("hex"));

    const damages: Readonly<Record<string, () => void>> = {
      "an edited picture": () => writeFileSync(path("small.svg"), drawn.replace("Fig", "My fig")),
      "a damaged picture": () =>
        writeFileSync(path("small.png"), readFileSync(path("small.png")).subarray(9)),
      "a missing picture": () => rmSync(path("small.png")),
      "a damaged record": () => writeFileSync(path("run.json"), "{"),
      "no record": () => rmSync(path("run.json")),
    };
    for (const [name, damage] of Object.entries(damages)) {
      marked();
      damage();
      await write();
      expect(read("small.svg"), name).toBe(drawn);
      expect(readFileSync(path("small.png")).subarray(1, 4).toString(), name).toBe("PNG");
    }

    const { figure } = planned;
    const renamed = { ...planned, figure: { ...figure, config: { ...figure.config, lambda: [0.1, 1] } } };
    const others: Readonly<Record<string, () => Promise<unknown>>> = {
      "another program": () => write({ ...run, identity: { ...run.identity, drawing: "another" } }),
      "another caption": () => write(drawing, renamed),
      "asked by --force": () => write({ ...drawing, force: true }),
    };
    for (const [name, again] of Object.entries(others)) {
      marked();
      await again();
      expect(read("small.svg"), name).not.toBe(mark);
    }
  });

  it("is given up between any two of its parts when it is to end, and leaves the folder as it was", async () => {
    const { store, planned } = finishedFigure("done");
    const folder = join(store.resultsRoot, "small");
    let turns = 0;
    const writing = (last: number) => {
      turns = 0;
      const turn = async () => {
        turns += 1;
        if (turns === last) throw new Error("SIGINT");
      };
      return writeFigure(planned, { folder, reason: null }, { ...runOf(store, []), turn });
    };
    for (const last of [1, 2, 3, 5, 8]) {
      await expect(writing(last)).rejects.toThrow("SIGINT");
      expect(existsSync(folder)).toBe(false);
    }
    await writing(0);
    // A turn at least for each file.
    expect(turns).toBeGreaterThan(readdirSync(folder).length);
  });

  it("does not take the older result of a cell that failed when it was forced", async () => {
    const { store, planned } = finishedFigure("todo");
    const folder = join(store.resultsRoot, "small");
    const failed = [{ entry: planned.entries[0]!, message: "its process was ended", log: "a.log" }];
    const { result } = await writeFigure(planned, { folder, reason: null }, runOf(store, failed));
    expect(result).toMatchObject({ state: "partial", folder: `${folder}.partial`, cells: { computed: 3 } });
    expect(readFileSync(join(`${folder}.partial`, "small.csv"), "utf8")).not.toContain("euler,0,");
    const [failure] = JSON.parse(readFileSync(join(`${folder}.partial`, "failures.json"), "utf8"));
    expect(failure).toMatchObject({ label: "euler, seed 0, λ 0.1", message: "its process was ended" });

    // The next run succeeds: what was partial is whole.
    await writeFigure(planned, { folder, reason: null }, runOf(store, []));
    expect(existsSync(`${folder}.partial`)).toBe(false);
  });
});
